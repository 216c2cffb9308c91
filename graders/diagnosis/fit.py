"""What the numbers of a failure show by themselves: a constant ratio, a transpose, another order, a missing part.

Each finding is a fact about the two arrays, exact up to rounding; ``key`` says which fact it is, so that it can be
asked whether another draw shows the same one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from graders.checks.failure import Seen
from graders.checks.values import real
from graders.checks.wording import number, ordinal

CLOSE = 1e-5
"""How exact a fact has to be, as a share of the largest number."""

FACTORS = {
    -1.0: "has the wrong sign",
    2.0: "is twice the expected one",
    0.5: "is half the expected one",
    1 / math.log(2): "is 1/ln 2 times the expected one, as logarithms to base 2 are",
    1 / math.log(10): "is 1/ln 10 times the expected one, as logarithms to base 10 are",
}
LARGEST_ORDER = 64
"""The longest axis along which another order is looked for."""


@dataclass(frozen=True)
class Finding:
    """A fact: ``key`` tells it from others, ``said`` is one sentence, ``hint`` one next step."""

    key: str
    said: str
    hint: str | None = None


def found(seen: Seen, lengths: Mapping[str, int]) -> list[Finding]:
    """What explains ``seen``, the likeliest first; ``lengths`` are the sizes that a factor may be, by their names."""
    got = real(seen.got)
    if got is None or seen.expected is None or not np.isfinite(got).all():
        return []
    expected = np.asarray(seen.expected, dtype=float)
    if not np.isfinite(expected).all() or not np.abs(expected).max(initial=0) > 0:
        return []
    if got.size == expected.size == 1:
        got, expected = got.reshape(-1), expected.reshape(-1)
    facts = [_order, _missing_slice] if got.shape != expected.shape else [_order, _missing_slice, _function, _offset]
    findings = list(_factor(got, expected, seen.what, lengths)) if got.shape == expected.shape else []
    if not findings and expected.size > 1:
        findings = [finding for fact in facts for finding in fact(got, expected, seen.what)][:1]
    return [replace(finding, key=f"{seen.what}: {finding.key}") for finding in findings]


def _near(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and bool(np.abs(a - b).max(initial=0) <= CLOSE * np.abs(b).max(initial=0))


def _factor(got: np.ndarray, expected: np.ndarray, what: str, lengths: Mapping[str, int]) -> Iterator[Finding]:
    """One number times what is expected, and what this number is."""
    with np.errstate(all="ignore"):
        ratio = float(np.vdot(got, expected) / np.vdot(expected, expected))
    if not ratio or not np.isfinite(ratio) or not _near(got, ratio * expected) or abs(ratio - 1) < 1e-3:
        return
    subject = f"Every value of {what}" if expected.size > 1 else what
    sign, size = ("" if ratio > 0 else " and has the wrong sign"), abs(ratio)
    for factor, said in FACTORS.items():
        if abs(ratio / factor - 1) < CLOSE:
            yield Finding(f"factor {factor:g}", f"{subject} {said}.")
            return
    for name, length in lengths.items():
        if length < 2:
            continue
        if abs(size / length - 1) < CLOSE:
            hint = "Is a sum taken where a mean is asked for?"
            said = f"{subject} is {length} times the expected one{sign}, and {length} is {name}."
            yield Finding(f"times {name}{sign}", said, hint)
            return
        if abs(size * length - 1) < CLOSE:
            hint = "Is something divided by it twice, or a mean taken where a sum is asked for?"
            said = f"{subject} is 1/{length} of the expected one{sign}, and {length} is {name}."
            yield Finding(f"part {name}{sign}", said, hint)
            return
    if expected.size > 1:
        yield Finding(f"factor {ratio:.4g}", f"{subject} is {number(ratio, 4)} times the expected one.")


def _order(got: np.ndarray, expected: np.ndarray, what: str) -> Iterator[Finding]:
    """The right numbers, in another order."""
    if got.ndim == 2 and got.shape == expected.shape[::-1] and _near(got.T, expected) and not _near(got, expected):
        yield Finding("transpose", f"{what} is the transpose of what is expected.")
        return
    if got.shape != expected.shape:
        if got.size == expected.size and got.size > 1 and _near(got.reshape(-1), expected.reshape(-1)):
            yield Finding("shape", f"{what} has the right values in the right order, and another shape.")
        return
    for axis in range(got.ndim):
        if 2 <= got.shape[axis] <= LARGEST_ORDER and (order := _permutation(got, expected, axis)) is not None:
            yield Finding(
                f"order {axis} {order}",
                f"{what} has the right values in another order along axis {axis}: {_blocks(order)}.",
            )
            return


def _permutation(got: np.ndarray, expected: np.ndarray, axis: int) -> tuple[int, ...] | None:
    """Where each slice of ``got`` stands in ``expected``; None where that is not one place for each, or the same."""
    slices, targets = np.moveaxis(got, axis, 0), np.moveaxis(expected, axis, 0)
    order = []
    allowed = CLOSE * np.abs(expected).max()
    for each in slices:
        places = [k for k, target in enumerate(targets) if np.abs(each - target).max(initial=0) <= allowed]
        if len(places) != 1:
            return None
        order.append(places[0])
    return tuple(order) if sorted(order) == list(range(len(order))) and order != list(range(len(order))) else None


def _blocks(order: tuple[int, ...]) -> str:
    """An order in words; four equal blocks are told as blocks, as the gates of an LSTM stand."""
    if order == tuple(reversed(range(len(order)))):
        return "they are reversed"
    for blocks in (2, 3, 4):
        width, rest = divmod(len(order), blocks)
        starts = order[::width] if not rest and width > 1 else ()
        if starts and order == tuple(start + step for start in starts for step in range(width)):
            return f"its {blocks} blocks stand in the order {', '.join(str(start // width + 1) for start in starts)}"
    shown = ", ".join(map(str, order[:8])) + (", …" if len(order) > 8 else "")
    return f"expected places {shown}"


def _missing_slice(got: np.ndarray, expected: np.ndarray, what: str) -> Iterator[Finding]:
    """All there but one row or column."""
    for axis in range(expected.ndim):
        count, name = expected.shape[axis], "row" if axis == 0 else "column" if axis == 1 else f"slice of axis {axis}"
        if count < 2:
            continue
        for k in range(count):
            rest = np.delete(expected, k, axis)
            where = "last" if k == count - 1 else ordinal(k)
            if got.shape == rest.shape and got.ndim and _near(got, rest):
                yield Finding(f"without {axis} {where}", f"{what} lacks the {where} {name}; the others are right.")
                return
            if got.shape == expected.shape and expected.ndim > 1 and _near(np.delete(got, k, axis), rest):
                part = np.take(got, k, axis)
                if not np.abs(np.take(expected, k, axis)).max() > CLOSE * np.abs(expected).max():
                    continue
                state = "zero" if not part.any() else "wrong"
                yield Finding(
                    f"only {axis} {where} {state}",
                    f"Only the {where} {name} of {what} is {state}; the others are right.",
                )
                return


def _function(got: np.ndarray, expected: np.ndarray, what: str) -> Iterator[Finding]:
    """A function of what is expected, the same one everywhere."""
    with np.errstate(all="ignore"):
        images = {
            "1 minus the expected one": 1 - expected,
            "the square of the expected one": expected**2,
            "the square root of the expected one": np.sqrt(expected),
            "the reciprocal of the expected one": 1 / expected,
            "the logarithm of the expected one": np.log(expected),
            "the exponential of the expected one": np.exp(expected),
        }
    if np.unique(expected).size < 3:
        return
    for name, image in images.items():
        if np.isfinite(image).all() and _near(got, image) and not _near(image, expected):
            yield Finding(name, f"Every value of {what} is {name}.")
            return


def _offset(got: np.ndarray, expected: np.ndarray, what: str) -> Iterator[Finding]:
    """A number, or a row of them, more or less than is expected."""
    difference = got - expected
    allowed = CLOSE * max(np.abs(expected).max(), np.abs(difference).max())
    if not np.abs(difference).max() > 100 * allowed:
        return
    if np.ptp(difference) <= allowed and difference.size > 1:
        yield Finding(
            "offset",
            f"Every value of {what} is off by the same amount.",
            "Is a constant term missing, or one too many?",
        )
    elif difference.ndim == 2 and len(difference) > 1 and np.ptp(difference, axis=0).max() <= allowed:
        hint = "Is a term missing that does not depend on the sample, such as a bias?"
        yield Finding("rows", f"Every row of {what} is off by the same numbers.", hint)
    elif difference.ndim == 2 and difference.shape[1] > 1 and np.ptp(difference, axis=1).max() <= allowed:
        yield Finding(
            "columns", f"Every column of {what} is off by the same numbers.", "Is a term of each row missing?"
        )
