"""Texts that people with bad intentions hand in, and what nobody should find in what is shown of them."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

STEERING = (
    *("\x1b[2J", "\x1b]0;10/10\x07", "\x1b]52;c;cm0gLXJm\x07", "\x1b]8;;http://evil.example\x1b\\", "\x1bP", "\x1bc"),
    *("\x9b31m", "\x9d0;x\x9c", "\x90", "\x07", "\x08\x08\x08", "\x7f", "\r", "\r\n", "\n", "\t", "\v", "\f", "\x00"),
    *("\u202e", "\u202d", "\u202a", "\u202b", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"),
    *("\u061c", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\u034f", "\u115f", "\u3164", "\uffa0"),
    *("\u2028", "\u2029", "\x85", "\x1c", "\ufe0f", "\U000e0041", "\U000e0101", "\ud83d", "\udc80", "\uffff"),
    *("\u180e", "\u17b4", "\U0001d173", "\ufff9", "e" + "\u0301" * 40, "\u0e47" * 20),
)
MARKUP = (
    *("<script>alert(1)</script>", "</pre></title></style>", "<!--", "]]>", "&lt;", "&#60;", '" onload="', "'", "`"),
    *("```", "~~~~", "@everyone", "![x](//evil.example/x.png)", "[x](//evil.example)", "<img src=x>", "    ", "# "),
    *("[red]", "[/]", "[link=http://evil.example]", ":warning:", "{{ 7 * 7 }}", "{% raw %}", "\\[", "%s", "::error::"),
)
FORMULAS = (
    *("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "﹦", " =", "\xa0=", "\u3000=", "\n=", "\n =", ";="),
    *("\t=", "'=", "''-", " '=", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")', '"', '""', ",", ";", "'"),
)
LETTERS = ("a", "Ω", "李", "ع", "ש", "क", "1", "0", ".", "👩", " ", "ß", "İ", "ﬁ")

PIECES = st.sampled_from((*STEERING, *MARKUP, *FORMULAS, *LETTERS))
ANY = st.lists(PIECES, min_size=1, max_size=12).map("".join) | st.text(st.characters(), min_size=1, max_size=40)
"""Any text at all, halves of surrogate pairs included, and far more often one of bad intentions."""

NAMES = ANY.filter(lambda text: text.strip() != "")

EMBEDDINGS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")

LOOKS = ("ARABIC", "EGYPTIAN", "KAITHI", "SYRIAC")
"""Scripts whose format characters have a look: signs that enclose numbers, and that group hieroglyphs."""

JOINERS = "\u200c\u200d"
"""Persian, Sinhala and emoji are written with them; ``tests/reports/test_legible.py`` says where they may stay."""


def steers(character: str) -> bool:
    """Whether a character moves, hides or turns what a reader sees; line breaks and tabs are told apart elsewhere."""
    kind = unicodedata.category(character)
    return (
        (kind in ("Cc", "Cs", "Zl", "Zp") and character not in "\n\t")
        or unicodedata.bidirectional(character) in EMBEDDINGS
        or (kind == "Cf" and unicodedata.bidirectional(character) in ("BN", "L", "R", "AL") and _hides(character))
        or character in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\uffff\ufffe"
    )


def _hides(character: str) -> bool:
    """Whether a format character has no look of its own."""
    return character not in JOINERS and not unicodedata.name(character, "").startswith(LOOKS)


def steering(shown: str) -> list[str]:
    """What of ``shown`` steers its reader; to be empty."""
    return [ascii(character) for character in shown if steers(character)]


def highest_stack(shown: str) -> int:
    """The most marks that stand on one letter."""
    most = count = 0
    for character in shown:
        count = count + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        most = max(most, count)
    return most
