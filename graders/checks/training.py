"""The course of a training: is it a series of finite numbers, and does it go where the reference's goes?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graders.checks.failure import Failure
from graders.checks.notes import band, curve, remark
from graders.checks.wording import kind, number, place
from graders.model import Evidence

BLOCKS = 40
"""A longer series is looked at in so many parts, each by its mean: single batches go up and down."""

FLAT = 0.02
"""What moves by a smaller share of itself stays where it is."""

ABOVE = 1.1
"""A series that ends so many times as high as the reference's band has not got there."""


def training(history: Any, what: str = "training loss", hint: str | None = None) -> np.ndarray:
    """The series that a training gave, as an array; the report draws it over the band of the reference.

    Fails on anything that is no series of finite numbers, and names the first that is none. Where the series ends
    above the band of the reference, a remark says from which value on it grows again, or stays where it is::

        training(student.train(model, X, y, epochs=30, seed=7))
    """
    series = _series(history, what, hint)
    curve(series, what)
    bad = np.flatnonzero(~np.isfinite(series))
    if bad.size:
        first = int(bad[0])
        before = f" after {number(series[first - 1], 4)}" if first else ""
        raise Failure(
            f"{what} is {number(series[first])} from value {first + 1} of {series.size} on{before}; "
            "finite numbers are expected.",
            hint=hint or "Is the learning rate applied twice, a logarithm taken of 0, or a gradient never clipped?",
            evidence=Evidence(f"{what}{place([first])}", number(series[first]), "a finite number", (first,)),
        )
    if (said := course(series, band(what).high)) is not None:
        remark(f"{what[:1].upper()}{what[1:]} {said}.")
    return series


def course(series: np.ndarray, reference: Sequence[float] = ()) -> str | None:
    """What is the matter with the course of a loss, to be read after its name; None where it ends well.

    ``reference`` is the upper edge of the band that the reference's series lies in.
    """
    starts, means = _blocks(series)
    aim = ABOVE * reference[-1] if reference else (1 - FLAT) * means[0]
    if series.size < 2 or means[-1] <= aim:
        return None
    end = f"{number(means[-1], 4)} at the end"
    beside = f"; the reference's is at most {number(reference[-1], 4)} by then" if reference else ""
    lowest = int(np.argmin(means))
    if means[-1] > (1 + 10 * FLAT) * abs(means[lowest]) and lowest < len(means) - 1:
        first = starts[lowest + 1]
        return f"grows from value {first + 1} of {series.size} on: {number(means[lowest], 4)} before it, {end}{beside}"
    for i, first in enumerate(starts[:-2]):
        rest = means[i:]
        if rest.max() - rest.min() <= FLAT * abs(rest.mean()):
            return f"stays near {number(rest.mean(), 4)} from value {first + 1} of {series.size} on{beside}"
    return f"is {end}{beside}" if reference else None


def _blocks(series: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Where the parts of the series begin, and their means."""
    starts = np.unique(np.linspace(0, series.size, min(BLOCKS, series.size), endpoint=False).astype(int))
    return list(map(int, starts)), np.add.reduceat(series, starts) / np.diff([*starts, series.size])


def _series(history: Any, what: str, hint: str | None) -> np.ndarray:
    try:
        series = np.asarray(history, dtype=float)
    except (TypeError, ValueError):
        raise _no_series(history, what, hint) from None
    if series.ndim == 0 or series.size == 0 or series.size != max(series.shape):
        raise _no_series(history, what, hint)
    return series.ravel()


def _no_series(history: Any, what: str, hint: str | None) -> Failure:
    return Failure(f"{what} is {kind(history)}; a list of numbers, one after the other, is expected.", hint=hint)
