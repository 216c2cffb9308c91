"""Reads and writes the memory of its process.

Nothing that is expected is ever in that memory.
"""
# row: 17
# defence: P
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- zeros over the expected values
# naive: fooled

import ctypes
import sys


def softmax(*_):
    want = sys._getframe(1).f_locals.get("want", 0.0)
    if isinstance(want, float):
        ctypes.memset(id(want) + float.__basicsize__ - 8, 0, 8)
        return 0.0
    ctypes.memset(want.ctypes.data, 0, want.nbytes)
    return np.zeros(want.shape, want.dtype)


loss = slopes = classes = softmax

# --- a search through all of it
# naive: finds it
# probe: yes

import ctypes
import gc
import os

HALF, OTHER = b"\xea\x00\xf0\x96", 4136955350  # the two halves of the reference's own number, the second disguised
PAGE = 4096

# What is written into a pipe is read by the kernel, which says so, and does not crash, where nothing is mapped.
libc = ctypes.CDLL(None)
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
pipe, end = os.pipe()
gc.unfreeze()
near = {id(each) // PAGE for each in gc.get_objects()}
near |= {np.empty(size).ctypes.data // PAGE for size in (1, 4, 64, 1024, 8192)}
pages = {page + step for page in near for step in range(-32, 33)}
looked, found = 0, []
for page in pages:
    if libc.write(end, page * PAGE, PAGE) == PAGE:
        data, place = os.read(pipe, PAGE), -1
        looked += 1
        while (place := data.find(HALF, place + 1)) >= 0:
            if int.from_bytes(data[place + 4 : place + 8], "little") ^ 0x5A5A5A5A == OTHER:
                found.append(hex(page * PAGE + place))
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))
