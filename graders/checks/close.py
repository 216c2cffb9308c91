"""Are two results the same, up to rounding?

The tolerance comes from the expected side alone, so that no answer can widen its own::

    |got − expected| ≤ atol + rtol · |expected|

=========  ======  =======================  ==================================================
student    rtol    atol                     room that honest work left (see below)
=========  ======  =======================  ==================================================
float64    1e-7    1e-10 · max |expected|   at least 260 times; without batch norm 200,000 times
float32    5e-4    2e-5 · max |expected|    at least 75 times in products, 5 times in softmax at ±1000
integers   exact   exact                    where integers or truth values are expected
=========  ======  =======================  ==================================================

Measured over 150 seeds and sizes from 2 to 256: softmax by the row's maximum and by log-sum-exp (scores shifted by
±1000), cross-entropy, matrix products and gradients summed in another order, 200 steps of momentum, batch norm forward
and backward in two algebraic forms. The nearest was batch norm over two samples, where almost everything cancels; in
float32 it needs a tolerance of its own. A coordinate that is 1e-4 off is refused down to 1e-6 of the largest value,
one that is 3 % off down to 3e-9 of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from graders.checks.failure import Failure, Seen
from graders.checks.notes import compared, last_call, measure, remark
from graders.checks.values import Subject, numbers, subject
from graders.checks.wording import kind, number, pair, place, size
from graders.model import Evidence

ZERO = 1e-12
"""Expected values that are all smaller than this are zero up to rounding: the results of sums that cancel."""


@dataclass(frozen=True)
class Precision:
    """What rounding may do to correct work in a floating type."""

    rtol: float
    share: float  # of the largest expected value
    zero: float  # where zero is expected


DOUBLE = Precision(1e-7, 1e-10, ZERO)
SINGLE = Precision(5e-4, 2e-5, 1e-6)


@dataclass(frozen=True)
class Tolerance:
    """How far a result may be from the expected one."""

    rtol: float
    atol: float

    @property
    def exact(self) -> bool:
        """Whether nothing is allowed."""
        return not self.rtol and not self.atol

    def of(self, expected: np.ndarray) -> np.ndarray:
        """The allowed error of each value; of an infinite one, none."""
        finite_size = np.where(np.isfinite(expected), np.abs(expected.astype(np.result_type(expected, np.float64))), 0)
        return np.asarray(self.atol + self.rtol * finite_size)

    def text(self, expected: Any) -> str:
        """The allowed error of one value, and what it is made of."""
        if self.exact:
            return "exact"
        allowed = float(self.of(np.asarray(expected)))
        return f"±{allowed:.2g} ({self.rtol:g} of the expected value + {self.atol:.2g})"


def close(
    actual: Any,
    expected: Any,
    *,
    what: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    hint: str | None = None,
) -> None:
    """Hold ``actual`` to ``expected``: kind of thing, exact shape, type, finite places, then values.

    ``expected`` may be a number, an array, a dict, or a tuple of several results; the last two are compared item by
    item. Integers expected and integers given are compared exactly; whole numbers given as floats will do. Where
    ``expected`` is infinite, so must ``actual`` be; an expected NaN is the lab's mistake and raises ValueError.

    ``rtol`` and ``atol`` replace the defaults, for every type::

        close(student.softmax(z), reference.softmax(z))
        close(loss, 2.3026, what="the loss of equal scores", rtol=1e-4)
    """
    about = subject(what, hint)
    if isinstance(expected, dict | tuple):
        for name, got, want in _items(actual, expected, about):
            close(got, want, what=f"{about.name}{name}", rtol=rtol, atol=atol, hint=hint)
        return
    target = _target(expected)
    try:
        got = numbers(actual, target, about)
        _refuse_infinities(got, target, about)
        _refuse_errors(got, target, _tolerance(got, target, rtol, atol, about), about)
    except Failure as failure:
        compared(failure, Seen(about.name, actual, None if atol == math.inf else target, last_call()))


def finite(got: np.ndarray, about: Subject) -> None:
    """Refuse an array that holds NaN or infinity."""
    _refuse_infinities(got, np.zeros(got.shape), about)


def _items(actual: Any, expected: Any, about: Subject) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            raise about.refuse(kind(actual), f"a dict with the keys {_keys(expected)}")
        if missing := [key for key in expected if key not in actual]:
            raise about.refuse(f"a dict with the keys {_keys(actual)}", f"the key {missing[0]!r}")
        yield from ((f"[{key!r}]", actual[key], want) for key, want in expected.items())
    else:
        if not isinstance(actual, tuple | list) or len(actual) != len(expected):
            raise about.refuse(kind(actual), kind(expected))
        yield from ((place((i,)), *both) for i, both in enumerate(zip(actual, expected, strict=True)))


def _keys(items: dict[Any, Any]) -> str:
    keys = [repr(key)[:40] for key in items]
    return ", ".join(keys[:8]) + (", …" if len(keys) > 8 else "") or "none"


def _target(expected: Any) -> np.ndarray:
    target = np.asarray(expected)
    if target.dtype.kind not in "biuf":
        raise TypeError(f"close compares numbers, and the expected value is {kind(expected)} ({target.dtype})")
    if np.isnan(target).any():
        raise ValueError("the expected value holds NaN, so nothing can be held to it")
    return target


def _refuse_infinities(got: np.ndarray, expected: np.ndarray, about: Subject) -> None:
    """Refuse NaN anywhere, and infinity anywhere but where that infinity is expected."""
    wrong = (np.isfinite(got) != np.isfinite(expected)) | (~np.isfinite(got) & (got != expected))
    if not wrong.any():
        return
    index = _unravel(int(np.argmax(wrong)), got)
    count = int(wrong.sum())
    seen, want = number(got[index]), number(expected[index])
    where = f" at {place(index)}" if index else ""
    wanted = "a finite number" if math.isfinite(expected[index]) else want
    many = f"; {count} of its {got.size} values are like this" if count > 1 else ""
    evidence = Evidence(about.name, seen, want, index, wrong=count, total=got.size)
    raise Failure(
        f"{about.name} is {seen}{where} where {wanted} is expected{many}.", hint=about.hint, evidence=evidence
    )


def _tolerance(
    got: np.ndarray, expected: np.ndarray, rtol: float | None, atol: float | None, about: Subject
) -> Tolerance:
    if expected.dtype.kind == "b" or (expected.dtype.kind in "iu" and got.dtype.kind in "iu"):
        return Tolerance(rtol or 0.0, atol or 0.0)
    grade = SINGLE if np.float32 in (got.dtype, expected.dtype) else DOUBLE  # the coarser of the two
    if got.dtype == np.float32 and expected.dtype != np.float32 and rtol is None:
        remark(f"{about.name} is in float32; it was compared with a tolerance of {grade.rtol:g}.")
    size = np.abs(expected.astype(float))
    largest = float(size.max(initial=0, where=np.isfinite(size)))
    allowed = grade.zero if largest <= ZERO else grade.share * largest
    return Tolerance(grade.rtol if rtol is None else rtol, allowed if atol is None else atol)


def _refuse_errors(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance, about: Subject) -> None:
    """Refuse values further from the expected ones than they may be; note how close the worst came."""
    error = _errors(got.reshape(-1), expected.reshape(-1))
    allowed = tolerance.of(expected.reshape(-1))
    with np.errstate(all="ignore"):
        units = np.where((error == 0) | np.isinf(allowed), 0, error / allowed)
    wrong = ~(error <= allowed)
    if not wrong.any():
        measure(about.name, float(units.max(initial=0)), 1, "at most")
        return
    worst = int(np.argmax(units))
    index = _unravel(worst, got)
    raise Failure(
        _sentence(about.name, int(wrong.sum()), got.size, index, _distance(got[index], expected[index], tolerance)),
        hint=about.hint or _hint(got, error, expected.reshape(-1), tolerance),
        evidence=Evidence(
            about.name,
            *pair(got[index], expected[index]),
            index,
            error=_told(float(error[worst])),
            relative=_told(float(error[worst]) / abs(float(expected[index]))) if expected[index] else None,
            tolerance=tolerance.text(expected[index]),
            wrong=int(wrong.sum()),
            total=got.size,
        ),
    )


def _errors(got: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """|got − expected| in at least float64; integers that differ are at least 1 apart, however large they are."""
    work = np.result_type(got, expected, np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        error = np.abs(got.astype(work) - expected.astype(work))
    error = np.where(np.isfinite(expected), error, 0)  # the same infinity on both sides, as was asked before
    if got.dtype.kind in "biu" and expected.dtype.kind in "biu":
        return np.where(got == expected, 0, np.maximum(error, 1))
    return error


def _sentence(name: str, wrong: int, total: int, index: tuple[int, ...], distance: str) -> str:
    if total == 1:
        return f"{name} is {distance}."
    if wrong == 1:
        return f"1 of {total} values of {name} is off: at {place(index)} it is {distance}."
    many = f"All {wrong}" if wrong == total else f"{wrong} of {total}"
    return f"{many} values of {name} are off; the worst, at {place(index)}, is {distance}."


def _distance(got: Any, expected: Any, tolerance: Tolerance) -> str:
    if tolerance.exact:  # a label that is "25 % too small" says nothing
        return "{} where {} is expected".format(*pair(got, expected))
    return size(got, expected)


def _hint(got: np.ndarray, error: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> str | None:
    """What the errors give away: whole numbers for fractions, or float64 that is right to float32's digits only."""
    if got.dtype.kind in "iu" and expected.dtype.kind == "f" and (expected != np.floor(expected)).any():
        return (
            f"These are whole numbers ({got.dtype}): an array made with dtype=int, or like one of integers, cuts off "
            "what is behind the point; make it with dtype=float."
        )
    single = Tolerance(5e-7, 5e-7 * float(np.abs(expected).max(initial=0, where=np.isfinite(expected))))
    if got.dtype.kind != "f" or got.dtype == np.float32 or not (error <= single.of(expected)).all():
        return None
    return "The errors are as small as those of float32: is something on the way computed in float32?"


def _told(error: float) -> float | None:
    """The size of an error for the evidence, where it is a number at all."""
    return error if math.isfinite(error) else None


def _unravel(flat: int, array: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(flat, array.shape))
