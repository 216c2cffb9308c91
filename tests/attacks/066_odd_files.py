"""Makes what is no ordinary file in its own folder: links, pipes, devices, sockets.

The calls that make them are not let through, nor is the one that changes a mode; Landlock grants ordinary files only.
"""
# row: 66
# defence: X, L
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- a link

import os


def attempt():
    os.symlink(CANARY, "link")
    return True


# --- a second name of a file
# slow: yes

import os


def attempt():
    with open("own", "w"):
        os.link("own", "other")
    return True


# --- a pipe that waits for whoever reads it

import os


def attempt():
    os.mkfifo("pipe")
    return True


# --- a socket
# slow: yes

import socket


def attempt():
    socket.socket(socket.AF_UNIX).bind("socket")
    return True


# --- a socket that nobody opened
# slow: yes

import os
import stat


def attempt():
    os.mknod("socket", stat.S_IFSOCK | 0o777)
    return True


# --- a device
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import os
import stat


def attempt():
    os.mknod("disk", stat.S_IFBLK | 0o777, os.makedev(8, 0))
    return True


# --- a device, as what remains of a file that is moved
# slow: yes

# A mark of file systems that lie upon each other, which the kernel lets anybody leave.
import ctypes
import os
import stat

RENAMEAT2, AT_FDCWD, WHITEOUT = {"x86_64": 316, "aarch64": 276}[os.uname().machine], -100, 4
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    with open("own", "w"):
        pass
    if libc.syscall(RENAMEAT2, AT_FDCWD, b"own", AT_FDCWD, b"other", WHITEOUT) < 0:
        raise OSError(ctypes.get_errno(), "renameat2")
    return stat.S_ISCHR(os.lstat("own").st_mode)


# --- a program that runs with the rights of its owner
# slow: yes

import os


def attempt():
    with open("own", "w"):
        os.chmod("own", 0o4755)
    return True


# --- a program that has them from the beginning
# meets: tier 3 nothing; tier 2 nothing; tier 1 nothing
# slow: yes

# Its owner is the worker's own user, whose rights are those that the submission has.

import os


def attempt():
    os.close(os.open("own", os.O_CREAT | os.O_WRONLY, 0o4755))
    return os.stat("own").st_uid != os.getuid()


# --- a folder in which everybody may write
# slow: yes

import os


def attempt():
    os.chmod(".", 0o777)
    return True
