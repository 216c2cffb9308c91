"""Reads files that are none of its business: keys, grades, the work of others.

They are not in its view of the files, and Landlock lets it read nothing but the interpreter, the lab's packages and its
own folder, whatever call it uses.
"""
# row: 62
# defence: L, N, X
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached

# --- open


def attempt():
    with open(CANARY) as file:
        print(file.read())
    return True


# --- a file that is closed to others
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or reached
# slow: yes

# At tier 1 its mode stands against it where the grader is root, and nothing where both are the same user.


def attempt():
    with open(CLOSED) as file:
        print(file.read())
    return True


# --- keys, passwords, the homes of others
# slow: yes

import os

PLACES = ["~/.ssh/id_rsa", "~/.ssh/id_ed25519", "~/.netrc", "~/.aws/credentials", "/etc/shadow", "/etc/gshadow"]
PLACES += ["~root/.ssh/id_rsa", "/var/run/secrets/kubernetes.io/serviceaccount/token", "/etc/hostname", "/etc/passwd"]


def attempt():
    read = 0
    for place in PLACES:
        try:
            with open(os.path.expanduser(place), "rb") as file:
                read += len(file.read(100))
        except OSError as error:
            last = error
    if not read:
        raise last
    return True


# --- the names in a folder
# slow: yes

import os


def attempt():
    return os.path.basename(CANARY) in os.listdir(os.path.dirname(CANARY))


# --- from its own folder upwards
# slow: yes

import os


def attempt():
    fd = os.open(".", os.O_RDONLY)
    file = os.open("../" * 40 + CANARY, os.O_RDONLY, dir_fd=fd)
    print(os.read(file, 100).decode())
    return True


# --- NumPy
# slow: yes


def attempt():
    print(bytes(np.memmap(CANARY, np.uint8, "r")).decode())
    return True


# --- the C library
# slow: yes

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.fopen.restype = ctypes.c_void_p


def attempt():
    file, text = libc.fopen(CANARY.encode(), b"r"), ctypes.create_string_buffer(100)
    if not file:
        raise OSError(ctypes.get_errno(), "fopen")
    libc.fgets(text, 100, ctypes.c_void_p(file))
    print(text.value.decode())
    return True


# --- openat2, a newer call
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached
# slow: yes

import ctypes
import os
import struct

OPENAT2, AT_FDCWD = 437, -100
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    how = struct.pack("=QQQ", os.O_RDONLY, 0, 0)
    fd = libc.syscall(OPENAT2, AT_FDCWD, CANARY.encode(), how, len(how))
    if fd < 0:
        raise OSError(ctypes.get_errno(), "openat2")
    print(os.read(fd, 100).decode())
    return True


# --- a descriptor that is only a place, opened again
# slow: yes

# Landlock lets anything be opened as a place: it is asked when that is to be read.
import os


def attempt():
    place = os.open(CANARY, os.O_PATH)
    with open(f"/proc/self/fd/{place}") as file:
        print(file.read())
    return True


# --- through the root of another process
# slow: yes


def attempt():
    with open(f"/proc/{VICTIM}/root{CANARY}") as file:
        print(file.read())
    return True


# --- a link that leads there
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached
# slow: yes

import os


def attempt():
    os.symlink(CANARY, "link")
    with open("link") as file:
        print(file.read())
    return True


# --- as a module
# slow: yes

from importlib.machinery import SourceFileLoader


def attempt():
    print(SourceFileLoader("canary", CANARY).get_data(CANARY).decode())
    return True


# --- by the number of its inode
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import ctypes
import os

NAME_TO_HANDLE, OPEN_BY_HANDLE = {"x86_64": (303, 304), "aarch64": (264, 265)}[os.uname().machine]
AT_FDCWD = -100
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    handle = ctypes.create_string_buffer((128).to_bytes(8, "little"), 136)
    mount = ctypes.c_int()
    if libc.syscall(NAME_TO_HANDLE, AT_FDCWD, CANARY.encode(), handle, ctypes.byref(mount), 0) < 0:
        raise OSError(ctypes.get_errno(), "name_to_handle_at")
    if libc.syscall(OPEN_BY_HANDLE, os.open(os.path.dirname(CANARY), os.O_RDONLY), handle, os.O_RDONLY) < 0:
        raise OSError(ctypes.get_errno(), "open_by_handle_at")
    return True
