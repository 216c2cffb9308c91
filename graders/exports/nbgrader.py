"""The ``grades.csv`` that nbgrader exports (nbgrader, ``plugins/export.py``), for scripts that read it.

nbgrader leaves commas in names as they are; here a cell that needs quotes has them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graders.exports.entry import entry
from graders.exports.table import amount, harmless, written
from graders.register import Record

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


NO_DEADLINES: Mapping[str, datetime.datetime] = {}


@dataclass(frozen=True)
class Person:
    """Who has a row: the number, the name and the address as far as they are known."""

    number: str
    name: str
    email: str = ""


def to_grades(records: Sequence[Record], deadlines: Mapping[str, datetime.datetime] = NO_DEADLINES) -> bytes:
    """A row per student and lab, ``deadlines`` by lab. Where there is no mark, the scores are empty and not 0.

    Each member of a group has a row. The group's number and address are of the group or of one of its members, and
    nobody knows of whom, so members are called by their names.
    """
    rows = (_row(record, person, deadlines.get(record.lab)) for record in records for person in _people(record))
    return written(COLUMNS, rows).removeprefix(b"\xef\xbb\xbf")


def _people(record: Record) -> Iterator[Person]:
    student = record.student
    if student.members:
        yield from (Person(name, name) for name in student.members)
    else:
        yield Person(student.ids.get("sid") or student.key, student.name, student.ids.get("email", ""))


def _row(record: Record, person: Person, deadline: datetime.datetime | None) -> dict[str, str]:
    given, known = record.mark, entry(record)
    last, _, first = person.name.partition(",")  # only a comma says which is which
    submitted = record.hand_in.submitted
    raw = None if known.points is None else given.earned
    return {
        "assignment": harmless(record.lab),
        "duedate": deadline.isoformat(sep=" ") if deadline else "",
        "timestamp": submitted.isoformat(sep=" ") if submitted else "",
        "student_id": harmless(person.number),
        "last_name": harmless(last.strip()),
        "first_name": harmless(first.strip()),
        "email": harmless(person.email),
        "raw_score": amount(raw),
        "late_submission_penalty": amount(None if raw is None else given.penalty),
        "score": amount(known.points),
        "max_score": amount(given.max_points),
    }
