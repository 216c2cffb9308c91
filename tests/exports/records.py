"""A class to send marks back for: names of many scripts, and one student for each thing that can become of a mark."""

from __future__ import annotations

import dataclasses
import datetime

from graders.model import Result, Verdict
from graders.register import Adjustment, HandIn, Mark, Record, Status, Student
from graders.score import score
from tests.reports.results import everything, perfect

NAMES = ("Doe, Jane", "李雷", "أحمد علي", "O'Neil-Smith, Zoë", 'Quote "Q", Ann', "=cmd|' /C calc'!A0", "Müller, Jürgen")
"""A comma, three scripts, an apostrophe, quotes, a formula, an umlaut."""

SUBMITTED = datetime.datetime(2026, 3, 1, 23, 59, 30, tzinfo=datetime.timezone.utc)


def half_done() -> Result:
    """Some checks passed and some not, and none of them broke."""
    checks = tuple(check for check in everything().checks if check.verdict is not Verdict.BROKEN)
    return dataclasses.replace(everything(), checks=checks)


def record(
    number: int,
    name: str,
    result: Result | None = None,
    *,
    lab: str = "softmax",
    place: str = "",
    status: Status = Status.GRADED,
    reason: str | None = None,
    members: tuple[str, ...] = (),
    **mark: object,
) -> Record:
    """The record of the student ``number``, with the marks of ``result`` unless ``mark`` says otherwise."""
    ids = {
        "canvas": str(100 + number),
        "moodle": str(5000 + number),
        "sid": f"s{number}",
        "email": f"s{number}@uni.example",
    }
    total = score(result) if result else None
    given = Mark(total.points if total else None, 20.0, total.points if total else 0.0)
    return Record(
        HandIn(Student(f"key{number}", name, ids, members), place, SUBMITTED),
        lab,
        status,
        dataclasses.replace(given, **mark),
        reason,
        result,
    )


def class_() -> list[Record]:
    """Everybody of ``NAMES`` with full marks (14.5), and after them one for each other case."""
    graded = [record(i, name, perfect()) for i, name in enumerate(NAMES)]
    late = {"points": 12.5, "earned": 14.5, "penalty": 2.0, "days_late": 1}
    return [
        *graded,
        record(20, "Late, Lee", perfect(), **late, adjustments=(Adjustment(0.5, "a bug in the lab"),)),
        record(21, "Half, Hana", half_done()),
        record(22, "Excused, Eva", None, status=Status.MISSING, excused="ill"),
        record(23, "Missing, Max", None, status=Status.MISSING),
        record(24, "Broken, Bo", everything(), provisional=True),
        record(25, "Unreadable, Uma", None, status=Status.UNREADABLE, reason="softmax.zip is no zip that can be read"),
        record(26, "Ungraded, Udo", None, status=Status.UNGRADED, reason="the grader failed"),
    ]
