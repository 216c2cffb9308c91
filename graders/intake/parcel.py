"""What was handed in, by value: it can be sent to another process or machine, and compared with last week's."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass

from graders.intake.tree import Reader, Tree, Unreadable

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

    @property
    def digest(self) -> str:
        """SHA-256 of all that a grade can depend on; what a student is called is no part of it."""
        listed = [[path, self._named(content)] for path, content in sorted(self.files.items())]
        said = json.dumps([listed, self.others, self.problems, self.only], ensure_ascii=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def tree(self) -> Tree:
        """The tree that it was packed from."""
        readers: dict[str, Reader] = {path: functools.partial(_given, it) for path, it in self.files.items()}
        return Tree(self.name, readers, self.others, self.problems, self.only)

    @staticmethod
    def _named(content: bytes | str) -> str:
        return f"unreadable: {content}" if isinstance(content, str) else hashlib.sha256(content).hexdigest()


def packed(tree: Tree) -> Parcel:
    """The files of ``tree``, read now; what goes beyond ``SIZE_LIMIT`` is left out and says so."""
    files: dict[str, bytes | str] = {}
    size = 0
    for path in tree.files:
        try:
            content = tree.content(path)
        except Unreadable as error:
            files[path] = str(error)
            continue
        size += len(content)
        files[path] = content
        if size > SIZE_LIMIT:
            size -= len(content)
            files[path] = beyond_all(path)
    return Parcel(tree.name, files, tree.others, tree.problems, tree.only)


def beyond_all(path: str) -> str:
    """What to say of a file with which a submission's files are too large together."""
    return f"{path} is left out: a submission may have {SIZE_LIMIT:,} bytes in all."


def _given(content: bytes | str) -> bytes:
    if isinstance(content, str):
        raise Unreadable(content)
    return content
