"""Finds out which files and processes exist, and changes what is said of files.

At tier 3 nothing is in its view but what it may read, and no process but its own. Landlock alone does not hide that a
file exists, nor its size; a process shows to whoever asks for its cores or its clock. Modes, owners, times and
attributes are changed by calls that seccomp denies, even for its own files.
"""
# row: 63
# defence: N, X
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- the size of a file
# meets: tier 3 ENOENT; tier 2 reached or ENOENT; tier 1 reached

import os


def attempt():
    return os.stat(CANARY).st_size > 0


# --- the size of a file that is closed to others
# meets: tier 3 ENOENT; tier 2 reached or ENOENT; tier 1 reached
# slow: yes

import os


def attempt():
    return os.stat(CLOSED).st_size > 0


# --- whether a file exists, by what keeps it from being opened
# meets: tier 3 nothing; tier 2 reached or nothing; tier 1 reached
# slow: yes

import errno


def met(path):
    try:
        open(path).close()
    except OSError as error:
        return errno.errorcode[error.errno]


def attempt():
    return met(CANARY) != met(CANARY + "-that-is-not-there")


# --- whether a file exists, by access
# meets: tier 3 nothing; tier 2 reached or nothing; tier 1 reached
# slow: yes

import os


def attempt():
    return os.access(CANARY, os.F_OK)


# --- whether a folder exists, by going there
# meets: tier 3 ENOENT; tier 2 reached or ENOENT; tier 1 reached
# slow: yes

import os


def attempt():
    os.chdir(os.path.dirname(CANARY))
    return os.getcwd() == os.path.dirname(CANARY)


# --- how full the disk is
# meets: tier 3 ENOENT; tier 2 reached or ENOENT; tier 1 reached
# slow: yes

import os


def attempt():
    return os.statvfs(FOLDER).f_blocks > 0


# --- whether a process exists, by its cores
# meets: tier 3 ESRCH; tier 2 reached or ESRCH; tier 1 reached
# slow: yes

# Threads ask for their own cores by their number, so seccomp can't tell them from those of others.
import os


def attempt():
    return len(os.sched_getaffinity(VICTIM)) > 0


# --- how long a process has computed
# meets: tier 3 EINVAL; tier 2 reached or EINVAL; tier 1 reached
# slow: yes

import time


def attempt():
    return time.clock_gettime(~VICTIM << 3 | 2) >= 0


# --- the times of a folder
# slow: yes

import os


def attempt():
    os.utime(FOLDER)
    return True


# --- the mode of its own file

import os


def attempt():
    with open("own", "w"):
        os.chmod("own", 0o777)
    return True


# --- the owner of its own file
# slow: yes

import os


def attempt():
    with open("own", "w"):
        os.chown("own", -1, os.getgid())
    return True


# --- the times of its own file
# slow: yes

import os


def attempt():
    with open("own", "w"):
        os.utime("own", (0, 0))
    return True


# --- the attributes of its own file
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached or ENOTSUP
# slow: yes

import os


def attempt():
    with open("own", "w"):
        os.setxattr("own", "user.note", b"here")
    return True


# --- a file that can't be deleted
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM or ENOTTY
# slow: yes

# Only root may, and no worker is root: that stands against it at tier 1.
import fcntl
import struct

FS_IOC_SETFLAGS, IMMUTABLE = 0x40086602, 0x10


def attempt():
    with open("own", "w") as file:
        fcntl.ioctl(file, FS_IOC_SETFLAGS, struct.pack("=Q", IMMUTABLE))
    return True
