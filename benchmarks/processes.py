"""Processes as /proc tells of them: who descends from whom, what they hold in memory and in descriptors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096
MIB = 1 << 20


@dataclass(frozen=True)
class Memory:
    """In MiB: the share of a process in the memory in use (pages shared by n processes count 1/n), and all of it."""

    share: float
    resident: float


def descendants(pid: int) -> Iterator[int]:
    """All processes that ``pid`` started, and those that they started."""
    try:
        tasks = list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return  # it has ended
    for task in tasks:
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from descendants(child)


def memory(pid: int) -> Memory:
    """What a process uses; nothing for one that has ended. Where its share may not be read, all that is resident."""
    folder = PROC / str(pid)
    try:
        resident = int((folder / "statm").read_text().split()[1]) * PAGE / MIB
    except OSError:
        return Memory(0, 0)
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory(resident, resident)  # a worker can't be looked into by its own user
    share = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) * 1024 / MIB
    return Memory(share, resident)


def descriptors(pid: int | str = "self") -> int:
    """How many file descriptors a process has open."""
    return len(os.listdir(PROC / str(pid) / "fd"))
