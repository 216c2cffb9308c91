"""Kills the grader, or whatever else it can reach, by a signal.

No call that sends a signal to others is let through; at tier 3 the others are not in sight, and newer kernels' Landlock
lets no signal out.
"""
# row: 69
# defence: X, N, L
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- kill

import os
import signal


def attempt():
    os.kill(VICTIM, signal.SIGKILL)
    return True


# --- the grader, and who forked it
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM or reached

# Signal 0 arrives nowhere, and tells whether another one would. Where the grader is root, that stands against it.
import os


def attempt():
    reached = 0
    for pid in (GRADER, os.getppid()):
        try:
            os.kill(pid, 0)
            reached += 1
        except OSError as error:
            last = error
    if not reached:
        raise last
    return True


# --- all that there are
# slow: yes

import os


def attempt():
    os.kill(-1, 0)
    return True


# --- its own group
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 memory or crashed
# slow: yes

# The worker leads a group of its own, in which nobody else is: it ends itself. One that is killed from outside is taken
# to have used up the memory.
import os
import signal


def attempt():
    if os.getpgrp() != os.getpid():
        return True
    os.kill(0, signal.SIGKILL)
    return False


# --- the grader's group
# slow: yes

import os


def attempt():
    os.killpg(os.getpgid(VICTIM), 0)
    return True


# --- tkill, a call of old
# slow: yes

import ctypes
import os

TKILL = {"x86_64": 200, "aarch64": 130}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(TKILL, VICTIM, 9) < 0:
        raise OSError(ctypes.get_errno(), "tkill")
    return True


# --- by a descriptor of the process
# slow: yes

import ctypes

PIDFD_OPEN, PIDFD_SEND_SIGNAL = 434, 424
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    process = libc.syscall(PIDFD_OPEN, VICTIM, 0)
    if process < 0 or libc.syscall(PIDFD_SEND_SIGNAL, process, 9, None, 0) < 0:
        raise OSError(ctypes.get_errno(), "pidfd_open, pidfd_send_signal")
    return True


# --- a signal with a value
# slow: yes

import ctypes
import os
import struct

SIGQUEUE = {"x86_64": 129, "aarch64": 138}[os.uname().machine]
SI_QUEUE = -1
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    about = struct.pack("=iii", 9, 0, SI_QUEUE).ljust(128, b"\0")
    if libc.syscall(SIGQUEUE, VICTIM, 9, about) < 0:
        raise OSError(ctypes.get_errno(), "rt_sigqueueinfo")
    return True


# --- a signal with a value, to a thread
# slow: yes

import ctypes
import os
import struct

TGSIGQUEUE = {"x86_64": 297, "aarch64": 240}[os.uname().machine]
SI_QUEUE = -1
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    about = struct.pack("=iii", 9, 0, SI_QUEUE).ljust(128, b"\0")
    if libc.syscall(TGSIGQUEUE, VICTIM, VICTIM, 9, about) < 0:
        raise OSError(ctypes.get_errno(), "rt_tgsigqueueinfo")
    return True


# --- stops it, to let it stand for ever
# slow: yes

import os
import signal


def attempt():
    os.kill(VICTIM, signal.SIGSTOP)
    return True
