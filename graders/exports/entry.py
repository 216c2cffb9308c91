"""What stands for a record in a cell of somebody's gradebook, and why nothing does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graders.exports.filled import listed
from graders.register import Record, Status
from graders.reports import wording

OPEN = {
    "missing": "handed nothing in",
    "unreadable": "handed in something that can't be read",
    "ungraded": "could not be graded",
    "provisional": "still need a person to look at a check or an answer",
    "unmarked": "have no mark",
}
"""Why a cell is left as it was, said of students."""


@dataclass(frozen=True)
class Entry:
    """A mark as a gradebook takes it: points, or excused, or a word of ``OPEN`` that says why there is none."""

    points: float | None = None
    excused: bool = False
    open: str | None = None


def entry(record: Record, missing_as: float | None = None) -> Entry:
    """What is known of ``record`` for good. ``missing_as`` are the points of those who handed nothing in."""
    mark = record.mark
    if mark.excused is not None:
        return Entry(excused=True)
    if record.status is Status.MISSING and mark.points is None and missing_as is not None:
        return Entry(points=missing_as)
    if record.needs_human or mark.points is None:
        if record.status is not Status.GRADED:
            return Entry(open=record.status.value)
        return Entry(open="provisional" if mark.provisional else "unmarked")
    return Entry(points=mark.points)


def written(points: float, decimal: str) -> str:
    """Points for a cell, with at most two decimals behind the sign ``decimal``."""
    return wording.points(points).replace(".", decimal)


def left_open(records: Iterable[Record], missing_as: float | None = None) -> list[str]:
    """A sentence for each reason why a cell is left as it was, with the names of the students."""
    names: dict[str, list[str]] = {}
    for record in records:
        if why := entry(record, missing_as).open:
            names.setdefault(why, []).append(record.student.name)
    return [
        f"Left as they were, because they {OPEN[why]} ({len(names[why])}): {listed(names[why])}."
        for why in OPEN
        if why in names
    ]
