"""Reads the memory of the grader's process.

The grader's process lets none of its own user look in; Landlock and seccomp deny it as well, and no other process is in
sight at tier 3.
"""
# row: 18
# defence: K, L, X, N, U
# naive: not fooled, because its answers are in the submission's own process: see row 17
# probe: yes
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- /proc

import os

tried = {os.getppid(), 1}  # the grader, or whoever started it: other workers hold no answers
looked, found = 0, []
for pid in tried - {os.getpid()}:
    looked += 1
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0):
            found.append(pid)
    except OSError:
        pass
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))

# --- process_vm_readv

import ctypes
import os


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


libc = ctypes.CDLL(None)
data = ctypes.create_string_buffer(8)
here, there = Vector(ctypes.addressof(data), 8), Vector(id(None), 8)
looked, found = 0, []
for pid in (os.getppid(), 1):
    looked += 1
    # The same program, and often at the same place: an answer of any kind is more than there should be.
    if pid and pid != os.getpid() and libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        found.append(pid)
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))

# --- ptrace

import ctypes
import os

PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH, WALL = 0x4206, 0x4207, 17, 0x40000000
libc = ctypes.CDLL(None)
parent = os.getppid()
traced = parent and libc.ptrace(PTRACE_SEIZE, parent, None, None) == 0
if traced:
    # In earnest it would write into the grader's memory here, or leave it standing for ever: this lets it go at once.
    libc.ptrace(PTRACE_INTERRUPT, parent, None, None)
    libc.waitpid(parent, None, WALL)
    libc.ptrace(PTRACE_DETACH, parent, None, None)
raise LookupError("LOOKED AT 1" + ", FOUND the parent" * bool(traced))
