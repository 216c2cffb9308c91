"""A folder or a single file, read from disk; no link is followed."""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from graders.errors import UsageError
from graders.intake.tree import (
    CODE,
    DEPTH_LIMIT,
    ENTRIES_LIMIT,
    Reader,
    Tree,
    Unreadable,
    limit_of,
    passed_over,
    too_large,
)


def tree(path: Path) -> Tree:
    """All files of code in a folder and in the folders in it."""
    found = {str(each.relative_to(path).as_posix()): each for each in _files(path)}
    files: dict[str, Reader] = {name: functools.partial(_read, name, file) for name, file in found.items()}
    return Tree(path.resolve().name, files, others=tuple(sorted(entry.name for entry in os.scandir(path))[:5]))


def single(path: Path) -> Tree:
    """One file of code. What lies beside it can be imported by it."""
    beside = [each for each in sorted(path.parent.glob("*.py")) if each.name != path.name]
    files: dict[str, Reader] = {each.name: functools.partial(_read, each.name, each) for each in [path, *beside]}
    resolved = path.resolve()
    return Tree(f"{resolved.parent.name}/{resolved.name}", files, only=path.name)


def _files(folder: Path, depth: int = 1) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)[:ENTRIES_LIMIT]
    except PermissionError:
        return
    for entry in entries:
        if entry.name.endswith(CODE):
            yield Path(entry.path)
        elif depth < DEPTH_LIMIT and entry.is_dir(follow_symlinks=False) and not passed_over(entry.name):
            yield from _files(Path(entry.path), depth + 1)


def _read(name: str, file: Path) -> bytes:
    """The bytes of a regular file of a sensible size; raises Unreadable with one sentence why not."""
    try:
        fd = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except PermissionError:
        raise UsageError(f"{file} can't be read; give it to the user who grades, or grade as its owner") from None
    except OSError:
        kind = "is a link to somewhere else" if file.is_symlink() else "can't be opened"
        raise Unreadable(f"{name} {kind}; hand in the file itself.") from None
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        os.close(fd)
        raise Unreadable(f"{name} is no regular file; hand in the file itself.")
    with os.fdopen(fd, "rb") as opened:
        content = opened.read(limit_of(name) + 1)
    if len(content) > limit_of(name):
        raise too_large(name, max(status.st_size, len(content)))
    return content
