"""Slows, limits or moves another process: its cores, its priority, its limits.

No call that does so is let through, but the one for the own process's limits, whose argument has to say so; at tier 3
the others are not in sight.
"""
# row: 75
# defence: X, N
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- its limits

import resource


def attempt():
    resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (0, 0))
    return True


# --- its limits, with bits that the kernel ignores
# slow: yes

import ctypes
import os
import resource
import struct

PRLIMIT = {"x86_64": 302, "aarch64": 261}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    bound = struct.pack("=QQ", 0, 0)
    if libc.syscall(PRLIMIT, ctypes.c_long(VICTIM | 1 << 32), resource.RLIMIT_NOFILE, bound, None) < 0:
        raise OSError(ctypes.get_errno(), "prlimit64")
    return True


# --- its cores
# slow: yes

import os


def attempt():
    os.sched_setaffinity(VICTIM, {min(os.sched_getaffinity(0))})
    return True


# --- its priority

import os


def attempt():
    os.setpriority(os.PRIO_PROCESS, VICTIM, 19)
    return True


# --- when it computes at all
# slow: yes

import os


def attempt():
    os.sched_setscheduler(VICTIM, os.SCHED_IDLE, os.sched_param(0))
    return True


# --- when it computes at all, by a newer call
# slow: yes

import ctypes
import os
import struct

SCHED_SETATTR, BATCH = {"x86_64": 314, "aarch64": 274}[os.uname().machine], 3
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(SCHED_SETATTR, VICTIM, struct.pack("=IIQiIQQQ", 48, BATCH, 0, 19, 0, 0, 0, 0), 0) < 0:
        raise OSError(ctypes.get_errno(), "sched_setattr")
    return True


# --- its disk
# slow: yes

import ctypes
import os

IOPRIO_SET, OF_A_PROCESS, IDLE = {"x86_64": 251, "aarch64": 30}[os.uname().machine], 1, 3 << 13
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(IOPRIO_SET, OF_A_PROCESS, VICTIM, IDLE) < 0:
        raise OSError(ctypes.get_errno(), "ioprio_set")
    return True


# --- that it goes first when memory runs out
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached
# slow: yes


def attempt():
    with open(f"/proc/{VICTIM}/oom_score_adj", "w") as file:
        return file.write("1000") > 0
