"""Doing something again whenever a file is saved."""

from __future__ import annotations

import contextlib
import functools
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TypeVar

from graders.errors import LabproofError
from graders.intake.tree import kind, passed_over
from graders.reports.legible import legible_line

E = TypeVar("E")

INTERVAL = 0.15
"""Seconds between two looks. Looking works on every system and every kind of drive."""

REST = 0.05
"""Seconds in which nothing is written before a file is read."""


class Stale(Exception):
    """Something was saved in the middle of an act, which begins again."""


def fresh(events: Generator[E, None, None], stale: Callable[[], bool]) -> Iterator[E]:
    """The events of an act, until it is ``stale``: then it is ended, and ``Stale`` is raised."""
    with contextlib.closing(events):
        for event in events:
            if stale():
                raise Stale
            yield event


def watch(path: Path, act: Callable[[Callable[[], bool]], int]) -> int:
    """Act now and after every change of a file of code at ``path``, until Ctrl-C; gives what the last act gave.

    ``act`` gets a function that says whether something was saved since it began; then it may raise ``Stale``.
    """
    code, seen = 3, None
    try:
        while True:
            now = stamps(path)
            if now != seen and now:  # an editor may move a file away before it puts the new one there
                seen = _at_rest(path, now)
                try:
                    code = act(functools.partial(_changed_since, path, seen))
                except Stale:
                    continue
                except LabproofError as error:
                    sys.stderr.write(f"error: {legible_line(str(error))}\n")
                    code = error.exit_code
            time.sleep(INTERVAL)
    except KeyboardInterrupt:
        return code


def _changed_since(path: Path, seen: dict[Path, tuple[int, int]]) -> bool:
    return stamps(path) != seen


def _at_rest(path: Path, now: dict[Path, tuple[int, int]]) -> dict[Path, tuple[int, int]]:
    """The stamps once they stay: a file is empty for a moment before it is written."""
    while True:
        time.sleep(REST)
        before, now = now, stamps(path)
        if now == before:
            return now


def stamps(path: Path) -> dict[Path, tuple[int, int]]:
    """When the files of code in a folder, or beside a file, were changed, and how large they are."""
    found = {}
    waiting = [path if path.is_dir() else path.parent]
    while waiting:
        try:
            for each in waiting.pop().iterdir():
                if kind(each.name):
                    status = each.stat()
                    found[each] = status.st_mtime_ns, status.st_size
                elif path.is_dir() and each.is_dir() and not each.is_symlink() and not passed_over(each.name):
                    waiting.append(each)
        except OSError:  # gone between two looks
            continue
    return found
