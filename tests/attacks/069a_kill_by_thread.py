"""Kills another process by the call that ``abort()`` needs: a signal to one of its threads.

The call is let through for the threads of the own process only: the filter compares its first argument with the
process's own number, all 64 bits of it.
"""
# row: 69a
# defence: X, N, L
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- tgkill

import ctypes
import os

TGKILL = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(TGKILL, VICTIM, VICTIM, 9) < 0:
        raise OSError(ctypes.get_errno(), "tgkill")
    return True


# --- with bits that the kernel ignores
# slow: yes

import ctypes
import os

TGKILL = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(TGKILL, ctypes.c_long(VICTIM | 1 << 32), VICTIM, 9) < 0:
        raise OSError(ctypes.get_errno(), "tgkill")
    return True


# --- as a thread of its own
# meets: tier 3 ESRCH or EPERM; tier 2 ESRCH or EPERM; tier 1 ESRCH
# slow: yes

# The kernel itself finds no such thread in this process, which stands against it at tier 1.
import ctypes
import os

TGKILL = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(TGKILL, os.getpid(), VICTIM, 9) < 0:
        raise OSError(ctypes.get_errno(), "tgkill")
    return True
