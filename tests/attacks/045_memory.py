"""Takes more memory than there is.

The kernel limits each process's address space, and lets nothing be had that does not count there. A plain process has
no such limit.
"""
# row: 45
# defence: R, X
# unbounded: yes
# meets: tier 3 MemoryError; tier 2 MemoryError; tier 1 MemoryError

import ctypes
import os

BUDGET = 256 << 20  # bytes that the lab allows
libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result


# --- eight gigabytes at once


def attempt():
    return len(bytearray(8 << 30)) > BUDGET


# --- a list that grows


def attempt():
    kept = []
    while len(kept) << 20 <= BUDGET:
        kept.append(bytes(1 << 20))  # zeros, which cost no time: the limit of seconds must not come first
    return True


# --- an array


def attempt():
    return np.ones((1 << 15, 1 << 15)).nbytes > BUDGET


# --- an array that is never touched


def attempt():
    return np.empty(1 << 50, dtype=np.uint8).nbytes > BUDGET


# --- pages that are shared with nobody
# meets: tier 3 ENOMEM; tier 2 ENOMEM; tier 1 ENOMEM


def attempt():
    import mmap

    return len(mmap.mmap(-1, 2 * BUDGET)) > BUDGET


# --- many small pieces of them
# slow: yes
# meets: tier 3 ENOMEM; tier 2 ENOMEM; tier 1 ENOMEM


def attempt():
    import mmap

    kept = [mmap.mmap(-1, 1 << 20) for _ in range((BUDGET >> 20) + 1)]
    return len(kept) > 0


# --- the break
# meets: tier 3 ENOMEM; tier 2 ENOMEM; tier 1 ENOMEM


def attempt():
    libc.sbrk.restype, libc.sbrk.argtypes = ctypes.c_ssize_t, [ctypes.c_ssize_t]
    return checked(libc.sbrk(2 * BUDGET)) > 0


# --- files that exist in memory alone
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached


def attempt():
    files = [os.memfd_create("kept") for _ in range(20)]
    for file in files:
        os.posix_fallocate(file, 0, 15 << 20)
    return sum(os.fstat(file).st_size for file in files) > BUDGET


# --- memory that processes share
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached


def attempt():
    segment = checked(libc.shmget(0, 2 * BUDGET, 0o600))
    libc.shmctl(segment, 0, None)  # it is gone as soon as nobody uses it, and nobody does
    return True


# --- the buffers of pipes
# meets: tier 3 EMFILE; tier 2 EMFILE; tier 1 EMFILE
# They are the kernel's memory, and each pipe takes two of the sixty descriptors that a worker may have.


def attempt():
    kept = 0
    while kept <= BUDGET:
        _, write = os.pipe()
        os.set_blocking(write, False)
        kept += os.write(write, bytes(1 << 16))
    return True


# --- a higher limit
# meets: tier 3 ValueError; tier 2 ValueError; tier 1 ValueError


def attempt():
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return True


# --- pages that may not leave memory
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM


def attempt():
    page = ctypes.create_string_buffer(1 << 20)
    return checked(libc.mlock(page, len(page))) == 0


# --- text that is repeated
# slow: yes
# Unlike the others it asks for one thing after the other, each twice as large.


def attempt():
    text = "a"
    while len(text) <= BUDGET:
        text += text
    return True


# --- a tensor
# needs: torch
# slow: yes
# meets: tier 3 RuntimeError; tier 2 RuntimeError; tier 1 RuntimeError


def attempt():
    import torch

    return torch.ones(1 << 30).nbytes > BUDGET
