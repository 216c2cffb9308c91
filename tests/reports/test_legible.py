"""Nothing unseen gets through, and nothing that people write is touched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.reports.legible import MARKS, legible, legible_line
from tests.reports.texts import ANY, highest_stack, steering


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x07\x00\x7f", r"\x1b[2J\x07\x00\x7f"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202edessap\u202c\u2066\u200f", r"\u202edessap\u202c\u2066\u200f"),
        ("pass\u200bed\ufeff\u00ad", r"pass\u200bed\ufeff\xad"),
        ("\udc80\ud83d", r"\udc80\ud83d"),
        ("\U000e0041\ufffe", r"\U000e0041\ufffe"),
        ("\u3164\u115f\uffa0\u034f", r"\u3164\u115f\uffa0\u034f"),
        ("Zoe\ufe0f\U000e0101", r"Zoe\ufe0f\U000e0101"),
        ("a\u200db \u200c\u200d א\u200cב", r"a\u200db \u200c\u200d א\u200cב"),
        ("10 %\rdone", r"10 %\x0ddone"),
        ("one\r\ntwo\tthree\n", "one\ntwo\tthree\n"),
    ],
)
def test_what_is_unseen_is_shown(text, shown):
    assert legible(text) == shown


@pytest.mark.parametrize("text", ["李雷", "أحمد", "עברית", "naïve Ωμέγα", "∂L/∂W ≤ 1", "👩🏽 ☕️", "हिन्दी", "a\\x1b"])
def test_what_people_write_stays(text):
    assert legible(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian parts the pieces of a word
        "ශ\u0dca\u200dරී",  # the holy "Sri" of names in Sinhala
        "र\u200d\u094dय क\u094d\u200cष",  # forms of consonants in Devanagari
        "👩\u200d💻 👨🏽\u200d⚕\ufe0f 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3",
        "葛\U000e0100城",  # the form of a character that a Japanese family writes
        "ᠠ\u180b",
    ],
)
def test_unseen_characters_that_a_script_is_written_with_stay(text):
    assert legible(text) == text


@pytest.mark.parametrize("text", ["ཧྐྵྨླྺྃ", "שָּׁ֣", "Vie\u0323\u0302t", "ที่นี่", "بِسْمِ ٱللَّهِ"])
def test_letters_bear_the_marks_that_scripts_put_on_them(text):
    assert legible(text) == text


def test_marks_that_would_cover_the_lines_above_are_shown():
    shown = legible("Z" + "\u0301" * 500 + " ส" + "\u0e47" * 8)
    assert highest_stack(shown) == MARKS
    assert shown.count(r"\u0301") == 500 - MARKS
    assert shown.endswith("ส" + "\u0e47" * MARKS + r"\u0e47" * 2)


def test_colour_codes_are_left_out():
    assert legible("\x1b[1;38;5;10mgreen\x1b[0m") == "green"
    assert legible("\x1b\x1b[m[31m") == r"\x1b[31m", "what the removal of a code puts together is no code"


@given(ANY | st.text() | st.text(st.characters(categories=("Cc", "Cf", "Cs", "Cn", "Mn", "Zl", "Zp"))))
def test_no_text_keeps_control_over_the_reader(text):
    shown = legible(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t"]
    assert steering(shown) == []
    assert highest_stack(shown) <= MARKS
    assert legible(shown) == shown
    assert "\n" not in legible_line(text)
    shown.encode("utf-8")
