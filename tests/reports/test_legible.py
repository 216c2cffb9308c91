"""Nothing unseen gets through, and nothing that people write is touched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.reports.legible import legible, legible_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x07\x00\x7f", r"\x1b[2J\x07\x00\x7f"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202edessap\u202c\u2066\u200f", r"\u202edessap\u202c\u2066\u200f"),
        ("pass\u200bed\ufeff\u00ad", r"pass\u200bed\ufeff\xad"),
        ("\udc80\ud83d", r"\udc80\ud83d"),
        ("\U000e0041\ufffe", r"\U000e0041\ufffe"),
        ("10 %\rdone", r"10 %\x0ddone"),
        ("one\r\ntwo\tthree\n", "one\ntwo\tthree\n"),
    ],
)
def test_what_is_unseen_is_shown(text, shown):
    assert legible(text) == shown


@pytest.mark.parametrize("text", ["李雷", "أحمد", "עברית", "naïve Ωμέγα", "∂L/∂W ≤ 1", "👩🏽 ☕️", "हिन्दी", "a\\x1b"])
def test_what_people_write_stays(text):
    assert legible(text) == text


def test_colour_codes_are_left_out():
    assert legible("\x1b[1;38;5;10mgreen\x1b[0m") == "green"
    assert legible("\x1b\x1b[m[31m") == r"\x1b[31m", "what the removal of a code puts together is no code"


@given(st.text() | st.text(st.characters(categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))))
def test_no_text_keeps_control_over_the_reader(text):
    shown = legible(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t"]
    assert not [c for c in shown if unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI")]
    assert legible(shown) == shown
    assert "\n" not in legible_line(text)
    shown.encode("utf-8")
