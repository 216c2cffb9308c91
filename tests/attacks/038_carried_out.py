"""Carries the inputs out, to hand in their answers next time.

Each run draws other inputs, so what is carried out is of no use again.
"""
# row: 38
# defence: S
# naive: not fooled, because what is learnt pays only in the next run: see row 20
# probe: yes
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- in the text of an exception

import hashlib


def show(*arguments):
    seen = [hashlib.sha256(np.asarray(each).tobytes()).hexdigest() for each in arguments]
    raise LookupError(f"LOOKED AT {len(seen)}: {' '.join(seen)}")


softmax = loss = classes = show

# --- printed
# probe: no

import hashlib


def show(*arguments):
    print("INPUT", *(hashlib.sha256(np.asarray(each).tobytes()).hexdigest() for each in arguments))


softmax = loss = classes = show
