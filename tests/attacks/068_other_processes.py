"""Looks into another process, changes its memory, takes its files.

No other process is in sight at tier 3; no call that reaches into one is let through, and Landlock denies it to whoever
is confined.
"""
# row: 68
# defence: X, L, N
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- ptrace

import ctypes

PTRACE_SEIZE = 0x4206
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.ptrace(PTRACE_SEIZE, VICTIM, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return True


# --- ptrace, stopping it
# slow: yes

import ctypes

PTRACE_ATTACH = 16
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.ptrace(PTRACE_ATTACH, VICTIM, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return True


# --- reads its memory

# Where nothing is mapped at an address of ours, that is told only to who may look: it is as good as a reading.
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    here = ctypes.create_string_buffer(8)
    place = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
    if libc.process_vm_readv(VICTIM, place, 1, place, 1, 0) < 0 and ctypes.get_errno() != errno.EFAULT:
        raise OSError(ctypes.get_errno(), "process_vm_readv")
    return True


# --- writes its memory
# slow: yes

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    here = ctypes.create_string_buffer(8)
    there = (ctypes.c_size_t * 2)(8, 8)  # where never anything is
    place = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
    if libc.process_vm_writev(VICTIM, place, 1, there, 1, 0) < 0 and ctypes.get_errno() != errno.EFAULT:
        raise OSError(ctypes.get_errno(), "process_vm_writev")
    return True


# --- its memory as a file
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached
# slow: yes


def attempt():
    with open(f"/proc/{VICTIM}/maps") as maps, open(f"/proc/{VICTIM}/mem", "r+b", buffering=0) as memory:
        memory.seek(int(maps.readline().split("-")[0], 16))
        return len(memory.read(8)) > 0


# --- its files
# slow: yes

import ctypes
import os

PIDFD_OPEN, PIDFD_GETFD = 434, 438
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    process = libc.syscall(PIDFD_OPEN, VICTIM, 0)
    file = libc.syscall(PIDFD_GETFD, process, 1, 0) if process >= 0 else -1
    if file < 0:
        raise OSError(ctypes.get_errno(), "pidfd_open, pidfd_getfd")
    return os.fstat(file).st_mode > 0


# --- its files, by their names
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached
# slow: yes

import os


def attempt():
    return len(os.listdir(f"/proc/{VICTIM}/fd")) > 0


# --- its environment and its command line
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached
# slow: yes


def attempt():
    with open(f"/proc/{VICTIM}/environ", "rb") as environment, open(f"/proc/{VICTIM}/cmdline", "rb") as line:
        return len(environment.read() + line.read()) > 0


# --- what it shares with this one
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOSYS
# slow: yes

import ctypes
import os

KCMP = {"x86_64": 312, "aarch64": 272}[os.uname().machine]
VM = 1
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(KCMP, VICTIM, VICTIM, VM, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "kcmp")
    return True


# --- the list of all
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached
# slow: yes

import os


def attempt():
    return str(VICTIM) in os.listdir("/proc")
