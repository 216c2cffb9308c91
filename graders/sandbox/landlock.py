"""Landlock: which files a process may still read or write, whoever it is.

A ruleset is prepared once, where descriptors may still be opened, and put in force in the process itself. It can't
be lifted again. See the kernel's userspace-api/landlock documentation.
"""

from __future__ import annotations

import os
import stat
import struct
from dataclasses import dataclass

from graders.sandbox import linux

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << n for n in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << n for n in range(6, 13))
REFER, TRUNCATE = 1 << 13, 1 << 14

READ = READ_FILE | READ_DIR
WRITE = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE

_BITS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15}


def abi() -> int:
    """The version of Landlock that this kernel offers, 0 for none. Asked of the kernel: /sys may not tell."""
    try:
        return linux.syscall(linux.LANDLOCK_CREATE_RULESET, 0, 0, 1)
    except OSError:
        return 0


@dataclass(frozen=True)
class Grant:
    """What may be done with a file, or with a folder and all below it, which is held open."""

    fd: int
    access: int


def grant(path: str, access: int) -> Grant | None:
    """A grant of ``access`` to a path; None where that does not exist."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    return Grant(fd, access if stat.S_ISDIR(os.fstat(fd).st_mode) else access & OF_A_FILE)


class Ruleset:
    """What will be allowed: everything is denied that no rule grants."""

    def __init__(self) -> None:
        version = abi()
        self.handled = (1 << _BITS_BY_ABI.get(version, 16)) - 1
        attributes = struct.pack("=Q", self.handled)
        if version >= 4:
            attributes += struct.pack("=Q", 3)  # TCP: neither bind nor connect
        if version >= 6:
            attributes += struct.pack("=Q", 3)  # abstract sockets and signals: only within the domain
        self.fd = linux.syscall(linux.LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)

    def allow(self, grant: Grant) -> None:
        """Allow what a grant says."""
        access = grant.access & self.handled
        linux.syscall(linux.LANDLOCK_ADD_RULE, self.fd, 1, struct.pack("=Qi", access, grant.fd), 0)

    def enforce(self) -> None:
        """Put the ruleset in force for this thread and all it starts; needs no_new_privs."""
        linux.syscall(linux.LANDLOCK_RESTRICT_SELF, self.fd, 0)
        os.close(self.fd)
