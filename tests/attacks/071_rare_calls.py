"""Makes system calls that hardly anybody needs, and where most holes were found.

Seccomp lets through what NumPy and torch were seen to need, and nothing else.
"""
# row: 71
# defence: X
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- io_uring
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOMEM or EPERM or ENOSYS

# On some machines it is switched off for everybody; some kernels count it as memory that is never given back.
import ctypes

IO_URING_SETUP = 425
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(IO_URING_SETUP, 1, ctypes.create_string_buffer(120)) < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")
    return True


# --- bpf
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM or reached
# slow: yes

# Most machines keep it to root; without that its first program would be one of this kind.
import ctypes
import os
import struct

BPF = {"x86_64": 321, "aarch64": 280}[os.uname().machine]
MAP_CREATE, ARRAY = 0, 2
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    table = struct.pack("=IIII", ARRAY, 4, 8, 1).ljust(72, b"\0")
    if libc.syscall(BPF, MAP_CREATE, table, len(table)) < 0:
        raise OSError(ctypes.get_errno(), "bpf")
    return True


# --- userfaultfd
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOSYS
# slow: yes

import ctypes
import os

USERFAULTFD, USER_MODE_ONLY = {"x86_64": 323, "aarch64": 282}[os.uname().machine], 1
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(USERFAULTFD, USER_MODE_ONLY) < 0:
        raise OSError(ctypes.get_errno(), "userfaultfd")
    return True


# --- the keys that the kernel keeps
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOSYS
# slow: yes

import ctypes
import os

ADD_KEY = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
OF_THE_PROCESS = -2
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(ADD_KEY, b"user", NOTE.encode(), b"here", 4, OF_THE_PROCESS) < 0:
        raise OSError(ctypes.get_errno(), "add_key")
    return True


# --- keyctl
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOSYS
# slow: yes

import ctypes
import os

KEYCTL = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
GET_KEYRING_ID, OF_THE_PROCESS = 0, -2
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(KEYCTL, GET_KEYRING_ID, OF_THE_PROCESS, 1, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "keyctl")
    return True


# --- perf
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or EACCES or ENOENT
# slow: yes

import ctypes
import os
import struct

PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}[os.uname().machine]
SOFTWARE, TASK_CLOCK, NOT_OF_THE_KERNEL = 1, 1, 1 << 5 | 1 << 6
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    event = struct.pack("=IIQQQQQ", SOFTWARE, 112, TASK_CLOCK, 0, 0, 0, NOT_OF_THE_KERNEL).ljust(112, b"\0")
    if libc.syscall(PERF_EVENT_OPEN, event, 0, -1, -1, 0) < 0:
        raise OSError(ctypes.get_errno(), "perf_event_open")
    return True


# --- personality

import ctypes

ADDR_NO_RANDOMIZE = 0x0040000
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.personality(ADDR_NO_RANDOMIZE) < 0:
        raise OSError(ctypes.get_errno(), "personality")
    return True


# --- pivot_root
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import ctypes
import os

PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(PIVOT_ROOT, b".", b".") < 0:
        raise OSError(ctypes.get_errno(), "pivot_root")
    return True


# --- modules of the kernel, another kernel, the clock, the name, an end
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root. The arguments are such that root could not either.
import ctypes
import os

KEXEC, MODULE, SWAP, CLOCK, END, NAME = {
    "x86_64": (246, 175, 167, 164, 169, 170),
    "aarch64": (104, 105, 224, 170, 142, 161),
}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for number in (KEXEC, MODULE, SWAP, CLOCK, END, NAME):
        if libc.syscall(number, 0, -1, -1, -1, -1) >= 0:
            return True
    raise OSError(ctypes.get_errno(), "all of them")


# --- memory that has no name and can be executed
# slow: yes

import os


def attempt():
    return os.memfd_create("here") >= 0


# --- memory that is secret from the kernel
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOSYS
# slow: yes

import ctypes

MEMFD_SECRET = 447
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(MEMFD_SECRET, 0) < 0:
        raise OSError(ctypes.get_errno(), "memfd_secret")
    return True


# --- news of what happens to files
# slow: yes

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
IN_OPEN = 32


def attempt():
    queue = libc.inotify_init1(0)
    if queue < 0 or libc.inotify_add_watch(queue, os.path.dirname(CANARY).encode(), IN_OPEN) < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    return True


# --- a filter of its own, that answers in the kernel's place
# slow: yes

import ctypes
import os
import struct

SECCOMP = {"x86_64": 317, "aarch64": 277}[os.uname().machine]
SET_FILTER, NEW_LISTENER, ALLOW = 1, 8, 0x7FFF0000
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    libc.prctl(38, 1, 0, 0, 0)
    step = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, ALLOW), 8)
    program = struct.pack("=H6xQ", 1, ctypes.addressof(step))
    if libc.syscall(SECCOMP, SET_FILTER, NEW_LISTENER, program) < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return True


# --- what a process may be asked, and may have done to it
# slow: yes

import ctypes

PR_SET_DUMPABLE = 4
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return True
