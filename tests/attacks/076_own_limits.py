"""Raises its own limits.

They are hard ones, which only root may raise; other calls for them are not let through.
"""
# row: 76
# defence: R, U, X
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM or reached

# --- memory
# meets: tier 3 ValueError; tier 2 ValueError; tier 1 ValueError or reached

# Python's word for a hard limit. A plain process has no limit of its memory.
import resource


def attempt():
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return True


# --- any other
# meets: tier 3 nothing; tier 2 nothing; tier 1 nothing or reached

import resource

KINDS = ("CPU", "FSIZE", "NOFILE", "CORE", "STACK", "MEMLOCK", "MSGQUEUE", "NPROC")


def attempt():
    raised = 0
    for kind in (getattr(resource, f"RLIMIT_{name}", None) for name in KINDS):
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        try:
            resource.setrlimit(kind, (hard, resource.RLIM_INFINITY if hard < 0 else hard + 1))
            raised += 1
        except (ValueError, OSError):
            pass
    return raised > 0


# --- by the number of the call
# slow: yes

import ctypes
import os
import resource
import struct

SETRLIMIT = {"x86_64": 160, "aarch64": 164}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(SETRLIMIT, resource.RLIMIT_AS, struct.pack("=qq", -1, -1)) < 0:
        raise OSError(ctypes.get_errno(), "setrlimit")
    return True


# --- its priority
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EACCES
# slow: yes

# Whoever is not root may only lower it, which stands against it at tier 1.
import os


def attempt():
    os.setpriority(os.PRIO_PROCESS, 0, -20)
    return True


# --- before all others
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import os


def attempt():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return True


# --- memory that is never given back
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM or reached
# slow: yes

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    memory = ctypes.create_string_buffer(1 << 16)
    if libc.mlock(memory, len(memory)) < 0:
        raise OSError(ctypes.get_errno(), "mlock")
    return True


# --- the cores that it may use
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached
# slow: yes

import os


def attempt():
    os.sched_setaffinity(0, range(os.cpu_count()))
    return True
