"""Makes every system call that is not meant to be let through.

A hole in the kernel itself can't be tried: nobody knows the next one. What can be tried is how much of the kernel is in
reach at all. Each call that is not on the list is denied, whatever it does; docs/security.md says what to do about the
rest.
"""
# row: 77
# defence: X
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- every number

# With arguments that no call can do anything with. It stops at the first that is let through. Two are left out: newer
# kernels for x86-64 ask no filter about them, and end whoever makes them unasked (uretprobe and uprobe).
import ctypes
import errno
import os

UNFILTERED = {335, 336} if os.uname().machine == "x86_64" else set()
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for number in sorted({*range(471)} - {*CALLS} - UNFILTERED):
        if libc.syscall(number, -1, -1, -1, -1, -1, -1) >= 0 or ctypes.get_errno() != errno.EPERM:
            print("let through:", number)
            return True
    raise OSError(errno.EPERM, "all of them")


# --- the two that no filter is asked about
# meets: tier 3 crashed or EPERM; tier 2 crashed or EPERM; tier 1 crashed or ENOSYS
# slow: yes

# They are for code that the kernel puts into a process that is watched, and end whoever else makes them.
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    if os.uname().machine != "x86_64":
        raise OSError(errno.EPERM, "no such call")
    for number in (335, 336):
        if libc.syscall(number, -1, -1, -1, -1, -1, -1) >= 0:
            return True
    raise OSError(ctypes.get_errno(), "uretprobe, uprobe")


# --- every question about a descriptor
# slow: yes

import ctypes
import errno
import os

FCNTL = {"x86_64": 72, "aarch64": 25}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for command in {*range(64), *range(1024, 1064)} - set(QUESTIONS["fcntl"]):
        if libc.syscall(FCNTL, -1, command, -1) >= 0 or ctypes.get_errno() != errno.EPERM:
            print("let through:", command)
            return True
    raise OSError(errno.EPERM, "all of them")


# --- every question about a device
# slow: yes

import ctypes
import errno
import os

IOCTL = {"x86_64": 16, "aarch64": 29}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for kind in (0x12, 0x54, 0x89):  # disks, terminals, sockets
        for command in {kind << 8 | low for low in range(256)} - set(QUESTIONS["ioctl"]):
            if libc.syscall(IOCTL, -1, command, -1) >= 0 or ctypes.get_errno() != errno.EPERM:
                print("let through:", command)
                return True
    raise OSError(errno.EPERM, "all of them")
