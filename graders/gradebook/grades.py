"""The grades that stand, and those that a regrade proposes. Each one is kept in a transaction of its own."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Subquery, Table, and_, delete, exists, insert, select, union_all

from graders.gradebook.entries import packed
from graders.gradebook.place import Place
from graders.gradebook.schema import FORGOTTEN, grades, proposals
from graders.model import Result
from graders.register import Status

GRADE = tuple(column.name for column in grades.columns)


class Grades:
    """Grades that stand in ``table``, and are told apart by the student's key and the lab."""

    def __init__(self, place: Place, table: Table) -> None:
        self._place = place
        self._table = table

    def fingerprints(self) -> dict[tuple[str, str], str]:
        """By the student's key and the lab: what each grade was computed from."""
        columns = self._table.columns
        kept = select(columns.student, columns.lab, columns.fingerprint).where(columns.status != FORGOTTEN)
        with self._place.reading() as connection:
            return {(key, lab): fingerprint for key, lab, fingerprint in connection.execute(kept)}

    def keep(
        self, key: str, lab: str, status: Status, fingerprint: str, result: Result | None, reason: str | None
    ) -> None:
        """Keep a student's grade for a lab in place of the one there is, in one transaction.

        The lab is "" where it can't be told which it is: the grade then counts for every lab that has none. Raises
        UsageError while another run writes, CannotGrade where it can't be written.
        """
        row = {
            "student": key,
            "lab": lab,
            "status": status.value,
            "reason": reason,
            "fingerprint": fingerprint,
            "result": packed(result),
        }
        with self._place.writing() as connection:
            _remove(connection, self._table, key, [lab])
            connection.execute(insert(self._table), row)

    def forget(self, key: str, labs: Collection[str]) -> None:
        """Forget a student's grades for all labs but ``labs``, which are those that the newest hand-in holds."""
        table = self._table
        held = select(table.columns.lab).where(table.columns.student == key)
        standing = select(grades.columns.lab).where(grades.columns.student == key)
        with self._place.writing() as connection:
            obsolete = set(connection.scalars(held)) - set(labs)
            proposed = set(connection.scalars(standing)) - set(labs) if table is proposals else set()
            _remove(connection, table, key, [*obsolete, *proposed])
            if proposed:
                forgotten = {"student": key, "status": FORGOTTEN, "fingerprint": ""}
                connection.execute(insert(table), [{"lab": lab, **forgotten} for lab in proposed])


def take(connection: Connection) -> None:
    """Let the proposals stand in place of the grades."""
    connection.execute(delete(grades).where(_proposed()))
    connection.execute(insert(grades).from_select(GRADE, select(proposals).where(_given())))
    connection.execute(delete(proposals))


def standing(proposed: bool) -> Table | Subquery:
    """The grades, as they are or as they would be with what is proposed."""
    if not proposed:
        return grades
    return union_all(select(grades).where(~_proposed()), select(proposals).where(_given())).subquery()


def _proposed() -> ColumnElement[bool]:
    """Whether there is a proposal for a grade."""
    ours, theirs = grades.columns, proposals.columns
    return exists(select(theirs.lab).where(and_(theirs.student == ours.student, theirs.lab == ours.lab)))


def _given() -> ColumnElement[bool]:
    """Whether a proposal is a grade, and not that there be none."""
    return proposals.columns.status != FORGOTTEN


def _remove(connection: Connection, table: Table, key: str, labs: Collection[str]) -> None:
    connection.execute(delete(table).where(table.columns.student == key, table.columns.lab.in_(labs)))
