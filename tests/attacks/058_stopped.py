"""Stops itself, or leaves a picture of its memory behind.

A worker that stands still is one that waits; no memory of it is written to the disk, and it can't allow that again. The
first process of a namespace can't be stopped from within.
"""
# row: 58
# defence: K, R, N, X
# meets: tier 3 crashed; tier 2 crashed; tier 1 crashed

import ctypes
import os
import resource
import signal

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result == 0


# --- aborts, for a picture


def attempt():
    os.abort()


# --- a null pointer


def attempt():
    ctypes.string_at(0)


# --- a signal that dumps
# meets: tier 3 nothing; tier 2 crashed or nothing; tier 1 crashed


def attempt():
    signal.raise_signal(signal.SIGQUIT)


# --- a higher limit for the picture
# meets: tier 3 ValueError; tier 2 ValueError; tier 1 ValueError


def attempt():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return True


# --- makes itself dumpable
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached
# A handler of pictures that is a program is not bound by the limit.


def attempt():
    return checked(libc.prctl(4, 1, 0, 0, 0))  # PR_SET_DUMPABLE


# --- stops
# slow: yes
# meets: tier 3 nothing; tier 2 waiting or nothing; tier 1 waiting or computing


def attempt():
    signal.raise_signal(signal.SIGSTOP)


# --- stops, by another call
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached


def attempt():
    os.kill(os.getpid(), signal.SIGCONT)  # in earnest it would be SIGSTOP
    return True


# --- stops, as from a terminal
# meets: tier 3 nothing; tier 2 nothing; tier 1 nothing
# Its session has no terminal that could let it go on, so the kernel ignores that.


def attempt():
    signal.raise_signal(signal.SIGTSTP)


# --- is traced by its parent
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached


def attempt():
    return checked(libc.ptrace(0, 0, None, None))  # PTRACE_TRACEME
