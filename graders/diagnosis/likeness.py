"""Did two pieces of work fail a check in the very same way?

A known mistake explains a student's failure only if it gives the student's numbers. They are held to each other by a
tolerance that is relative to their size and to what the mistake does to them, so that a mistake with a small effect
(an ε in another place) is not found in every small error, and one with a large effect is found in float32 as well.
"""

from __future__ import annotations

import numpy as np

from graders.checks.failure import Failure, Seen, StudentError
from graders.checks.values import real
from graders.model import Outcome

RTOL = 1e-4
SHARE = 1e-6
"""How far two numbers may be apart: a share of the number, and one of the largest in the array."""

EFFECT = 0.02
"""How much of a mistake's effect, the distance from what is expected, two numbers may be apart."""

UNTOLD = ("NotImplementedError", "ModuleNotFoundError", "SyntaxError", "MemoryError")
"""Exceptions that say by themselves what is the matter."""


def same(student: Failure, mistake: Failure) -> bool:
    """Whether both failed in the same comparison by the same numbers, or else by the same exception or sentence."""
    if isinstance(student, StudentError) or isinstance(mistake, StudentError):
        return _same_exception(student, mistake)
    if student.seen is None or mistake.seen is None:
        return student.seen is mistake.seen and student.reason == mistake.reason
    return _same_numbers(student.seen, mistake.seen, student.reason == mistake.reason)


def explicable(failure: Failure) -> bool:
    """Whether a failure is one that a mistake in the formulas may be behind."""
    if isinstance(failure, StudentError):
        family = (failure.exception, *failure.bases)
        return failure.outcome is Outcome.ERROR and not any(name in family for name in UNTOLD)
    return True


def telling(failure: Failure) -> bool:
    """Whether a failure shows enough numbers for a mistake to be known by them alone.

    Zeros, NaN, a few whole numbers, an exception, right numbers of which some are missing: different mistakes give
    these, so that more has to agree.
    """
    values = None if failure.seen is None else real(failure.seen.got)
    if values is None or not values.size or not np.isfinite(values).all() or not (values != np.round(values)).any():
        return False
    expected = None if failure.seen is None or failure.seen.expected is None else real(failure.seen.expected)
    return expected is None or expected.size <= values.size or not _holds(expected, values)


def _holds(expected: np.ndarray, values: np.ndarray) -> bool:
    """Whether all the values are among the expected ones."""
    known = np.sort(expected.ravel())
    after = np.clip(np.searchsorted(known, values), 1, known.size - 1)
    nearest = np.minimum(np.abs(values - known[after - 1]), np.abs(values - known[after]))
    return bool((nearest <= SHARE * np.abs(known).max()).all())


def comparable(failure: Failure) -> bool:
    """Whether finite numbers stand against finite numbers, so that not to find their relation says something."""
    if failure.seen is None or failure.seen.expected is None:
        return False
    got, expected = real(failure.seen.got), np.asarray(failure.seen.expected, dtype=float)
    return (
        got is not None and got.size == expected.size and bool(np.isfinite(got).all() and np.isfinite(expected).all())
    )


def _same_exception(student: Failure, mistake: Failure) -> bool:
    if not (isinstance(student, StudentError) and isinstance(mistake, StudentError)):
        return False
    return (student.outcome, student.exception, student.message) == (
        mistake.outcome,
        mistake.exception,
        mistake.message,
    )


def _same_numbers(student: Seen, mistake: Seen, same_reason: bool) -> bool:
    ours, theirs = real(student.got), real(mistake.got)
    if student.what != mistake.what:
        return False
    if ours is None or theirs is None:
        return ours is theirs and same_reason
    if (student.expected is None) != (mistake.expected is None):
        return False
    if student.expected is None:
        return _alike(ours, theirs, None)
    expected = np.asarray(mistake.expected, dtype=float)
    return _alike(np.asarray(student.expected, dtype=float), expected, None) and _alike(ours, theirs, expected)


def _alike(a: np.ndarray, b: np.ndarray, expected: np.ndarray | None) -> bool:
    """Whether ``a`` is ``b`` up to rounding, ``b`` being what a mistake makes of ``expected``."""
    if a.shape != b.shape:
        if a.size != b.size or a.size != 1:
            return False
        a = a.reshape(b.shape)
    finite = np.isfinite(b)
    if not (np.isfinite(a) == finite).all() or not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return False
    apart, sizes = np.abs(a[finite] - b[finite]), np.abs(b[finite])
    if not apart.size:
        return True
    if (apart > RTOL * sizes + SHARE * sizes.max()).any():
        return False
    if expected is None or expected.size != b.size:
        return True
    effect = np.abs(b[finite] - expected.reshape(b.shape)[finite]).max()
    return bool(apart.max() <= EFFECT * effect)
