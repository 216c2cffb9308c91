"""The files of a submission by their paths, wherever they lie: in a folder, in a zip, or alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

CODE = re.compile(r"\.(py|ipynb)(\.txt)?$", re.IGNORECASE)
"""How a file of code ends. Windows may have added an ending that it does not show."""

REPORT = re.compile(r"(?:^|[^a-z])report(?:[^a-z].*)?\.(?:md|markdown)$", re.IGNORECASE)
"""How a file with written answers is called, whatever a download has added to its name."""

PICTURE = re.compile(r"\.(?:png|jpe?g)$", re.IGNORECASE)

FILE_LIMIT = 1 << 20
NOTEBOOK_LIMIT = 64 << 20
DEPTH_LIMIT = 10
CODE_LIMIT = 2000
ENTRIES_LIMIT = 100_000
SHOWN_AT_MOST = 5

DEFINED = re.compile(rb"""(?:^|[\r"]|\\n)(?:class|def)\s+([A-Za-z_]\w*)""", re.MULTILINE)
"""At the beginning of a line, of a file or of a notebook, which holds its lines as texts in quotes."""
IMPORTED = re.compile(rb"(?:^|\\n|[\";])[ \t]*(?:from\s+\.?|import\s+)([A-Za-z_][\w.]*)", re.MULTILINE)
ENVIRONMENTS = ("venv", "env", "site-packages", "dist-packages", "node_modules")


Reader: TypeAlias = Callable[[], bytes]
"""Gives the bytes of a file; raises Unreadable."""


class Unreadable(Exception):
    """A file that is left out; says in one sentence why."""


@dataclass
class Tree:
    """What was handed in under ``name``.

    ``files`` gives a function that reads each file of code by its path, with slashes; ``others`` are the names of a
    few other things, for saying what was found; ``only`` is the file that was named, where it was a single one.
    ``writing`` gives the same for reports in Markdown and for pictures: no code is looked for in them.
    """

    name: str
    files: dict[str, Reader]
    others: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    only: str | None = None
    writing: dict[str, Reader] = field(default_factory=dict)
    _contents: dict[str, bytes | Unreadable] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The names of a few things that are there, for saying what was found; "nothing" where there is nothing."""
        return ", ".join([*self.files, *self.others][:SHOWN_AT_MOST]) or "nothing"

    def content(self, path: str) -> bytes:
        """The bytes of a file; raises Unreadable."""
        if path not in self._contents:
            try:
                self._contents[path] = (self.files[path] if path in self.files else self.writing[path])()
            except Unreadable as error:
                self._contents[path] = error
        content = self._contents[path]
        if isinstance(content, Unreadable):
            raise content
        return content

    def imports(self, path: str) -> set[str]:
        """The modules that a file of code seems to import; read off its text."""
        try:
            return {name.decode().split(".")[0] for name in IMPORTED.findall(self.content(path))}
        except Unreadable:
            return set()

    def paths(self, ending: str) -> Iterator[str]:
        """The paths with an ending, those that lie higher up first; where one file was named, its own only."""
        for path in [self.only] if self.only is not None else sorted(self.files, key=lambda path: path.count("/")):
            if kind(path) == ending:
                yield path

    def defines(self, path: str) -> set[str]:
        """The names of functions and classes that a file seems to define at its top level, read off its text."""
        try:
            return {name.decode() for name in DEFINED.findall(self.content(path))}
        except Unreadable:
            return set()


def kind(path: str) -> str | None:
    """ ".py" or ".ipynb", however it is written; None for any other file."""
    found = CODE.search(path)
    return f".{found[1].lower()}" if found else None


def stem(path: str) -> str:
    """A path without the ending of a file of code."""
    return CODE.sub("", path)


def is_report(path: str) -> bool:
    """Whether a file holds written answers, by its name: report.md, Report (1).md, lab1_report.md."""
    return REPORT.search(path.rpartition("/")[2]) is not None


def is_picture(path: str) -> bool:
    """Whether a file is called as a picture is that an answer may show."""
    return PICTURE.search(path) is not None


def limit_of(path: str) -> int:
    """How many bytes a file may have; a notebook holds pictures as well."""
    return NOTEBOOK_LIMIT if kind(path) == ".ipynb" else FILE_LIMIT


def too_large(path: str, size: int) -> Unreadable:
    """What to say of a file beyond its limit."""
    what, hint = "file of code", ""
    if path.endswith(".ipynb"):
        what, hint = "notebook", "; clear its outputs and save it again"
    elif is_picture(path):
        what, hint = "picture", "; save it smaller"
    elif is_report(path):
        what = "report"
    return Unreadable(f"{path} has {size:,} bytes; a {what} may have {limit_of(path):,}{hint}.")


def passed_over(folder: str) -> bool:
    """Whether a folder holds nothing that a student wrote: caches, environments, what macOS adds to a zip."""
    return folder.startswith((".", "__")) or folder in ENVIRONMENTS
