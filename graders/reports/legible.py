"""Anybody's text, made safe to look at.

What a student's code prints, raises or is called can hold characters that no reader sees but that move the cursor,
clear the screen, turn the reading direction around or hide a word. Here they become visible: U+202E is shown as the
six characters ``\\u202e``. Letters of every script, accents, digits, signs and emoji stay as they are.
"""

from __future__ import annotations

import re

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
"""A colour code of a terminal. It is left out: it says nothing that a reader needs, and hides nothing once gone."""

UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, except tab and line feed
    "\xad\u061c\u180e"  # soft hyphen, Arabic letter mark, Mongolian vowel separator
    "\u200b-\u200f"  # zero-width characters and direction marks
    "\u2028-\u202e"  # line and paragraph separators, bidirectional embeddings and overrides
    "\u2060-\u206f"  # word joiner, invisible operators, bidirectional isolates
    "\ud800-\udfff"  # halves of surrogate pairs, which are no characters
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"  # non-characters, byte order mark, annotations
    "\U000e0000-\U000e007f"  # tags: a whole alphabet without a look
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)


def legible(text: str) -> str:
    """``text`` with nothing unseen left in it, and its lines kept; what is legible already stays equal."""
    return UNSEEN.sub(_shown, _COLOUR.sub("", text.replace("\r\n", "\n")))


def legible_line(text: str) -> str:
    """``text`` as ``legible`` gives it, on one line: for names, which have no business with line breaks."""
    return legible(text).replace("\n", "\\n").replace("\t", "\\t")


def _shown(unseen: re.Match[str]) -> str:
    code = ord(unseen[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
