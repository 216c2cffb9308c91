"""Numbers in words and in digits: each its own words, digits under one secret naming, no number twice."""

import numpy as np
import pytest

from graders.data import numbers


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "zero"),
        (10, "ten"),
        (19, "nineteen"),
        (20, "twenty"),
        (21, "twenty one"),
        (99, "ninety nine"),
        (100, "one hundred"),
        (407, "four hundred and seven"),
        (1000, "one thousand"),
        (1001, "one thousand and one"),
        (1100, "one thousand one hundred"),
        (9999, "nine thousand nine hundred and ninety nine"),
        (20_015, "twenty thousand and fifteen"),
        (999_999, "nine hundred and ninety nine thousand nine hundred and ninety nine"),
    ],
)
def test_numbers_are_said_as_in_britain(number, expected):
    assert numbers.words(number) == expected


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_other_numbers_are_refused(number):
    with pytest.raises(ValueError, match="between 0 and 999999"):
        numbers.words(number)


def test_no_two_numbers_are_said_alike():
    said = {numbers.words(number) for number in range(100_000)}
    assert len(said) == 100_000
    assert len({word for sentence in said for word in sentence.split()}) == 31
    assert max(len(numbers.words(number).split()) for number in range(numbers.BELOW)) == 7


def test_digits_have_spaces_between_them():
    assert numbers.digits(4070) == "4 0 7 0"
    assert numbers.digits(407, "9876543210") == "5 9 2"


def test_all_pairs_share_one_naming_of_the_digits():
    parts = numbers.relabelled(np.random.default_rng(1), 300, 200)
    assert [len(part.words) for part in parts] == [len(part.digits) for part in parts] == [300, 200]
    plain = {numbers.words(number): numbers.digits(number).split() for number in range(numbers.BELOW)}
    naming = {}
    for part in parts:
        for said, written in zip(part.words, part.digits, strict=True):
            for digit, name in zip(plain[said], written.split(), strict=True):
                assert naming.setdefault(digit, name) == name
    assert sorted(naming) == sorted(naming.values()) == list("0123456789")
    assert len({said for part in parts for said in part.words}) == 500


def test_equal_seeds_give_equal_pairs():
    first, again, other = (numbers.relabelled(np.random.default_rng(seed), 50) for seed in (1, 1, 2))
    assert first == again != other


def test_small_ranges_can_be_drawn_whole():
    (part,) = numbers.relabelled(np.random.default_rng(0), 20, below=20)
    assert sorted(part.words) == sorted(numbers.ONES)
