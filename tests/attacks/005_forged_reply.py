"""Writes answers of its own to the channel of the answers.

An answer holds values and nothing else: a forged one is a wrong value, and one too many ends the worker.
"""
# row: 5
# defence: P, W
# naive: not fooled, because it has no channel of answers
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- before its own answer

import os
import sys

wire = sys.modules.get("graders.sandbox.wire")


def forge(value):
    for fd in range(3, 8):
        try:
            os.write(fd, wire.encode([["value", value]]))
        except (OSError, AttributeError):
            pass


def softmax(z):
    forge(np.ones(z.shape) / 4)
    return np.ones(z.shape) / 4


# --- instead of its own answer

import os
import sys

wire = sys.modules.get("graders.sandbox.wire")


def softmax(z):
    for fd in range(3, 8):
        try:
            os.write(fd, wire.encode([["echo", np.ones(z.shape) / 4, [z], {}]]))
        except (OSError, AttributeError):
            pass
    if wire:
        os._exit(0)


# --- two answers to every question

import os
import sys

wire = sys.modules.get("graders.sandbox.wire")
write = os.write
if wire:
    os.write = lambda fd, data: write(fd, bytes(data) + wire.encode([["value", 1.0]])) and len(data)

# --- a thread that answers all the time

import os
import sys
import threading

wire = sys.modules.get("graders.sandbox.wire")


def answer():
    frame = wire.encode([["value", np.ones((5, 4)) / 4]]) if wire else b""
    while frame:
        for fd in range(3, 8):
            try:
                os.write(fd, frame)
            except OSError:
                pass


def softmax(z):
    threading.Thread(target=answer, daemon=True).start()
    return np.ones(z.shape) / 4


# --- verdicts in place of values

import os
import sys

wire = sys.modules.get("graders.sandbox.wire")


def softmax(z):
    for fd in range(3, 8):
        try:
            os.write(fd, wire.encode([["passed", True], {"verdict": "passed", "points": 99}]))
        except (OSError, AttributeError):
            pass


# --- an answer to the question how it was loaded

import os
import sys

wire = sys.modules.get("graders.sandbox.wire")
if wire:
    names = [[name, "function"] for name in ("softmax", "loss", "slopes", "classes")]
    for fd in range(3, 8):
        try:
            os.write(fd, wire.encode([["value", [{"work.py": names}, {}]]]))
        except OSError:
            pass
