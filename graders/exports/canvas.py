"""The gradebook of a Canvas course: the teacher's exported CSV, with the marks in one of its columns.

What the file looks like is read from canvas-lms, ``lib/gradebook_exporter.rb`` and ``lib/gradebook_importer.rb``. The
importer looks for a student by Canvas's own number, then by the SIS number, then by the login, and for an assignment
by the number in parentheses at the end of its title. A title that it does not know becomes a new assignment, so
nothing is ever typed anew here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graders.errors import UsageError
from graders.exports import sheet as sheets
from graders.exports.entry import entry, left_open, written
from graders.exports.filled import Filled, listed
from graders.exports.people import Person, both_orders, roll
from graders.exports.sheet import Sheet
from graders.register import Record
from graders.reports import wording

ASSIGNMENT = re.compile(r"(?P<title>.*\S)\s*\((?P<id>\d+)\)")
POINTS_POSSIBLE = "Points Possible"
READ_ONLY = "(read only)"
EXCUSED = "EX"

IDS = {"ID": "canvas", "SIS User ID": "sid", "SIS Login ID": "login"}


def fill(
    content: bytes,
    records: Sequence[Record],
    *,
    column: str | None = None,
    titles: Sequence[str] = (),
    missing_as: float | None = None,
    name: str = "the file",
) -> Filled:
    """Write the marks of one lab into the gradebook ``content``; excused students get "EX".

    The column is the assignment that ``column`` names by its header, its title or its number, else the one that has
    one of the ``titles``. A student without a mark keeps the cell as it was, or gets ``missing_as`` where nothing was
    handed in. Raises UsageError, which calls the file ``name``, where the file or the column is not to be found.
    """
    sheet = sheets.read(content, name)
    header = sheet.header
    if len(header) < 3 or not ("Student" in header[0] or header[0] == "LastName") or "ID" not in header:
        raise UsageError(
            f"{name} begins with {listed(header[:4]) or 'nothing'}, and a gradebook of Canvas begins with Student, ID; "
            "export it on Canvas under Grades, Export, Export Entire Gradebook"
        )
    place = _column(header, column, titles, name)
    above, students = _parted(sheet)
    told = [f"The marks stand in the column {header[place]}."]
    told += _possible(sheet, above, place, records, name)
    found = roll([_person(sheet, row, header) for row in students], records)
    values = {}
    for row, record in found.rows.items():
        known = entry(record, missing_as)
        if known.excused:
            values[row, place] = EXCUSED
        elif known.points is not None:
            values[row, place] = written(known.points, sheet.decimal)
    excused = sum(value == EXCUSED for value in values.values())
    told.append(f"{wording.counted(len(values) - excused, 'student')} got a mark.")
    if excused:
        told.append(f"{wording.counted(excused, 'excused student')} got {EXCUSED}.")
    told += left_open(found.rows.values(), missing_as)
    told += found.told(name)
    return Filled(sheets.filled(sheet, values), tuple(told))


def _column(header: Sequence[str], asked: str | None, titles: Sequence[str], name: str) -> int:
    """Where the assignment stands. Raises UsageError where none or several are meant."""
    assignments = {i: match for i, cell in enumerate(header) if (match := ASSIGNMENT.fullmatch(cell))}
    shown = ", ".join(f"“{match[0]}”" for match in assignments.values()) or "none"
    wanted = {_plain(text) for text in ([asked] if asked is not None else titles)}
    places = [
        i
        for i, match in assignments.items()
        if wanted & {_plain(match[0]), _plain(match["title"]), match["id"] if asked is not None else None}
    ]
    if len(places) == 1:
        return places[0]
    meant = f"“{asked}”" if asked is not None else " or ".join(f"“{title}”" for title in titles)
    if places:
        raise UsageError(
            f"{name} has {len(places)} columns {meant}; name one by its number, such as "
            f"--column {assignments[places[0]]['id']}: {shown}"
        )
    raise UsageError(
        f"{name} has no assignment {meant}; say with --column which of its assignments gets the marks: {shown}"
    )


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _parted(sheet: Sheet) -> tuple[list[int], list[int]]:
    """The rows above the students (points possible, posting policy), and those of the students."""
    ids = [sheet.header.index(title) for title in IDS if title in sheet.header]
    rows = range(1, len(sheet.rows))
    students = [row for row in rows if any(sheet.value(row, i) for i in ids) and not _is_possible(sheet, row)]
    return [row for row in rows if row not in set(students)], students


def _is_possible(sheet: Sheet, row: int) -> bool:
    return any(POINTS_POSSIBLE in cell.value for cell in sheet.rows[row][:5])


def _possible(sheet: Sheet, above: Sequence[int], place: int, records: Sequence[Record], name: str) -> list[str]:
    """What the row of possible points has against it."""
    said = next((sheet.value(row, place) for row in above if _is_possible(sheet, row)), "")
    if READ_ONLY in said:
        raise UsageError(
            f"{name} says that “{sheet.header[place]}” is read only, so Canvas would pass it over; "
            "choose another column with --column"
        )
    highest = max((record.mark.max_points for record in records), default=None)
    if highest is None or not sheets.NUMBER.fullmatch(said) or float(said.replace(",", ".")) == highest:
        return []
    return [
        f"Canvas has {said} points for it, and the lab has {wording.points(highest)}; the marks are written as they "
        "are. Change the points of the assignment on Canvas, or those of the lab in policy.toml."
    ]


def _person(sheet: Sheet, row: int, header: Sequence[str]) -> Person:
    ids = {kind: sheet.value(row, header.index(title)) for title, kind in IDS.items() if title in header}
    if "@" in ids.get("login", ""):
        ids["email"] = ids["login"]
    names = slice(0, 2 if header[0] == "LastName" else 1)
    name = ", ".join(sheet.value(row, i) for i in range(len(header))[names])
    return Person(row, ids, both_orders(name))
