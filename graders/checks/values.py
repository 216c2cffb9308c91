"""What came back, before its numbers are looked at: is it numbers at all, in this shape, of a usable type?

Questions are asked in this order, and the first that is answered wrong is the one that is told: what kind of thing
it is, its exact shape, its dtype. Nothing is ever broadcast, and nothing of the student's size is walked through
before its shape is known to be the expected one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from graders.checks.failure import Failure
from graders.checks.notes import last_called
from graders.checks.wording import class_name, dimensions, kind, listing, place
from graders.model import Evidence

NUMBERS = (bool, int, float, complex, np.generic)

NUMERIC = "Make an array of numbers, such as np.array(…, dtype=float), out of what is returned."
EQUAL_ROWS = "Give every row the same length: print `len` of each."
PRINT_SHAPES = "Print the `.shape` of each array on the way, and compare it with the handout."


@dataclass(frozen=True)
class Subject:
    """What a sentence speaks of: a function that "returned" something, or a thing that "is" something."""

    name: str
    verb: str = "is"
    hint: str | None = None

    def refuse(self, got: str, expected: str, more: str = "", hint: str | None = None) -> Failure:
        """A Failure for something of the wrong kind, shape or type; ``hint`` where the check has no better one."""
        reason = f"{self.name} {self.verb} {got}; {expected} is expected{more}."
        return Failure(reason, hint=self.hint or hint, evidence=Evidence(self.name, got, expected))


def subject(what: str | None, hint: str | None = None) -> Subject:
    """What is compared: ``what``, or else the student's function that was called last."""
    if what is not None:
        return Subject(what, hint=hint)
    name = last_called()
    return Subject("the result", hint=hint) if name is None else Subject(name, "returned", hint)


def numbers(value: Any, expected: np.ndarray, about: Subject) -> np.ndarray:
    """``value`` as an array of exactly the shape of ``expected`` and of a type that can be compared with it.

    Lists and tuples of numbers count as arrays. Where a single number is expected, an array that holds one number
    will do, whatever its axes: a loss as ``float``, of shape ``()``, ``(1,)`` or ``(1, 1)``. Integers may stand
    for floats and floats for integers; float32 and long double are fine. Refused are truth values for numbers,
    complex numbers, float16, texts and objects.
    """
    if value is None:
        missing = "returned None: is a `return` missing?" if about.verb == "returned" else "is None: was it ever set?"
        evidence = Evidence(about.name, "None", _like(expected))
        hint = "End the function with `return …`: what is printed, or only given a name, does not come back."
        raise Failure(f"{about.name} {missing}", hint=about.hint or hint, evidence=evidence)
    if not isinstance(value, (*NUMBERS, np.ndarray, list, tuple)):
        raise about.refuse(kind(value), _like(expected), hint=NUMERIC)
    shape = apparent_shape(value)
    if shape != expected.shape and not (expected.shape == () and math.prod(shape) == 1):
        more = _difference(shape, expected.shape)
        raise about.refuse(_shaped(value, shape), _like(expected), more, _shape_hint(shape, expected.shape))
    if not isinstance(value, np.ndarray):
        _refuse_ragged(value, shape, about, expected)
    array = np.asarray(value)
    _refuse_type(array, expected, about)
    return array.reshape(expected.shape)


def real(value: Any) -> np.ndarray | None:
    """A value as an array of real numbers, or None for anything else."""
    try:
        values = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return values.astype(float) if values.dtype.kind in "biuf" else None


def apparent_shape(value: Any) -> tuple[int, ...]:
    """The shape of an array, or the one that a nested list has along its first items."""
    lengths: list[int] = []
    while isinstance(value, list | tuple):
        lengths.append(len(value))
        if not value:
            break
        value = value[0]
    return (*lengths, *value.shape) if isinstance(value, np.ndarray) else tuple(lengths)


