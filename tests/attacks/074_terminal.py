"""Types into the terminal of whoever grades, or writes on it.

A worker has a session of its own and no terminal; that of the grader is not in its view of the files, Landlock grants
it no device, and what types there is no question that seccomp lets through.
"""
# row: 74
# defence: L, N, X
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached

# --- writes on it


def attempt():
    with open(TERMINAL, "r+b", buffering=0) as terminal:
        return terminal.write(b"\x1b]0;here\x07") > 0


# --- types into it
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached or EIO

# Newer kernels let nobody. A terminal that is in use by another session says EPERM; this one is in use by nobody.
import fcntl
import os

TIOCSTI = 0x5412


def attempt():
    fcntl.ioctl(os.open(TERMINAL, os.O_RDWR), TIOCSTI, b"x")
    return True


# --- types into what it inherited
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 ENOTTY or EBADF
# slow: yes

# None of it is a terminal, at any tier.
import fcntl

TIOCSTI = 0x5412


def attempt():
    for fd in range(64):
        try:
            fcntl.ioctl(fd, TIOCSTI, b"x")
            return True
        except OSError as error:
            last = error if fd < 3 else last
    raise last


# --- types, with bits that the kernel ignores
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 ENOTTY
# slow: yes

# What it prints to is no terminal: that stands against it at tier 1.
import ctypes
import os

IOCTL, TIOCSTI = {"x86_64": 16, "aarch64": 29}[os.uname().machine], 0x5412
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if libc.syscall(IOCTL, 1, ctypes.c_long(TIOCSTI | 1 << 32), b"x") < 0:
        raise OSError(ctypes.get_errno(), "ioctl")
    return True


# --- the terminal that it is in
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 ENXIO
# slow: yes

# It is in none, at any tier: its session is its own.


def attempt():
    with open("/dev/tty", "r+b", buffering=0) as terminal:
        return terminal.write(b"here") > 0


# --- takes it over
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached
# slow: yes

import fcntl
import os
import termios


def attempt():
    fd = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(fd, termios.TIOCSCTTY, 0)
    return True


# --- prints what a terminal obeys
# meets: tier 3 nothing; tier 2 nothing; tier 1 nothing
# slow: yes

# What is printed goes to the grader, which shows it with its signs made visible: rows 97 and 98.


def attempt():
    print("\x1b]0;here\x07\x1b]52;c;aGVyZQ==\x07\x9b2J")
    return False
