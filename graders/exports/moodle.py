"""The grading worksheet of a Moodle assignment: the teacher's download, with the marks and a comment each.

What the file looks like is read from Moodle, ``mod/assign/gradingtable.php`` and
``mod/assign/feedback/offline/importgradeslib.php``. Headers are in the language of who downloads it; the first column
is known by its numbers ("Teilnehmer/in 4711"), and ``worksheet`` knows the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graders.collection.titles import kind
from graders.errors import UsageError
from graders.exports import sheet as sheets
from graders.exports import worksheet
from graders.exports.entry import entry, left_open, written
from graders.exports.filled import Filled, listed
from graders.exports.people import Person, both_orders, roll
from graders.exports.sheet import Sheet
from graders.register import Record
from graders.reports import wording

IDENTIFIER = re.compile(r"\D*(?P<number>\d+)")
IDS = ("sid", "email", "login")


@dataclass(frozen=True)
class Columns:
    """The columns of the grades and of the feedback by their headers; None where they are to be recognised."""

    grades: str | None = None
    comments: str | None = None


NO_COLUMNS = Columns()


def fill(
    content: bytes,
    records: Sequence[Record],
    comment: Callable[[Record], str],
    columns: Columns = NO_COLUMNS,
    *,
    missing_as: float | None = None,
    name: str = "the file",
) -> Filled:
    """Write the marks of one lab into the worksheet ``content``, and what ``comment`` says (HTML) of each.

    Where there is no column for the feedback, there is none. A student without a mark keeps the cells as they were, or
    gets ``missing_as`` where nothing was handed in. Raises UsageError, which calls the file ``name``, where the file or
    a column is not to be found.
    """
    sheet = sheets.read(content, name)
    if not sheet.rows or not all(IDENTIFIER.fullmatch(sheet.value(row, 0)) for row in range(1, len(sheet.rows))):
        raise UsageError(
            f"{name} begins with {listed(sheet.header[:4]) or 'nothing'}, and a grading worksheet of Moodle begins "
            "with Identifier; download it on Moodle from the assignment's submissions under Download grading worksheet"
        )
    grade = worksheet.grades(sheet, columns.grades, name)
    feedback = worksheet.comments(sheet, columns.comments, grade, name)
    lock = worksheet.lock(sheet, grade)
    found = roll([_person(sheet, row) for row in range(1, len(sheet.rows))], records)
    values: dict[tuple[int, int], str] = {}
    locked, over, excused = [], [], []
    for row, record in found.rows.items():
        known = entry(record, missing_as)
        highest = _number(sheet.value(row, grade + 1))
        if known.excused:
            excused.append(record.student.name)
        elif known.points is None:
            continue
        elif worksheet.locked(sheet.value(row, lock)):
            locked.append(record.student.name)
        elif highest is not None and known.points > highest:
            over.append(record.student.name)
        else:
            values[row, grade] = written(known.points, sheet.decimal)
            if feedback is not None:
                values[row, feedback] = _readable(comment(record), sheet)
    told = [f"The marks stand in the column {sheet.header[grade]}."]
    told += _maximum(sheet, grade, records)
    told.append(f"{wording.counted(sum(place == grade for _, place in values), 'student')} got a mark.")
    if feedback is None:
        told.append(f"There is no column “{worksheet.COMMENTS}”, so no comments were written; --comments names one.")
    if lock is None:
        told.append(f"Nothing in {name} says which grades Moodle has locked; those it will pass over in silence.")
    if locked:
        told.append(f"Left as they were, because Moodle has locked the grade ({len(locked)}): {listed(locked)}.")
    if over:
        told.append(f"Left as they were, because Moodle takes no grade over its highest ({len(over)}): {listed(over)}.")
    if excused:
        told.append(f"Left as they were, because they are excused ({len(excused)}): {listed(excused)}.")
    told += left_open(found.rows.values(), missing_as)
    told += found.told(name)
    return Filled(sheets.filled(sheet, values), tuple(told))


def _person(sheet: Sheet, row: int) -> Person:
    number = IDENTIFIER.fullmatch(sheet.value(row, 0))
    assert number is not None  # all of them were looked at
    told = {what: place for place, title in enumerate(sheet.header) if place and (what := kind(title)) in IDS}
    ids = {what: sheet.value(row, place) for what, place in told.items() if what is not None}
    # The name stands second, but where marking is blind; then what stands there is nobody's name.
    return Person(row, {"moodle": number["number"], **ids}, both_orders(sheet.value(row, 1)))


def _maximum(sheet: Sheet, grade: int, records: Sequence[Record]) -> list[str]:
    """Whether Moodle and the lab mean the same by full marks."""
    highest = max((record.mark.max_points for record in records), default=None)
    theirs = {_number(sheet.value(row, grade + 1)) for row in range(1, len(sheet.rows))} - {None}
    if highest is None or len(theirs) != 1 or highest in theirs:
        return []
    return [
        f"Moodle's highest grade is {wording.points(theirs.pop() or 0)}, and that of the lab is "
        f"{wording.points(highest)}; the marks are written as they are. Change the maximum grade on Moodle, or the "
        "points of the lab in policy.toml."
    ]


def _number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if sheets.NUMBER.fullmatch(cell) else None


def _readable(html: str, sheet: Sheet) -> str:
    """A comment, in ASCII where the file is not in UTF-8: HTML can say every letter so."""
    return html if sheet.exact else html.encode("ascii", "xmlcharrefreplace").decode("ascii")
