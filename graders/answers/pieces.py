"""Markdown, cut at the pictures that it shows; in time that grows with its length, whatever is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graders.intake.writing import REFERENCE_LENGTH, address

ADDRESS = re.compile(rf"(?:[^()\n]|\([^()\n]{{0,100}}\)){{0,{REFERENCE_LENGTH}}}")
"""The address of a picture, which may have parentheses in it: figure (1).png."""

TAG = re.compile(r"<img\b[^<>\n]{0,500}>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """A picture that a text points at: by its ``address``, or with its bytes as ``data`` in base64.

    ``missing`` says, as the end of a sentence, why it can't be had.
    """

    alt: str
    address: str = ""
    data: str | None = None
    missing: str | None = None


Piece: TypeAlias = str | Reference


def cut(text: str, attached: Mapping[str, str]) -> tuple[Piece, ...]:
    """``text`` and the pictures in it, in order; ``attached`` are those of a notebook's cell, by name."""
    return tuple(piece for piece in _cut(text, attached) if piece != "")


def _cut(text: str, attached: Mapping[str, str]) -> Iterator[Piece]:
    start = at = 0
    ended = False  # no ")" is left
    while (middle := text.find("](", at)) >= 0:
        at = middle + 2
        opened = text.rfind("![", max(start, middle - REFERENCE_LENGTH), middle)
        if opened < 0 or "\n" in text[opened:middle] or "]" in text[opened:middle]:
            continue
        if text.startswith("data:", at):
            end = -1 if ended else text.find(")", at)
            ended = end < 0
        else:
            inside = ADDRESS.match(text, at)
            end = inside.end() if inside and text.startswith(")", inside.end()) else -1
        if end >= 0:
            yield from _around_tags(text[start:opened])
            yield reference(text[opened + 2 : middle], text[at:end], attached)
            start = at = end + 1
    yield from _around_tags(text[start:])


def _around_tags(text: str) -> Iterator[Piece]:
    """A text, cut at the pictures that it shows by HTML."""
    start = 0
    for found in TAG.finditer(text):
        told = {name.lower(): value for name, value in ATTRIBUTE.findall(found[0])}
        if "src" in told:
            yield text[start : found.start()]
            yield reference(told.get("alt", ""), told["src"], {})
            start = found.end()
    yield text[start:]


def reference(alt: str, target: str, attached: Mapping[str, str]) -> Reference:
    """The picture at ``target``: a path, ``attachment:name`` of a notebook's cell, or ``data:…;base64,…``."""
    alt = " ".join(alt.split())
    if target.startswith("data:"):
        _, found, data = target.partition(";base64,")
        return Reference(alt, data=data) if found else Reference(alt, missing="is not written in base64")
    place = address(target)
    if place.startswith("attachment:"):
        name = place.removeprefix("attachment:")
        if name in attached:
            return Reference(alt or name, data=attached[name])
        return Reference(alt or name, missing="is not attached to its cell any more; put it in again")
    return Reference(alt, address=place)
