"""A folder or a single file, read from disk; no link is followed."""

from __future__ import annotations

import functools
import io
import itertools
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from graders.errors import UsageError
from graders.intake.tree import (
    CODE_LIMIT,
    DEPTH_LIMIT,
    ENTRIES_LIMIT,
    Reader,
    Tree,
    Unreadable,
    is_picture,
    is_report,
    kind,
    limit_of,
    passed_over,
    too_large,
)


def tree(path: Path) -> Tree:
    """All files of code in a folder and in the folders in it, and the names of zips that lie there."""
    found: dict[str, Path] = {}
    others: list[str] = []
    problems: list[str] = []
    _walk(path, "", found, others, problems)
    writing = {name: path / name for name in others if is_report(name) or is_picture(name)}
    return Tree(
        path.resolve().name,
        _readers(found),
        others=tuple(others[:5]),
        problems=tuple(problems[:5]),
        writing=_readers(writing),
    )


def single(path: Path) -> Tree:
    """One file of code, and the files beside it, for what it imports and for what is written about it."""
    beside = [each for each in sorted(path.parent.glob("*.py")) if each.name != path.name]
    entries = sorted(itertools.islice(path.parent.iterdir(), ENTRIES_LIMIT))
    writing = {each.name: each for each in entries if is_report(each.name) or is_picture(each.name)}
    resolved = path.resolve()
    return Tree(
        f"{resolved.parent.name}/{resolved.name}",
        _readers({each.name: each for each in [path, *beside]}),
        only=path.name,
        writing=_readers(writing),
    )


def _readers(files: Mapping[str, Path]) -> dict[str, Reader]:
    return {name: functools.partial(_read, name, file) for name, file in files.items()}


def _walk(folder: Path, place: str, found: dict[str, Path], others: list[str], problems: list[str]) -> None:
    """Gather the files of code below ``folder``, which lies at ``place``; links to folders are not followed."""
    try:
        with os.scandir(folder) as listed:
            entries = sorted(itertools.islice(listed, ENTRIES_LIMIT), key=lambda entry: entry.name)
    except PermissionError:
        return
    for entry in entries:
        name = f"{place}{entry.name}"
        if kind(entry.name):
            if len(found) == CODE_LIMIT:
                problems.append(f"There are more than {CODE_LIMIT:,} files of code; the others were not looked at.")
                return
            found[name] = Path(entry.path)
        elif not entry.is_dir(follow_symlinks=False):
            others.append(name)
        elif place.count("/") == DEPTH_LIMIT:
            problems.append(f"The folder {name} lies too deep; it was not looked at.")
        elif not passed_over(entry.name):
            _walk(Path(entry.path), f"{name}/", found, others, problems)


def regular(file: Path, name: str) -> io.BufferedReader:
    """A regular file, opened; raises Unreadable with one sentence why not. Nothing is waited for, no link followed."""
    try:
        fd = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except PermissionError:
        raise UsageError(f"{file} can't be read; give it to the user who grades, or grade as its owner") from None
    except OSError:
        what = "is a link to somewhere else" if file.is_symlink() else "can't be opened"
        raise Unreadable(f"{name} {what}; hand in the file itself.") from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Unreadable(f"{name} is no regular file; hand in the file itself.")
    return os.fdopen(fd, "rb")


def _read(name: str, file: Path) -> bytes:
    """The bytes of a regular file of a sensible size; raises Unreadable with one sentence why not."""
    with regular(file, name) as opened:
        size = os.fstat(opened.fileno()).st_size
        if size > limit_of(name):
            raise too_large(name, size)
        return opened.read(size)  # so much is set aside before anything is read
