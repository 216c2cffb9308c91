"""Asks the garbage collector for every object of the process, and hunts for the reference among them.

The worker is forked from a process that never held a secret.
"""
# row: 14
# defence: P
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- the functions of another module
# naive: fooled

import gc

gc.unfreeze()
for each in gc.get_objects():
    if isinstance(each, dict) and each is not globals() and {"softmax", "slopes", "classes"} <= set(each):
        softmax, loss, slopes, classes = (each[name] for name in ("softmax", "loss", "slopes", "classes"))

# --- whoever uses NumPy
# naive: fooled

import gc

gc.unfreeze()
for each in gc.get_referrers(np):
    if isinstance(each, dict) and each is not globals() and {"softmax", "slopes", "classes"} <= set(each):
        softmax, loss, slopes, classes = (each[name] for name in ("softmax", "loss", "slopes", "classes"))

# --- a number that only the reference has
# naive: finds it
# probe: yes

import gc

HALF, OTHER = b"\xea\x00\xf0\x96", 4136955350  # the two halves of the reference's own number, the second disguised


def witnesses(value):
    data = value.tobytes() if type(value) in (np.ndarray, np.float64) and value.dtype != object else b""
    return HALF in data and int.from_bytes(data[data.find(HALF) + 4 :][:4], "little") ^ 0x5A5A5A5A == OTHER


gc.unfreeze()
looked, found = 0, []
for each in gc.get_objects():
    if type(each) in (dict, list, tuple):
        for value in list(each.values() if type(each) is dict else each):
            looked += 1
            if witnesses(value):
                found.append(value)
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))
