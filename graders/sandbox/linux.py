"""The system calls of Linux that Python has no name for (or not before 3.12), through ctypes.

Each raises OSError where the kernel refuses. Flags are spelled as in the manual pages.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
from typing import Any

# PyDLL keeps the interpreter's lock during a call: a cloned child must find itself holding it.
_libc = ctypes.PyDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_NOATIME, MS_BIND, MS_REC, MS_PRIVATE = 32, 1024, 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2

# Numbers that differ between the two machines on which confinement is offered; the newer calls agree everywhere.
_NUMBERS = {"x86_64": {"clone": 56, "pivot_root": 155}, "aarch64": {"clone": 220, "pivot_root": 41}}
MACHINE = platform.machine()
SUPPORTED = MACHINE in _NUMBERS

LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF, CLOSE_RANGE = 444, 445, 446, 436


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def syscall(number: int, *arguments: Any) -> int:
    """A system call by number; arguments are integers or byte buffers."""
    return _checked(_libc.syscall(ctypes.c_long(number), *map(_word, arguments)))


def _word(argument: Any) -> Any:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def close_memory() -> None:
    """Let no other process of this user read or stop this one."""
    prctl(PR_SET_DUMPABLE, 0)


def prctl(option: int, value: int = 0) -> None:
    """Set a property of this process."""
    _checked(_libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)))


def set_filter(program: bytes) -> None:
    """Put a filter of system calls in force: instructions of 8 bytes, as linux/filter.h has them."""
    kept = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    _checked(_libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), described))


def clone(namespaces: int) -> int:
    """Fork into new namespaces: 0 in the child, the child's pid in the parent.

    One call in place of unshare and two forks: a pid namespace needs a fork of its own, and copying the page
    tables of a process with torch loaded costs 19 ms each time.
    """
    ctypes.pythonapi.PyOS_BeforeFork()
    number = ctypes.c_long(_NUMBERS[MACHINE]["clone"])
    pid = int(_libc.syscall(number, ctypes.c_ulong(namespaces | signal.SIGCHLD), None, None, None, None))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        error = ctypes.get_errno()
        ctypes.pythonapi.PyOS_AfterFork_Parent()
        if pid < 0:
            raise OSError(error, os.strerror(error))
    return pid


def unshare(namespaces: int) -> None:
    """Move this process into new namespaces."""
    _checked(_libc.unshare(namespaces))


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, data: str = "") -> None:
    """Mount ``source`` at ``target``."""
    _checked(
        _libc.mount(
            os.fsencode(source),
            os.fsencode(target),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            data.encode() or None,
        )
    )


def pivot_root(new: str, old: str) -> None:
    """Make ``new`` the root of this mount namespace and keep the former root at ``old``."""
    syscall(_NUMBERS[MACHINE]["pivot_root"], os.fsencode(new), os.fsencode(old))


def detach(target: str) -> None:
    """Unmount ``target`` and all below it as soon as nobody uses it."""
    _checked(_libc.umount2(os.fsencode(target), MNT_DETACH))


def close_from(first: int) -> None:
    """Close every file descriptor from ``first`` on."""
    syscall(CLOSE_RANGE, first, 2**32 - 1, 0)


def drop_bounding_set() -> None:
    """Let nothing that this process executes, or one that is forked off it, gain a capability."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one that this kernel knows, or not allowed: then there is none to drop


def drop_capabilities() -> None:
    """Give up every capability that this process has."""
    header = struct.pack("=Ii", 0x20080522, 0)
    _checked(_libc.capset(header, bytes(24)))
