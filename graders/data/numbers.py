"""Numbers in English words and in digits: sentences whose translation is known, and as many of them as one likes.

``"four hundred and seven"`` belongs to ``"4 0 7"``: words with spaces between them, on both sides. There are 31 words
below a million, and 10 digits. For a grade the digits are relabelled: 4 is then written as another digit, say 9, in
every pair alike, and whoever brings a program for number words along has none for these.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

LARGEST = 999_999
BELOW = 10_000
"""Numbers below this are drawn where nothing else is said: at most seven words, and at most four digits."""


class Pairs(NamedTuple):
    """Numbers in words and in digits: ``words[i]`` and ``digits[i]`` belong together."""

    words: list[str]
    digits: list[str]


def words(number: int) -> str:
    """A number from 0 to 999,999 in words, as it is said in Britain: with "and" before the tens and ones.

    >>> words(407), words(20_015), words(999_999)[:38]
    ('four hundred and seven', 'twenty thousand and fifteen', 'nine hundred and ninety nine thousand ')
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is not between 0 and {LARGEST}")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest)
    said = [_below_thousand(thousands), "thousand"]
    if 0 < rest < 100:
        said.append("and")
    if rest:
        said.append(_below_thousand(rest))
    return " ".join(said)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return f"{ONES[hundreds]} hundred" + (f" and {_below_hundred(rest)}" if rest else "")


def _below_hundred(number: int) -> str:
    if number < len(ONES):
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f" {ONES[ones]}" if ones else "")


def digits(number: int, names: str = "0123456789") -> str:
    """A number's decimal digits with spaces between them; ``names[d]`` is what digit d is written as.

    >>> digits(407)
    '4 0 7'
    """
    return " ".join(names[int(digit)] for digit in str(number))


def relabelled(rng: np.random.Generator, *counts: int, below: int = BELOW) -> tuple[Pairs, ...]:
    """So many pairs, and so many again, all of different numbers below ``below``, with their digits under new names.

    The numbers and the names, one and the same permutation of the ten digits for all pairs, are drawn from ``rng``.
    """
    names = "".join(str(digit) for digit in rng.permutation(10))
    numbers = rng.choice(below, size=sum(counts), replace=False).tolist()
    parts = np.split(np.asarray(numbers), np.cumsum(counts)[:-1])
    return tuple(Pairs([words(int(n)) for n in part], [digits(int(n), names) for n in part]) for part in parts)
