"""The table in which people mark written answers: ``answers.csv``, a row for each student and question.

It is filled in with a spreadsheet program, and kept when it is written again: what stands under ``mark`` and
``comment`` stays, whoever has handed in meanwhile.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graders.errors import UsageError
from graders.exports import sheet
from graders.exports.table import amount, harmless, plain
from graders.model import NO_ANSWER
from graders.register import AnswerMark, Record
from graders.reports.legible import legible

FILE = "answers.csv"
COLUMNS = ("student", "key", "lab", "question", "answer", "max_points", "mark", "comment", "version", "earlier_mark")
NEEDED = ("key", "lab", "question", "mark", "comment")

NUMBER = re.compile(r"[+-]?(?:[0-9]{1,9}(?:[.,][0-9]{0,9})?|[.,][0-9]{1,9})")


@dataclass(frozen=True)
class Asked:
    """A question that a student was asked; ``points`` is what a person can give.

    ``version`` tells one answer from another.
    """

    student: str
    key: str
    lab: str
    question: str
    points: float
    version: str

    @property
    def place(self) -> tuple[str, str, str]:
        """What its row is known by."""
        return _known_by(self.key), _known_by(self.lab), _known_by(self.question)


@dataclass(frozen=True)
class Filled:
    """The marks in a table, by the student's key and the lab, and a sentence for each row that can't be used."""

    marks: Mapping[tuple[str, str], tuple[AnswerMark, ...]]
    problems: tuple[str, ...] = ()


class Gathering:
    """The questions of a class, gathered while its records go by on their way to somebody else."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def gathered(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records; who begins anew gathers anew."""
        self.asked = []
        for record in records:
            self.asked += questions(record)
            yield record


def questions(record: Record) -> list[Asked]:
    """The questions that a student was asked; none where the work is not graded."""
    student = record.student
    answers = record.result.answers if record.result is not None else ()
    return [Asked(student.name, student.key, record.lab, each.question, each.points, each.version) for each in answers]


def written(asked: Sequence[Asked], before: bytes | None = None) -> bytes:
    """The table of what is ``asked``, with the marks and comments of the table that was there ``before``.

    A mark for an answer that has changed since stands under ``earlier_mark``, and the new one waits for a mark.
    What somebody wrote in other rows of that table, of students who are gone or twice, stays at its end. Raises
    UsageError where it is no such table.
    """
    rows, separator = ([], ",") if before is None else _rows(before)
    known = _Known(asked)
    filled: dict[tuple[str, str, str], _Row] = {}
    strangers = []
    for row in rows:
        if not (row.mark or row.comment or row.earlier):
            continue
        meant = known.meant(row)
        if meant is not None and meant.place not in filled:
            filled[meant.place] = row
        else:
            strangers.append(row)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(COLUMNS)
    for each in asked:
        own = ("", "", each.version, "")
        if (kept := filled.get(each.place)) is not None:
            changed = kept.version not in ("", each.version)
            mark, earlier = ("", kept.mark or kept.earlier) if changed else (kept.mark, kept.earlier)
            own = (mark, kept.comment, each.version, earlier)
        state = "not answered" if each.version == NO_ANSWER else "answered"
        writer.writerow([*map(harmless, (each.student, *each.place)), state, amount(each.points), *map(harmless, own)])
    for row in strangers:
        own = (row.mark, row.comment, row.version, row.earlier)
        writer.writerow(map(harmless, (row.student, *row.place, "not asked", "", *own)))
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def read(content: bytes, asked: Sequence[Asked]) -> Filled:
    """The marks in a table. Raises UsageError where it is no such table, or no longer in UTF-8."""
    rows, _ = _rows(content)
    known = _Known(asked)
    marks: dict[tuple[str, str], dict[str, AnswerMark]] = {}
    problems = []
    for row in rows:
        if not (row.mark or row.comment):
            continue
        meant = known.meant(row)
        if meant is None:
            who = f"“{row.student or row.place[0]}” was asked no question “{row.place[2]}” of “{row.place[1]}”"
            problems.append(f"{FILE}, row {row.number}: {who}; the row was passed over.")
            continue
        points, wrong = _points(row.mark, meant.points)
        if row.mark and row.version not in ("", meant.version):
            points, wrong = None, "has changed since it was marked"
        given = marks.setdefault((meant.key, meant.lab), {})
        made = AnswerMark(meant.question, points, row.comment, meant.version)
        if given.get(meant.question, made) != made:
            made, wrong = AnswerMark(meant.question), "has another row too"
        given[meant.question] = made
        if wrong is not None:
            said = f"{meant.question} of {meant.student} {wrong}; the answer stays unmarked."
            problems.append(f"{FILE}, row {row.number}: {said}")
    return Filled({place: tuple(given.values()) for place, given in marks.items()}, tuple(problems))


@dataclass(frozen=True)
class _Row:
    """A row as somebody left it; its number counts from 1, the row of titles being the first."""

    number: int
    student: str
    place: tuple[str, str, str]
    mark: str
    comment: str
    version: str
    earlier: str


class _Known:
    """The questions that were asked, by what the rows of a table tell of them."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._by_place = {each.place: each for each in asked}
        self._by_name: dict[tuple[str, str, str], list[Asked]] = {}
        for each in asked:
            self._by_name.setdefault((_known_by(each.student), *each.place[1:]), []).append(each)

    def meant(self, row: _Row) -> Asked | None:
        """The question that a row is about: by the key, else by the name, if it is that of one student only.

        A spreadsheet program makes a number of a key such as 007.
        """
        namesakes = self._by_name.get((row.student, *row.place[1:]), [])
        return self._by_place.get(row.place) or (namesakes[0] if len(namesakes) == 1 else None)


def _rows(content: bytes) -> tuple[list[_Row], str]:
    """The rows of a table, and the character between its cells."""
    found = sheet.read(content, FILE)
    titles = [title.casefold() for title in found.header]
    if missing := [column for column in NEEDED if column not in titles]:
        raise UsageError(f"{FILE} has no column {' and no column '.join(missing)}; leave the first row as it was")
    if not found.exact:
        raise UsageError(f"{FILE} is not UTF-8 any more, so letters are lost; save it as CSV UTF-8")
    at = {title: titles.index(title) for title in titles}

    def cell(row: int, title: str) -> str:
        return plain(found.value(row, at.get(title))).strip()

    rows = [
        _Row(
            row + 1,
            cell(row, "student"),
            (cell(row, "key"), cell(row, "lab"), cell(row, "question")),
            cell(row, "mark"),
            cell(row, "comment"),
            cell(row, "version"),
            cell(row, "earlier_mark"),
        )
        for row in range(1, len(found.rows))
    ]
    return rows, found.separator


def _known_by(text: str) -> str:
    """A text as a table of it is read again."""
    return legible(text).strip()


def _points(typed: str, most: float) -> tuple[float | None, str | None]:
    """The points that are meant; what is wrong with them, as the end of a sentence."""
    if not typed:
        return None, None
    if not NUMBER.fullmatch(typed):
        return None, f"has the mark “{typed[:40]}”, which is no number"
    points = float(typed.replace(",", "."))
    if not 0 <= points <= most:
        return None, f"has the mark {typed[:40]}, where 0 to {amount(most)} can be given"
    return points, None
