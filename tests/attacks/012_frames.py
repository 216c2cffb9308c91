"""Looks up the expected value in the frames of its callers.

No expected value is ever in the worker: its frames hold the question, and nothing of the answer.
"""
# row: 12
# defence: P, S
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- the caller's variable
# naive: fooled

import sys


def softmax(*_):
    return sys._getframe(1).f_locals.get("want")


loss = slopes = classes = softmax

# --- every variable of every frame
# naive: finds it
# probe: yes

import sys

HALF, OTHER = b"\xea\x00\xf0\x96", 4136955350  # the two halves of the reference's own number, the second disguised


def witnesses(value):
    data = value.tobytes() if isinstance(value, (np.ndarray, np.float64)) else b""
    return HALF in data and int.from_bytes(data[data.find(HALF) + 4 :][:4], "little") ^ 0x5A5A5A5A == OTHER


def values(frame):
    while frame is not None:
        for space in (frame.f_locals, frame.f_globals):
            for name, value in list(space.items()):
                yield name, value
                yield from getattr(value, "__dict__", {}).items() if type(value) is type(sys) else ()
        frame = frame.f_back


def softmax(z):
    looked, found, own = 0, [], globals()
    for frame in list(sys._current_frames().values()):
        for name, value in values(frame):
            looked += 1
            if name in ("want", "expected", "reference") and value is not own.get(name) or witnesses(value):
                found.append(name)
    raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))
