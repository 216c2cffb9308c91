"""What is written for people in a submission: the Markdown of a notebook or a report, and the pictures with it.

Read off the raw text, by the form of nbformat 4 (and 3, whose cells lie in worksheets). Nothing is run, and no picture
is opened: it is bytes that begin as a PNG or a JPEG begins.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graders.intake.notebook import CELLS_LIMIT, VALUES_LIMIT
from graders.intake.text import ENCODINGS, MARKS
from graders.intake.tree import FILE_LIMIT, Unreadable

PICTURE_LIMIT = 1 << 20
"""Bytes of one picture."""

SIDES_LIMIT = 20_000
"""Pixels of a picture's side: a small file may say that it is a huge picture, which a browser would try to draw."""

STARTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

REFERENCES_LIMIT = 10_000
REFERENCE_LENGTH = 400
TITLE = re.compile(r"""(?<!\s)\s+(?:"[^"]*"|'[^']*')\s*$""")
"""What may follow an address in Markdown. Not looked for inside of a run of spaces, which would take its square."""

MARKERS = (b"](", b'src="', b"src='", b'src=\\"')
"""What stands before a picture's address in Markdown and in HTML, in a notebook's JSON too."""


@dataclass(frozen=True)
class Picture:
    """A checked picture: its media type and its bytes."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class Passage:
    """A piece of Markdown with the pictures that are attached to it, by name; or those that a cell of code has shown.

    Pictures are in base64 as they were written, not looked at yet. ``cell`` counts all cells from 1; 0 in a report.
    """

    text: str = ""
    attached: dict[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    cell: int = 0


def report(path: str, content: bytes) -> tuple[Passage, ...]:
    """A report as one passage. Raises Unreadable with one sentence where it is no text."""
    encodings = [encoding for mark, encoding in MARKS.items() if content.startswith(mark)]
    for encoding in encodings or ["utf-8-sig", *ENCODINGS]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return (Passage(text),)
    raise Unreadable(f"{path} is no text; save it as UTF-8.")


def passages(path: str, content: bytes) -> tuple[Passage, ...]:
    """The Markdown cells of a notebook, and the pictures below its cells of code, in order.

    Raises Unreadable with one sentence where it is no notebook or has more than can be read.
    """
    if sum(map(content.count, (b"[", b"{", b","))) > VALUES_LIMIT:
        raise Unreadable(f"{path} holds more values than can be read; clear its outputs and save it again.")
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable(f"{path} is no notebook that can be read; open it in Jupyter and save it again.") from None
    found = tuple(_passage(number, cell) for number, cell in enumerate(_cells(raw), start=1))
    if len(found) > CELLS_LIMIT:
        raise Unreadable(f"{path} has {len(found):,} cells; answers are looked for in {CELLS_LIMIT:,} at most.")
    if sum(len(each.text) for each in found) > FILE_LIMIT + 4 * PICTURE_LIMIT:  # a picture may stand in the text
        raise Unreadable(f"{path} has more text than answers can have; take out what is none.")
    return found


def picture(content: bytes) -> Picture:
    """The picture that these bytes begin as. Raises Unreadable with the end of a sentence where it can't be shown."""
    if len(content) > PICTURE_LIMIT:
        raise Unreadable(f"has {len(content):,} bytes; a picture may have {PICTURE_LIMIT:,}, so save it smaller")
    for start, kind in STARTS.items():
        if content.startswith(start):
            if kind == "image/png" and max(_sides(content)) > SIDES_LIMIT:
                raise Unreadable(f"is larger than {SIDES_LIMIT:,} pixels; save it smaller")
            return Picture(kind, content)
    raise Unreadable("is neither PNG nor JPEG; save it as one of these")


def decoded(written: str) -> Picture:
    """The picture that is written in base64. Raises Unreadable as ``picture`` does."""
    if len(written) > 2 * PICTURE_LIMIT:
        raise Unreadable(f"is larger than the {PICTURE_LIMIT:,} bytes that a picture may have; save it smaller")
    try:
        return picture(base64.b64decode("".join(written.split()), validate=True))
    except (binascii.Error, ValueError):
        raise Unreadable("is damaged; run the cell again and save") from None


def pictures_named(text: bytes) -> set[str]:
    """The names of the pictures that a report or a notebook shows, in small letters, as far as a glance tells."""
    return set(_names(text))


def name_of(path: str) -> str:
    """The name of a picture's file, as ``pictures_named`` gives it."""
    return path.rpartition("/")[2].casefold()


def address(written: str) -> str:
    """Where a picture lies, without a title, angle brackets and percent signs: as a path with slashes."""
    bare = TITLE.sub("", written.strip()[:REFERENCE_LENGTH])
    return urllib.parse.unquote(bare.strip("<>")).replace("\\", "/")


def _names(text: bytes) -> Iterator[str]:
    for marker in MARKERS:
        for piece in text.split(marker, REFERENCES_LIMIT)[1:]:
            after = address(piece[:REFERENCE_LENGTH].decode("utf-8", "replace"))
            for part in re.split(r"[/\n\"']", after):
                if found := re.match(r".*?\.(?:png|jpe?g)", part, re.IGNORECASE):
                    yield found[0].casefold()
                    break


def _cells(raw: Any) -> Iterator[dict[str, Any]]:
    sheets = raw.get("worksheets", [raw]) if isinstance(raw, dict) else []
    for sheet in sheets if isinstance(sheets, list) else []:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        yield from (cell for cell in (cells if isinstance(cells, list) else []) if isinstance(cell, dict))


def _passage(number: int, cell: dict[str, Any]) -> Passage:
    kind = cell.get("cell_type")
    if kind == "code":
        return Passage(shown=tuple(_shown(cell)), cell=number)
    text = _text(cell.get("source", ""))
    if kind == "heading":  # nbformat 3
        level: Any = cell.get("level")
        text = f"{'#' * (level if level in range(1, 7) else 1)} {text}"
    elif kind != "markdown":
        text = ""
    attached = {name: data for name, bundle in _members(cell.get("attachments")) for data in _pictures(bundle)}
    return Passage(text, attached, cell=number)


def _shown(cell: dict[str, Any]) -> Iterator[str]:
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict):
            yield from list(_pictures(output.get("data", output)))[:1]  # the same picture in two forms


def _pictures(bundle: Any) -> Iterator[str]:
    for kind, data in _members(bundle):
        if kind in ("image/png", "image/jpeg", "png", "jpeg"):
            yield _text(data)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    return iter(value.items() if isinstance(value, dict) else ())


def _text(source: Any) -> str:
    if isinstance(source, list):
        return "".join(piece for piece in source if isinstance(piece, str))
    return source if isinstance(source, str) else ""


def _sides(png: bytes) -> tuple[int, int]:
    """Width and height, which stand in the first chunk of a PNG (PNG specification, 11.2.2)."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
