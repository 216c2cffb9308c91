"""A file of code as UTF-8 text, and what was odd about it."""

from __future__ import annotations

import codecs
import re

from graders.intake.tree import Unreadable

CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")

MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
ENCODINGS = ("gb18030", "cp1252")
"""What a file that is not UTF-8 most often is; what reads as the one may be the other, and then it is a comment."""

KINDS = {
    b"PK\x03\x04": "a zip or an office document",
    b"Rar!": "a RAR archive",
    b"%PDF": "a PDF",
    b"{\\rtf": "a document of a word processor",
    b"<!doctype": "a page of the web",
    b"<html": "a page of the web",
    b"<<<<<<<": "a merge that was not finished",
    b"```": "Markdown",
}


def utf8(path: str, content: bytes) -> tuple[bytes, str | None]:
    """The content as UTF-8, and one sentence if it was odd. Raises Unreadable where it is no text, or no code."""
    start = content.lstrip()[:20].lower()
    for first, what in KINDS.items():
        if start.startswith(first.lower()):
            raise Unreadable(f"{path} is {what} and no Python; hand in the code itself.")
    if start.startswith(b"{") and b'"cells"' in content:
        raise Unreadable(f"{path} is a notebook and no script; give it the ending .ipynb.")
    if not start:
        return content, f"{path} is empty."
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return _read_as(path, content, encoding, "begins with the mark of UTF-16")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if any(CODING.match(line) for line in content.split(b"\n", 2)[:2]):
            return content, None  # Python reads it as what it says that it is
        line = content.count(b"\n", 0, error.start) + 1
        where = f"is not UTF-8 text (byte 0x{content[error.start]:02x} in line {line})"
        for encoding in ENCODINGS:
            try:
                return _read_as(path, content, encoding, where)
            except Unreadable:
                continue
        raise Unreadable(f"{path} {where}; save it as UTF-8.") from None
    return content, None


def _read_as(path: str, content: bytes, encoding: str, where: str) -> tuple[bytes, str]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(f"{path} {where}, and can't be read; save it as UTF-8.") from None
    if "\0" in text:
        raise Unreadable(f"{path} is no text; hand in the code itself.")
    return text.encode("utf-8", "replace"), f"{path} {where}; it was read as {encoding.upper()}. Save it as UTF-8."
