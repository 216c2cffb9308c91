"""Makes a namespace in which it is root, to mount what it likes.

No call that makes or enters a namespace, mounts or changes the root is let through; a new process can't be made in one.
"""
# row: 70
# defence: X, N
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- unshare

import ctypes

NEW_USER_AND_MOUNTS = 0x10020000
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.unshare(NEW_USER_AND_MOUNTS) < 0 or libc.mount(b"none", b".", b"tmpfs", 0, None) < 0:
        raise OSError(ctypes.get_errno(), "unshare, mount")
    return True


# --- clone
# slow: yes

import ctypes
import os
import signal

CLONE, NEW_USER = {"x86_64": 56, "aarch64": 220}[os.uname().machine], 0x10000000
libc = ctypes.PyDLL(None, use_errno=True)  # it keeps the interpreter's lock, which the child then has


def attempt():
    pid = libc.syscall(CLONE, NEW_USER | signal.SIGCHLD, None, None, None, None)
    if pid == 0:
        os._exit(0)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone")
    return os.waitpid(pid, 0)[1] == 0


# --- clone, as a thread
# meets: tier 3 EINVAL; tier 2 EINVAL; tier 1 EINVAL
# slow: yes

# Threads are let through. The kernel itself gives them no namespace of their own, which stands against it everywhere.
import ctypes
import os

CLONE = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
THREAD_WITH_NEW_USER = 0x10000000 | 0x00010000 | 0x00000800 | 0x00000100
libc = ctypes.PyDLL(None, use_errno=True)


def attempt():
    if libc.syscall(CLONE, THREAD_WITH_NEW_USER, None, None, None, None) < 0:
        raise OSError(ctypes.get_errno(), "clone")
    os._exit(0)


# --- clone3
# meets: tier 3 ENOSYS; tier 2 ENOSYS; tier 1 reached
# slow: yes

# It is said not to be there, so that the C library falls back to the call that it knows from before.
import ctypes
import os
import signal
import struct

CLONE3, NEW_USER = 435, 0x10000000
libc = ctypes.PyDLL(None, use_errno=True)


def attempt():
    arguments = struct.pack("=8Q", NEW_USER, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    pid = libc.syscall(CLONE3, arguments, len(arguments))
    if pid == 0:
        os._exit(0)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone3")
    return os.waitpid(pid, 0)[1] == 0


# --- into that of another process
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EPERM
# slow: yes

# A namespace whose root it is not lets nobody in, which stands against it at tier 1.
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.setns(os.open(f"/proc/{VICTIM}/ns/mnt", os.O_RDONLY), 0) < 0:
        raise OSError(ctypes.get_errno(), "setns")
    return True


# --- mounts without one
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.mount(b"none", b".", b"tmpfs", 0, None) < 0:
        raise OSError(ctypes.get_errno(), "mount")
    return True


# --- the root of its files
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import os


def attempt():
    os.chroot(".")
    return True
