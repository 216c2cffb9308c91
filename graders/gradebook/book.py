"""A gradebook, opened: who is in the class, what came of their work, and the policy that makes marks of it."""

from __future__ import annotations

import contextlib
import json
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, insert, select, union

from graders.errors import UsageError
from graders.gradebook import entries
from graders.gradebook.entries import AnswerMarks
from graders.gradebook.grades import Grades, standing, take
from graders.gradebook.place import Place, missing, placed
from graders.gradebook.schema import FORMAT, grades, hand_ins, metadata, proposals, settings, students
from graders.policy import Policy, mark, own_worth, read, resolved
from graders.register import HandIn, Record, Status, Student

PAGE = 32
"""Students whose results are in memory at once."""

NOT_YET = "It has not been graded yet: the run was stopped before. Start it again, and it goes on where it was."


@contextlib.contextmanager
def opened(place: Path | str, seed: str | None = None, create: bool = False) -> Iterator[Gradebook]:
    """The gradebook in a folder of results, or in the database of an address (``postgresql://…``).

    With ``create`` it is made where there is none: with ``seed``, or one that nobody can guess, and for its owner's
    eyes only. Raises UsageError where there is none, where it was written by another version, or where it has another
    seed; CannotGrade where the database fails.
    """
    lies = placed(place, create)
    try:
        _accept(lies, seed, create)
        yield Gradebook(lies)
    finally:
        lies.close()


class Gradebook(Grades):
    """A class's gradebook. The grades in it are those that stand; ``proposed`` are those of a regrade.

    The first thing that is written claims it for this process until it is closed; others may read meanwhile.
    """

    def __init__(self, place: Place) -> None:
        super().__init__(place, grades)
        self.proposed = Grades(place, proposals)

    @property
    def seed(self) -> str:
        """The class's one secret: with it, every input that a check draws can be foretold."""
        return self._setting("seed") or ""

    @property
    def source(self) -> str | None:
        """Where the hand-ins lay when the class was last graded."""
        return self._setting("source")

    @source.setter
    def source(self, path: str | None) -> None:
        self._set("source", path)

    @property
    def options(self) -> dict[str, Any]:
        """What a regrade repeats: as it was given, in the terms of JSON."""
        return dict(json.loads(self._setting("options") or "{}"))

    @options.setter
    def options(self, given: Mapping[str, Any]) -> None:
        self._set("options", json.dumps(given))

    @property
    def policy_text(self) -> str:
        """The policy in force, as it was written; "" at first."""
        return self._setting("policy") or ""

    @policy_text.setter
    def policy_text(self, text: str) -> None:
        read(text)
        self._set("policy", text)

    @property
    def policy(self) -> Policy:
        """The policy in force, with the marks that people gave for written answers."""
        return replace(read(self.policy_text), answers=self.answer_marks)

    @property
    def answer_marks(self) -> AnswerMarks:
        """What people gave for written answers, by the student's key and the lab."""
        return entries.answer_marks_of(self._setting("answers"))

    @answer_marks.setter
    def answer_marks(self, marks: AnswerMarks) -> None:
        self._set("answers", entries.answer_marks_text(marks))

    def register(self, told: Iterable[HandIn], absent: Iterable[Student], lab: str) -> None:
        """Take down what the platform tells of a class's work on one lab, in one transaction.

        Hand-ins replace those of the same students; grades stay. ``absent`` students, who handed in nothing, replace
        those who were absent before; whoever has handed in once stays with that. Other labs are left alone. Raises
        UsageError, and takes nothing down, where the policy in force names a student by a name that several would have.
        """
        newest = {hand_in.student.key: hand_in for hand_in in told}
        nothing = {student.key: student for student in absent if student.key not in newest}
        column = hand_ins.columns
        with self._place.writing() as connection:
            connection.execute(delete(hand_ins).where(column.lab == lab, column.told.is_(None)))
            connection.execute(delete(students).where(students.columns.key.not_in(select(column.student))))
            present = set(connection.scalars(select(column.student).where(column.lab == lab)))
            known = {key: hand_in.student for key, hand_in in newest.items()}
            known |= {key: student for key, student in nothing.items() if key not in present}
            if known:
                again = [{"again": key} for key in known]
                whose: BindParameter[str] = bindparam("again")
                connection.execute(delete(students).where(students.columns.key == whose), again)
                connection.execute(delete(hand_ins).where(column.student == whose, column.lab == lab), again)
                people = [{"key": key, "told": entries.student_text(student)} for key, student in known.items()]
                connection.execute(insert(students), people)
                texts = {key: entries.hand_in_text(hand_in) for key, hand_in in newest.items()}
                rows = [{"student": key, "lab": lab, "told": texts.get(key)} for key in known]
                connection.execute(insert(hand_ins), rows)
            policy = read(_setting(connection, "policy") or "")
            resolved(policy, _students(connection))

    def students(self) -> list[Student]:
        """Everybody in the class, by name."""
        with self._place.reading() as connection:
            return list(_students(connection))

    def handed_in(self, lab: str) -> set[str]:
        """The keys of the students of whom there is a hand-in for a lab."""
        column = hand_ins.columns
        with self._place.reading() as connection:
            return set(connection.scalars(select(column.student).where(column.lab == lab, column.told.is_not(None))))

    def tells_times(self) -> bool:
        """Whether the platform told of any hand-in when it was made, or that it was late."""
        with self._place.reading() as connection:
            texts = connection.execute(select(hand_ins.columns.student, hand_ins.columns.told)).all()
        found = (entries.hand_in_of(Student(key, key), text) for key, text in texts if text is not None)
        return any(each.submitted is not None or each.late for each in found)

    def checks(self) -> dict[str, dict[str, float]]:
        """The labs of the class, and what their checks and questions give by themselves."""
        with self._place.reading() as connection:
            return _worth(connection, proposed=False)

    def records(self, policy: Policy | None = None) -> Iterator[Record]:
        """Everybody's work on each lab, by name, key and lab; a page at a time, as it was when the first was read.

        The marks are those of ``policy``, or of the one in force. Raises UsageError where it names a student by a
        name that several have, or where a result is of another format.
        """
        return self._records(policy, proposed=False)

    def proposals(self) -> Iterator[Record]:
        """What the records would be if the proposed grades were taken."""
        return self._records(None, proposed=True)

    def take(self) -> None:
        """Let the proposed grades stand in place of the others."""
        with self._place.writing() as connection:
            take(connection)

    def drop(self) -> None:
        """Forget the proposed grades."""
        with self._place.writing() as connection:
            connection.execute(delete(proposals))

    def _records(self, policy: Policy | None, proposed: bool) -> Iterator[Record]:
        chosen = policy if policy is not None else self.policy
        with self._place.reading() as connection:
            everybody = list(_students(connection))
            rules = resolved(chosen, everybody)
            worth = _worth(connection, proposed)
            rest = iter(everybody)
            while page := list(islice(rest, PAGE)):
                told, found = _page(connection, [student.key for student in page], proposed)
                for student in page:
                    for lab in worth:
                        work = student.key, lab
                        yield _record(rules, student, lab, told.get(work), found.get(work), worth[lab])

    def _setting(self, name: str) -> str | None:
        with self._place.reading() as connection:
            return _setting(connection, name)

    def _set(self, name: str, value: str | None) -> None:
        with self._place.writing() as connection:
            connection.execute(delete(settings).where(settings.columns.name == name))
            if value is not None:
                connection.execute(insert(settings), {"name": name, "value": value})


