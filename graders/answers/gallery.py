"""The pictures of a submission's answers, as far as they can be shown and a result can carry them."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from graders.answers.pieces import Piece, Reference
from graders.intake.tree import Tree, Unreadable
from graders.intake.writing import Picture, decoded, name_of, picture
from graders.model import Figure

FIGURES_LIMIT = 10
TOTAL_LIMIT = 2 << 20
"""Figures of an answer; bytes of all figures of a submission."""


@dataclass(frozen=True)
class Hung:
    """An answer's text, in which ``[Figure 1]`` stands for the first of its figures; and what can't be shown."""

    text: str
    figures: tuple[Figure, ...]
    problems: tuple[str, ...]


class Gallery:
    """Finds the pictures that answers point at, and counts their bytes."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._left = TOTAL_LIMIT
        self._alike = {path.casefold(): path for path in tree.writing}

    def hung(self, source: str, pieces: Iterable[Piece]) -> Hung:
        """The text of ``pieces``, which stand in the file ``source``, and the pictures in it."""
        figures: list[Figure] = []
        problems: list[str] = []
        text = []
        for piece in pieces:
            if isinstance(piece, str):
                text.append(piece)
                continue
            called = piece.alt or piece.address
            try:
                figure = self._figure(source, piece, len(figures))
            except Unreadable as error:
                problems.append(f"The figure {called or 'without a name'} {error}.")
                text.append(f"[a figure that can't be shown: {called}]")
                continue
            figures.append(figure)
            text.append(f"[Figure {len(figures)}{': ' if piece.alt else ''}{piece.alt}]")
        return Hung("".join(text), tuple(figures), tuple(problems))

    def _figure(self, source: str, piece: Reference, before: int) -> Figure:
        if before == FIGURES_LIMIT:
            raise Unreadable(f"is left out: an answer may have {FIGURES_LIMIT} figures")
        found = self._picture(source, piece)
        if len(found.content) > self._left:
            raise Unreadable(f"is left out: the figures of a submission may have {TOTAL_LIMIT:,} bytes together")
        self._left -= len(found.content)
        return Figure(found.kind, base64.b64encode(found.content).decode("ascii"), piece.alt)

    def _picture(self, source: str, piece: Reference) -> Picture:
        """The picture that is meant. Raises Unreadable with the end of a sentence."""
        if piece.missing is not None:
            raise Unreadable(piece.missing)
        if piece.data is not None:
            return decoded(piece.data)
        if "://" in piece.address or piece.address.startswith("//"):
            raise Unreadable("lies on the web, where nothing is looked up; hand in its file")
        path = self._path(posixpath.join(posixpath.dirname(source), piece.address))
        try:
            content = self._tree.content(path)
        except Unreadable as error:
            raise Unreadable(f"can't be read ({str(error).rstrip('.')})") from None
        return picture(content)

    def _path(self, address: str) -> str:
        """The path of a picture that was handed in: where it was said to be, else the only one of that name."""
        wanted = posixpath.normpath(address)
        if path := self._alike.get(wanted.casefold()):
            return path
        alike = [path for path in self._tree.writing if name_of(path) == name_of(wanted)]
        if len(alike) != 1:
            what = "is there several times" if alike else "is not among the files that were handed in"
            raise Unreadable(f"{what}; hand it in, as PNG or JPEG, beside what shows it")
        return alike[0]
