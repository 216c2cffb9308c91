"""What a check notices beside its verdict: margins, curves, conventions that it accepted.

The kinds (``close``, ``at_least``, …) are plain functions that say nothing when all is well; what they measured
goes here, to whoever is collecting while the check runs, and nowhere when nobody is.
"""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from graders.checks.failure import Call, Failure, Seen
from graders.model import Curve, Measurement

CURVE_POINTS = 400
"""A curve longer than this is thinned: a report draws it a few hundred pixels wide."""


@dataclass
class Notes:
    """What was noted while one check ran."""

    measurements: list[Measurement] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    going_on: list[Failure] | None = None  # failed comparisons, where one does not end the check
    bands: Sequence[Curve] = ()  # between what the reference's curves lie
    last_call: Call | None = None  # to the student's function that was called last, for naming what is compared
    asked: dict[str, None] = field(default_factory=dict)  # the student's names that were looked up


_notes: contextvars.ContextVar[Notes | None] = contextvars.ContextVar("notes", default=None)


@contextlib.contextmanager
def collecting(going_on: bool = False, bands: Sequence[Curve] = ()) -> Iterator[Notes]:
    """Collect what is noted inside the ``with`` block; ``going_on`` also the comparisons that fail, all of them.

    ``bands`` are what curves are held beside; a block inside another one has those of the outer one, and the names that
    are looked up in it are looked up in both.
    """
    outer = _notes.get()
    notes = Notes(going_on=[] if going_on else None, bands=bands or (outer.bands if outer is not None else ()))
    if outer is not None:
        notes.asked = outer.asked
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
    drawn = tuple(float(v) if math.isfinite(v) else None for v in series)
    notes.curves.append(dataclasses.replace(band(what), values=drawn))


def band(what: str) -> Curve:
    """The curve ``what`` of the reference, without values: between what it lies, where that is known."""
    notes = _notes.get()
    known = notes.bands if notes is not None else ()
    return next((each for each in known if each.what == what), Curve(what, ()))


def compared(failure: Failure, seen: Seen) -> None:
    """A comparison has failed: end the check with it, unless whoever collects wants to see the others as well."""
    failure.seen = seen
    if (notes := _notes.get()) is None or notes.going_on is None:
        raise failure
    notes.going_on.append(failure)


def called(call: Call) -> None:
    """Note a call to the student's code; of one without arrays, the shapes of those before it still tell most."""
    if (notes := _notes.get()) is not None:
        before = notes.last_call
        notes.last_call = call if call.shapes or before is None else Call(call.name, before.shapes)


def looked_up(name: str) -> None:
    """Note that a name of the student's was looked up."""
    if (notes := _notes.get()) is not None:
        notes.asked[name] = None


def last_call() -> Call | None:
    """The last call to the student's code, or None."""
    notes = _notes.get()
    return notes.last_call if notes is not None else None


def last_called() -> str | None:
    """The student's function that was called last, or None."""
    call = last_call()
    return call.name if call is not None else None