def _accept(place: Place, seed: str | None, create: bool) -> None:
    """Make the tables where that is asked for and there are none, and refuse those of another version."""
    with place.reading() as connection:
        there = sqlalchemy.inspect(connection).has_table(settings.name)
    if not there:
        if not create:
            raise missing(place.name)
        with place.writing() as connection:
            metadata.create_all(connection)
            first = {"format": str(FORMAT), "seed": seed or secrets.token_hex(16)}
            connection.execute(insert(settings), [{"name": name, "value": value} for name, value in first.items()])
        return
    with place.reading() as connection:
        found, kept = _setting(connection, "format"), _setting(connection, "seed")
    if found != str(FORMAT):
        raise UsageError(
            f"{place.name} has the format {found}, and this version of labproof reads format {FORMAT}; use the "
            "version that wrote it, or grade the class into another folder"
        )
    if seed is not None and seed != kept:
        raise UsageError(
            f"{place.name} has a seed of its own, and grades of two seeds can't be compared; leave --seed out, or "
            "grade into another folder"
        )


def _setting(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(settings.columns.value).where(settings.columns.name == name))


def _students(connection: Connection) -> Iterator[Student]:
    """Everybody, by name as people sort names, then by key."""
    rows = connection.execute(select(students.columns.key, students.columns.told))
    everybody = [entries.student_of(key, told) for key, told in rows]
    everybody.sort(key=lambda one: (unicodedata.normalize("NFKC", one.name).casefold(), one.name, one.key))
    return iter(everybody)


def _worth(connection: Connection, proposed: bool) -> dict[str, dict[str, float]]:
    """The labs of the class in order, with what their checks give: as it stands in the first result of each."""
    table = standing(proposed)
    named = union(select(table.columns.lab), select(hand_ins.columns.lab))
    return {lab: _worth_of(connection, table, lab) for lab in sorted(connection.scalars(named))}


def _worth_of(connection: Connection, table: sqlalchemy.Table | sqlalchemy.Subquery, lab: str) -> dict[str, float]:
    column = table.columns
    first = select(column.result).where(column.lab == lab, column.result.is_not(None)).order_by(column.student).limit(1)
    result = entries.unpacked(connection.scalar(first))
    return own_worth(result) if result is not None else {}


Told = dict[tuple[str, str], str | None]
Found = dict[tuple[str, str], Row[Any]]


def _page(connection: Connection, keys: list[str], proposed: bool) -> tuple[Told, Found]:
    """What the platform tells and what the grader found, by student and lab."""
    told = connection.execute(select(hand_ins).where(hand_ins.columns.student.in_(keys)))
    table = standing(proposed)
    found = connection.execute(select(table).where(table.columns.student.in_(keys)))
    return {(key, lab): text for key, lab, text in told}, {(row.student, row.lab): row for row in found}


def _record(
    rules: Policy,
    student: Student,
    lab: str,
    told: str | None,
    found: Row[Any] | None,
    worth: Mapping[str, float],
) -> Record:
    """A student's work on a lab, whichever way it stands: graded, not yet, or not there."""
    hand_in = entries.hand_in_of(student, told) if told is not None else HandIn(student)
    result, reason = None, None
    if found is not None:
        status, reason, result = Status(found.status), found.reason, entries.unpacked(found.result)
    elif hand_in.refused is not None:
        status, reason = Status.UNREADABLE, hand_in.refused
    elif told is not None:
        status, reason = Status.UNGRADED, NOT_YET
    else:
        status = Status.MISSING
    return Record(hand_in, lab, status, mark(rules, hand_in, lab, status, result, worth), reason, result)
