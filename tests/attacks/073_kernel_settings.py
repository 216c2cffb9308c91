"""Changes the settings of the kernel, as root may.

No worker is root: where the grader is, it becomes a user who owns nothing before the first line runs. Beyond that none
of the kernel's files is in its view, Landlock grants none, and no call that changes who it is is let through.
"""
# row: 73
# defence: U, L, N, X
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES

# --- what runs when a process crashes

PLACE = "/proc/sys/kernel/core_pattern"


def attempt():
    with open(PLACE, "r+") as file:
        return file.write(file.read()) > 0


# --- reads them
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached
# slow: yes


def attempt():
    with open("/proc/sys/kernel/core_pattern") as file:
        return file.read() != ""


# --- the keys for emergencies
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or ENOENT
# slow: yes


def attempt():
    open("/proc/sysrq-trigger", "r+").close()
    return True


# --- what runs when a group of processes is empty
# slow: yes

import glob


def attempt():
    places = glob.glob("/sys/fs/cgroup/*/release_agent") + glob.glob("/sys/fs/cgroup/cgroup.procs")
    for place in places or ["/sys/fs/cgroup/release_agent"]:
        open(place, "r+").close()
    return True


# --- what runs when a device appears
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or ENOENT
# slow: yes


def attempt():
    open("/proc/sys/kernel/modprobe", "r+").close()
    open("/sys/kernel/uevent_helper", "r+").close()
    return True


# --- the kernel's own memory, and the disks
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 EACCES or ENOENT
# slow: yes

import glob


def attempt():
    for place in ["/proc/kcore", "/dev/kmsg", *glob.glob("/dev/[sv]d[a-z]")]:
        open(place, "r+b").close()
    return True


# --- is root
# meets: tier 3 nothing; tier 2 nothing; tier 1 nothing

import os


def attempt():
    return 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid())


# --- becomes root again
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EPERM
# slow: yes

# Whoever is not root may not, which stands against it at tier 1.
import os


def attempt():
    os.setresuid(0, 0, 0)
    return True


# --- rights that root left it
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 nothing
# slow: yes

# None: with the change of the user they went.
import ctypes
import os
import struct

CAPGET = {"x86_64": 125, "aarch64": 90}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    rights = ctypes.create_string_buffer(24)
    if libc.syscall(CAPGET, struct.pack("=Ii", 0x20080522, 0), rights) < 0:
        raise OSError(ctypes.get_errno(), "capget")
    return any(rights.raw)
