"""Numbers, places and things in words, as every sentence of a failed check writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def number(value: Any, digits: int = 6) -> str:
    """A number with at most ``digits`` digits: ``0.25``, ``-1.2e-08``, ``nan``, ``True``, ``7``."""
    scalar = value.item() if isinstance(value, np.generic) else value
    if isinstance(scalar, bool | int):
        return str(scalar)
    return f"{scalar:.{digits}g}"


def pair(got: Any, expected: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ."""
    for digits in range(6, 21):
        texts = number(got, digits), number(expected, digits)
        if texts[0] != texts[1]:
            return texts
    return texts


def place(index: Sequence[int]) -> str:
    """An index as NumPy takes it, counted from 0: ``[2, 1]``."""
    return f"[{', '.join(map(str, index))}]"


def ordinal(position: int) -> str:
    """The word for a position that is counted from 0: ``first``, ``second`` …"""
    return ORDINALS[position] if position < len(ORDINALS) else f"{position + 1}th"


def listing(words: Sequence[str], last: str) -> str:
    """``a``, ``a or b``, ``a, b or c`` for ``last="or"``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def size(got: Any, expected: Any) -> str:
    """How far a number is from the expected one, to be read after "is".

    ``3 % too large``, ``too small by a factor of 5.0``, ``of the wrong sign``, ``0 where 0.25 is expected``.
    Below zero, "too large" is said of the absolute value: -0.26 for -0.25 is ``4 % too large in size``.
    """
    a, b = float(got), float(expected)
    if not (math.isfinite(a) and math.isfinite(b)) or a == 0 or b == 0:
        seen, wanted = pair(got, expected)
        return f"{seen} where {wanted} is expected"
    more = " in size" if b < 0 else ""
    if a / abs(a) != b / abs(b):
        same_size = math.isclose(abs(a), abs(b), rel_tol=0.02)
        return "of the wrong sign" if same_size else f"of the wrong sign, and {_size(abs(a), abs(b), '')}"
    return _size(abs(a), abs(b), more)


def _size(got: float, expected: float, more: str) -> str:
    direction = f"too {'large' if got > expected else 'small'}{more}"
    if not 1 / 1.95 < got / expected < 1.95:
        return f"{direction} by a factor of {_factor(max(got, expected) / min(got, expected))}"
    relative = abs(got - expected) / expected
    if relative >= 1e-4:
        return f"{100 * relative:.2g} % {direction}"
    return f"{direction} by 1 part in {float(f'{1 / relative:.1e}'):,.0f}" if relative else f"{direction} by a trace"


def _factor(factor: float) -> str:
    if factor < 100:
        return f"{factor:.1f}"
    return f"{factor:,.0f}" if factor < 1e6 else f"{factor:.1e}"


def dimensions(shape: tuple[int, ...]) -> str:
    """``shape (7, 4)``, or ``a single number`` for a shape without axes."""
    return f"shape {shape}" if shape else "a single number"


def kind(value: Any) -> str:
    """What something is, in words: ``an array of shape (7, 4)``, ``a tuple of 2 values``, ``None``."""
    match value:
        case None:
            return "None"
        case bool() | np.bool_():
            return f"the truth value {bool(value)}"
        case int() | float() | np.integer() | np.floating():
            return f"the number {number(value)}"
        case complex() | np.complexfloating():
            return "a complex number"
        case str():
            return "a text"
        case np.ndarray():
            return f"an array of shape {value.shape}" if value.shape else f"the number {number(value[()])}"
        case list() | tuple() | dict():
            noun = "value" if len(value) == 1 else "values"
            return f"a {type(value).__name__} of {len(value)} {noun}"
    name = class_name(value)  # an array that does not cross is called "array of dtype object"
    return _article(name) if name.startswith("array of") else f"{_article(name)} object"


def class_name(value: Any) -> str:
    """The name of a thing's class; of an object that lives in the student's process, the class it has there."""
    try:  # past the proxy's own __getattr__, which would ask the student's object
        name = object.__getattribute__(value, "_handle").class_name
    except AttributeError:
        name = None
    return name if isinstance(name, str) else type(value).__name__


def _article(word: str) -> str:
    return f"{'an' if word[:1] in 'AEIOUaeiou' else 'a'} {word}"
