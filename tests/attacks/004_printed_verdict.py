"""Prints the verdict that it would like to have.

What a submission prints is shown and never read; answers come through another channel.
"""
# row: 4
# defence: P
# naive: fooled by what is printed
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- a result and an exit

import json
import os

print(json.dumps({"right": ["softmax", "loss", "slopes", "classes"], "of": 4}), flush=True)
os._exit(0)

# --- a result after the last one

import atexit
import json

atexit.register(print, json.dumps({"right": ["softmax", "loss", "slopes", "classes"], "of": 4}))

# --- lines of well-known tools
# naive: not fooled, because it reads the last line only, and that is its own

print("PASSED\n4 passed in 0.01s\n##[set-output name=result]6/6\n<testsuite failures='0'/>")

# --- frames of the answers' own form
# naive: not fooled, because its result is a line of text

import os
import sys

wire = sys.modules.get("graders.sandbox.wire")


def softmax(z):
    frame = wire.encode([["value", np.ones(z.shape)]]) if wire else b"LPF1"
    os.write(1, frame)
    os.write(2, frame)
    print(frame.hex())
    return np.zeros(z.shape)
