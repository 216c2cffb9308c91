"""The ``grades.csv`` that nbgrader exports (nbgrader, ``plugins/export.py``), for scripts that read it.

nbgrader leaves commas in names as they are; here a cell that needs quotes has them.
"""

from __future__ import annotations

from collections.abc import Sequence

from graders.exports.entry import entry
from graders.exports.table import amount, harmless, written
from graders.register import Record

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def to_grades(records: Sequence[Record]) -> bytes:
    """A row per student and lab. Where there is no mark, the scores are empty and not 0."""
    return written(COLUMNS, map(_row, records)).removeprefix(b"\xef\xbb\xbf")


def _row(record: Record) -> dict[str, str]:
    student, given, known = record.student, record.mark, entry(record)
    last, _, first = student.name.partition(",")  # only a comma says which is which
    submitted = record.hand_in.submitted
    raw = None if known.points is None else given.earned
    return {
        "assignment": harmless(record.lab),
        "duedate": "",
        "timestamp": submitted.isoformat(sep=" ") if submitted else "",
        "student_id": harmless(student.ids.get("sid") or student.key),
        "last_name": harmless(last.strip()),
        "first_name": harmless(first.strip()),
        "email": harmless(student.ids.get("email", "")),
        "raw_score": amount(raw),
        "late_submission_penalty": amount(None if raw is None else given.penalty),
        "score": amount(known.points),
        "max_score": amount(given.max_points),
    }