def _refuse_ragged(value: Any, shape: tuple[int, ...], about: Subject, expected: np.ndarray) -> None:
    """Refuse lists whose rows differ in shape, or that hold something else than numbers."""
    got = f"a {type(value).__name__}"

    def walk(item: Any, rest: tuple[int, ...], index: tuple[int, ...]) -> None:
        if isinstance(item, list | tuple) and rest and len(item) == rest[0]:
            for position, inner in enumerate(item):
                walk(inner, rest[1:], (*index, position))
        elif isinstance(item, list | tuple | np.ndarray):
            if not isinstance(item, np.ndarray) or item.shape != rest:
                more = f": {place(index)} does not have the length of those before it"
                raise about.refuse(f"{got} with rows of several lengths", _like(expected), more, EQUAL_ROWS)
        elif not isinstance(item, NUMBERS):
            raise about.refuse(f"{got} that holds {kind(item)} at {place(index)}", _like(expected), hint=NUMERIC)
        elif rest:
            more = f": {place(index)} is a number, those before it are not"
            raise about.refuse(f"{got} with rows of several lengths", _like(expected), more, EQUAL_ROWS)

    walk(value, shape, ())


def _refuse_type(array: np.ndarray, expected: np.ndarray, about: Subject) -> None:
    got = array.dtype
    if got.kind == "b" and expected.dtype.kind != "b":
        hint = "Turn it into numbers with .astype(float), or return what the comparison was made from."
        raise about.refuse(_made_of("truth value", array), _made_of("number", array), hint=hint)
    if got.kind == "c":
        hint = "Look for the root or the power of a negative number."
        raise about.refuse(_made_of("complex number", array), _made_of("real number", array), hint=hint)
    if got.kind == "f" and got.itemsize < 4:
        more = ": float16 keeps three digits only"
        hint = "Leave out dtype=np.float16."
        raise about.refuse(_made_of("float16 number", array), "float64 (or float32)", more, hint)
    if got.kind not in "biuf":
        raise about.refuse(_made_of(f"{got} value", array), _made_of("number", array), hint=NUMERIC)


def _made_of(thing: str, array: np.ndarray) -> str:
    return f"an array of {thing}s" if array.ndim else f"a {thing}"


def _like(expected: np.ndarray) -> str:
    return f"an array of {dimensions(expected.shape)}" if expected.shape else "a single number"


def _shaped(value: Any, shape: tuple[int, ...]) -> str:
    if isinstance(value, tuple) or not shape or isinstance(value, np.ndarray):
        return kind(value)
    return f"a {class_name(value)} of {dimensions(shape)}"


def _difference(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """What is evidently the matter with a shape, to be read after the two shapes."""
    if 0 in got and 0 not in expected:
        return ": it is empty"
    if got == expected[::-1]:
        return ": it is the transpose"
    if (axis := _extra_axis(got, expected)) is not None:
        return f": axis {axis}, of length {got[axis]}, is one axis too many"
    if (axis := _extra_axis(expected, got)) is not None:
        return f": axis {axis}, of length {expected[axis]}, is missing"
    if math.prod(got) == math.prod(expected):
        return ": it has the right number of values, arranged otherwise"
    if len(got) == len(expected):
        axes = [str(axis) for axis, (a, b) in enumerate(zip(got, expected, strict=True)) if a != b]
        return f": the length differs along axis {listing(axes, 'and')}"
    return ""


def _shape_hint(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """What to do about a shape that is not the expected one."""
    if got == expected[::-1]:
        return "Return its transpose, `….T`, or look for rows and columns that are exchanged on the way."
    if not expected:
        return "Take the sum or the mean over all of it, without an axis."
    if not got:
        return "Is a sum or a mean taken over everything where it should be along one axis?"
    if (axis := _extra_axis(got, expected)) is not None:
        if got[axis] == 1:
            return f"Take that axis away: leave out a reshape or `keepdims=True`, or use `.squeeze({axis})`."
        return f"Is a sum, a mean or an index along axis {axis} missing?"
    if (axis := _extra_axis(expected, got)) is not None:
        if expected[axis] == 1:
            return "Keep that axis: `keepdims=True`, or a reshape."
        return f"Is a sum or a mean taken along axis {axis} where it should be along another one, or none?"
    return PRINT_SHAPES


def _extra_axis(longer: tuple[int, ...], shorter: tuple[int, ...]) -> int | None:
    """The axis without which ``longer`` would be ``shorter``; an axis of length 1 if there is a choice."""
    if len(longer) != len(shorter) + 1:
        return None
    found = [axis for axis in range(len(longer)) if longer[:axis] + longer[axis + 1 :] == shorter]
    return min(found, key=lambda axis: (longer[axis] != 1, axis), default=None)
