"""What was handed in, by value: it can be sent to another process or machine, and compared with last week's."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field

from graders.intake.tree import Reader, Tree, Unreadable, is_picture, is_report, kind
from graders.intake.writing import name_of, pictures_named

SIZE_LIMIT = 64 << 20
"""So many bytes may the files of one submission have together."""


@dataclass(frozen=True)
class Parcel:
    """A ``Tree`` with the contents of its files; one that can't be read has the sentence that says why instead."""

    name: str
    files: dict[str, bytes | str]
    others: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    only: str | None = None
    writing: dict[str, bytes | str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of all that a grade can depend on; what a student is called is no part of it."""
        held = [*sorted(self.files.items()), *sorted(self.writing.items())]
        listed = [[path, self._named(content)] for path, content in held]
        said = json.dumps([listed, self.others, self.problems, self.only], ensure_ascii=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def tree(self) -> Tree:
        """The tree that it was packed from."""
        return Tree(
            self.name, _readers(self.files), self.others, self.problems, self.only, writing=_readers(self.writing)
        )

    @staticmethod
    def _named(content: bytes | str) -> str:
        return f"unreadable: {content}" if isinstance(content, str) else hashlib.sha256(content).hexdigest()


def packed(tree: Tree) -> Parcel:
    """The files of ``tree``, read now; what goes beyond ``SIZE_LIMIT`` is left out and says so.

    Of the pictures only those are packed that a report or a notebook shows.
    """
    files: dict[str, bytes | str] = {}
    writing: dict[str, bytes | str] = {}
    shown: set[str] = set()
    size = 0
    for path in [*tree.files, *sorted(tree.writing, key=is_picture)]:
        if path in tree.writing and is_picture(path) and name_of(path) not in shown:
            continue
        packed = files if path in tree.files else writing
        try:
            content = tree.content(path)
        except Unreadable as error:
            packed[path] = str(error)
            continue
        if size + len(content) > SIZE_LIMIT:
            packed[path] = beyond_all(path)
            continue
        size += len(content)
        packed[path] = content
        if is_report(path) or kind(path) == ".ipynb":
            shown |= pictures_named(content)
    return Parcel(tree.name, files, tree.others, tree.problems, tree.only, writing)


def beyond_all(path: str) -> str:
    """What to say of a file with which a submission's files are too large together."""
    return f"{path} is left out: a submission may have {SIZE_LIMIT:,} bytes in all."


def _readers(files: dict[str, bytes | str]) -> dict[str, Reader]:
    return {path: functools.partial(_given, content) for path, content in files.items()}


def _given(content: bytes | str) -> bytes:
    if isinstance(content, str):
        raise Unreadable(content)
    return content
