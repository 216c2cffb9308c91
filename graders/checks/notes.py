"""What a check notices beside its verdict: margins, curves, conventions that it accepted.

The kinds (``close``, ``at_least``, …) are plain functions that say nothing when all is well; what they measured
goes here, to whoever is collecting while the check runs, and nowhere when nobody is.
"""

from __future__ import annotations

import contextlib
import contextvars
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from graders.model import Curve, Measurement

CURVE_POINTS = 400
"""A curve longer than this is thinned: a report draws it a few hundred pixels wide."""


@dataclass
class Notes:
    """What was noted while one check ran."""

    measurements: list[Measurement] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    last_call: str | None = None  # the student's function that was called last, for naming what is compared


_notes: contextvars.ContextVar[Notes | None] = contextvars.ContextVar("notes", default=None)


@contextlib.contextmanager
def collecting() -> Iterator[Notes]:
    """Collect what is noted inside the ``with`` block."""
    notes = Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def measure(what: str, value: float, limit: float, sense: str) -> None:
    """Note a number and the bound it was held to; ``sense`` is "at most" or "at least"."""
    if (notes := _notes.get()) is not None:
        notes.measurements.append(Measurement(what, float(value), float(limit), sense))


def remark(text: str) -> None:
    """Note something worth telling that is no fault, such as a convention that was accepted."""
    if (notes := _notes.get()) is not None and text not in notes.remarks:
        notes.remarks.append(text)


def curve(values: Iterable[float], what: str = "training loss") -> None:
    """Note a series for the report to draw. Anything that is no series of numbers is passed over."""
    if (notes := _notes.get()) is None:
        return
    try:
        series = np.asarray(values, dtype=float).ravel()
    except (TypeError, ValueError):
        return
    if series.size > CURVE_POINTS:
        series = series[np.linspace(0, series.size - 1, CURVE_POINTS).round().astype(int)]
    notes.curves.append(Curve(what, tuple(float(v) if math.isfinite(v) else None for v in series)))


def called(name: str) -> None:
    """Note that the student's function ``name`` was called."""
    if (notes := _notes.get()) is not None:
        notes.last_call = name


def last_call() -> str | None:
    """The student's function that was called last, or None."""
    notes = _notes.get()
    return notes.last_call if notes is not None else None
