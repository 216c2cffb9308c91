"""Numbers in words."""

from typing import Any

import numpy as np
import pytest

from graders.checks import wording


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (1.03, 1.0, "3 % too large"),
        (0.99, 1.0, "1 % too small"),
        (1.5, 1.0, "50 % too large"),
        (1.001, 1.0, "0.1 % too large"),
        (-0.26, -0.25, "4 % too large in size"),
        (1.0000002, 1.0, "too large by 1 part in 5,000,000"),
        (5.0, 1.0, "too large by a factor of 5.0"),
        (1.0, 128.0, "too small by a factor of 128"),
        (1.99999999, 1.0, "too large by a factor of 2.0"),
        (0.50000001, 1.0, "too small by a factor of 2.0"),
        (3e9, 1.0, "too large by a factor of 3.0e+09"),
        (-2.5, 2.5, "of the wrong sign"),
        (-5.0, 2.5, "of the wrong sign, and too large by a factor of 2.0"),
        (0.0, 0.25, "0 where 0.25 is expected"),
        (0.01, 0.0, "0.01 where 0 is expected"),
        (np.float64(1e-9), np.float64(0.0), "1e-09 where 0 is expected"),
        (True, False, "True where False is expected"),
        (np.inf, 1.0, "inf where 1 is expected"),
    ],
)
def test_the_size_of_an_error_in_words(got: Any, expected: Any, words: str) -> None:
    assert wording.size(got, expected) == words


@pytest.mark.parametrize(
    ("got", "expected", "texts"),
    [
        (0.25, 0.5, ("0.25", "0.5")),
        (1 / 3, 1 / 3 + 1e-9, ("0.333333333", "0.333333334")),
        (1.0, np.nextafter(1.0, 2.0), ("1", "1.0000000000000002")),
        (1234567890123, 1234567890124, ("1234567890123", "1234567890124")),
        (np.uint8(3), np.bool_(True), ("3", "True")),
        (-0.0, 0.0, ("-0", "0")),
    ],
)
def test_two_numbers_show_that_they_differ(got: Any, expected: Any, texts: tuple[str, str]) -> None:
    assert wording.pair(got, expected) == texts


class Handle:
    """An object of the student's: whatever it is asked goes to the student's code, which must not happen."""

    def __init__(self) -> None:
        object.__setattr__(self, "_handle", type("WireHandle", (), {"class_name": "Adam"})())

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the student's object was asked for {name}")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "the truth value True"),
        (7, "the number 7"),
        (np.float32(0.5), "the number 0.5"),
        (1j, "a complex number"),
        ("abc", "a text"),
        (np.ones((2, 3)), "an array of shape (2, 3)"),
        (np.array(2.0), "the number 2"),
        ((1, 2), "a tuple of 2 values"),
        ([1], "a list of 1 value"),
        ({}, "a dict of 0 values"),
        (object(), "an object object"),
    ],
)
def test_things_in_words(value: Any, words: str) -> None:
    assert wording.kind(value) == words


def test_an_object_of_the_students_is_named_by_its_class_and_not_asked() -> None:
    assert wording.kind(Handle()) == "an Adam object"


def test_lists_and_positions_in_words() -> None:
    assert wording.listing(["a"], "or") == "a"
    assert wording.listing(["a", "b", "c"], "or") == "a, b or c"
    assert [wording.ordinal(i) for i in (0, 2, 10)] == ["first", "third", "11th"]
    assert wording.place((2, 1)) == "[2, 1]"
