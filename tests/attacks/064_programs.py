"""Runs a program: a shell, one of its own, one that runs as root.

No call that executes is let through, and none that makes a process; Landlock grants no file to be executed, and what is
executed all the same gets no rights that its caller lacks.
"""
# row: 64
# defence: X, L, N
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 reached

# --- subprocess

import subprocess


def attempt():
    return subprocess.run(["/bin/sh", "-c", "true"]).returncode == 0


# --- system
# meets: tier 3 nothing; tier 2 nothing; tier 1 reached
# slow: yes

# The C library's function tells by its value, and not by an error, that it could not.
import os


def attempt():
    return os.system("true") == 0


# --- posix_spawn
# slow: yes

import os


def attempt():
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {})
    return os.waitpid(pid, 0)[1] == 0


# --- in its own place

import os


def attempt():
    # A child does it where there can be one, so that it is seen how it ends.
    try:
        pid = os.fork()
    except OSError:
        pid = 0
    if pid:
        return os.waitpid(pid, 0)[1] == 0
    os.execv("/bin/sh", ["sh", "-c", "true"])


# --- an open file
# slow: yes

import ctypes
import os

EXECVEAT = {"x86_64": 322, "aarch64": 281}[os.uname().machine]
AT_EMPTY_PATH = 0x1000
libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    try:
        pid = os.fork()
    except OSError:
        pid = 0
    if pid:
        return os.waitpid(pid, 0)[1] == 0
    # Where the program is not in view, any file will do: it is the call that is denied.
    file = os.open("/bin/true" if os.path.exists("/bin/true") else os.__file__, os.O_PATH)
    arguments, none = (ctypes.c_char_p * 2)(b"true", None), (ctypes.c_char_p * 1)(None)
    libc.syscall(EXECVEAT, file, b"", arguments, none, AT_EMPTY_PATH)
    raise OSError(ctypes.get_errno(), "execveat")


# --- a file of its own
# slow: yes

import os
import subprocess


def attempt():
    with open("own", "w") as file:
        file.write("#!/bin/sh\nexit 0\n")
    os.chmod("own", 0o755)
    return subprocess.run([os.path.abspath("own")]).returncode == 0


# --- by the loader of programs
# slow: yes

# No program has to be executable for it: it maps what it is given.
import os
import subprocess

LOADERS = {"x86_64": "/lib64/ld-linux-x86-64.so.2", "aarch64": "/lib/ld-linux-aarch64.so.1"}


def attempt():
    loader = LOADERS[os.uname().machine]
    return subprocess.run([loader, "/bin/true"]).returncode == 0


# --- one that runs as root
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 nothing
# slow: yes

# It asks for a password, and waits: meanwhile it is seen who it is. At no tier does it get the rights of its owner.
import os
import subprocess


def attempt():
    process = subprocess.Popen(["/bin/su"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    process.stderr.read(1)
    with open(f"/proc/{process.pid}/status") as file:
        ids = next(line.split()[1:] for line in file if line.startswith("Uid"))
    process.stdin.close()
    return os.getuid() != 0 and "0" in ids
