"""Anybody's text, made safe to look at.

What a student's code prints, raises or is called can hold characters that no reader sees but that move the cursor,
clear the screen, turn the reading direction around, hide a word or grow over the lines above. Here they become visible:
U+202E is shown as the six characters ``\\u202e``. Letters of every script, accents, digits, signs and emoji stay as
they are, and so does an unseen character where a script is written with it: the joiners of Persian, Sinhala and emoji.
"""

from __future__ import annotations

import re
import unicodedata

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
"""A colour code of a terminal. It is left out: it says nothing that a reader needs, and hides nothing once gone."""

UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, except tab and line feed
    "\xad\u034f\u061c"  # soft hyphen, grapheme joiner, Arabic letter mark
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters without a look: Hangul fillers, Khmer inherent vowels
    "\u180b-\u180f\ufe00-\ufe0f"  # variation selectors: they choose the form of the character before them
    "\u200b-\u200f"  # zero-width characters and direction marks
    "\u2028-\u202e"  # line and paragraph separators, bidirectional embeddings and overrides
    "\u2060-\u206f"  # word joiner, invisible operators, bidirectional isolates
    "\ud800-\udfff"  # halves of surrogate pairs, which are no characters
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"  # non-characters, byte order mark, annotations
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # controls of shorthand and of musical notation
    "\U000e0000-\U000e0fff"  # tags, which are a whole alphabet without a look; more variation selectors
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""With what Unicode calls Default_Ignorable_Code_Point (DerivedCoreProperties.txt)."""

MARKS = 6
"""The most marks that one letter bears: a syllable of Tibetan has as many, and with more they cover other lines."""

_MAY_BE_STACKED = re.compile(f"[^\x00-\u02ff]{{{MARKS + 1},}}")
"""All combining marks come later in Unicode."""

_JOINER, _NON_JOINER, _EMOJI_FORM, _KEYCAP = "\u200d", "\u200c", "\ufe0f", "\u20e3"
_VIRAMA = 9
"""The combining class of the sign that takes a consonant's vowel away."""


def legible(text: str) -> str:
    """``text`` with nothing unseen left in it, and its lines kept; what is legible already stays equal."""
    if text.isascii() and text.isprintable():
        return text
    seen = UNSEEN.sub(_kept_or_shown, _COLOUR.sub("", text.replace("\r\n", "\n")))
    return _MAY_BE_STACKED.sub(_unstacked, seen)


def legible_line(text: str) -> str:
    """``text`` as ``legible`` gives it, on one line: for names, which have no business with line breaks."""
    return legible(text).replace("\n", "\\n").replace("\t", "\\t")


def _kept_or_shown(unseen: re.Match[str]) -> str:
    return unseen[0] if _is_spelling(unseen.string, unseen.start()) else _shown(unseen[0])


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_spelling(text: str, at: int) -> bool:
    """Whether the character at this place belongs to how its neighbours are written, and so is seen by what it does.

    The joiners as in internationalised domain names (RFC 5892, appendix A.1 and A.2), and between emoji.
    """
    before, character, after = text[at - 1 : at], text[at], text[at + 1 : at + 2]
    if not before:
        return False
    if character == _JOINER:
        virama = _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after or " "))
        return virama or (_is_emoji(text, at - 1) and bool(after) and _is_emoji(text, at + 1))
    if character == _NON_JOINER:
        joined = unicodedata.bidirectional(before) in ("AL", "NSM") and unicodedata.bidirectional(after or " ") == "AL"
        return unicodedata.combining(before) == _VIRAMA or (joined and not UNSEEN.search(before + after))
    if "\u180b" <= character <= "\u180f":
        return "\u1820" <= before <= "\u18aa"  # letters of Mongolian
    if "\ufe00" <= character <= _EMOJI_FORM:
        if UNSEEN.match(before):
            return False
        keycap = after == _KEYCAP and before in "0123456789#*"
        return keycap or (not before.isascii() and unicodedata.category(before) in ("Lo", "Po", "Sm", "So"))
    if "\U000e0100" <= character <= "\U000e01ef":
        return unicodedata.name(before, "").startswith("CJK UNIFIED IDEOGRAPH")
    return False


def _is_emoji(text: str, at: int) -> bool:
    """Whether a picture stands at this place, or the sign behind it that gives it colour or form."""
    if text[at] == _EMOJI_FORM:
        return at > 0 and unicodedata.category(text[at - 1]) == "So"
    return unicodedata.category(text[at]) == "So" or "\U0001f3fb" <= text[at] <= "\U0001f3ff"


def _unstacked(run: re.Match[str]) -> str:
    """The characters, of which the marks are shown beside their letter from a certain number on."""
    pieces, marks = [], 0
    for character in run[0]:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in ("Mn", "Me") else marks if kind == "Cf" else 0
        pieces.append(_shown(character) if marks > MARKS and kind != "Cf" else character)
    return "".join(pieces)
