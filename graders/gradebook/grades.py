"""The grades that stand, and those that a regrade proposes. Each one is kept in a transaction of its own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Subquery, Table, and_, delete, exists, insert, select, union_all

from graders.gradebook.entries import packed
from graders.gradebook.place import Place
from graders.gradebook.schema import grades, proposals
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
        kept = select(columns.student, columns.lab, columns.fingerprint)
        with self._place.reading() as connection:
            return {(key, lab): fingerprint for key, lab, fingerprint in connection.execute(kept)}

    def keep(
        self, key: str, lab: str, status: Status, fingerprint: str, result: Result | None, reason: str | None
    ) -> None:
        """Keep a student's grade for a lab in place of the one there is, in one transaction.

        Raises UsageError while another run writes, CannotGrade where it can't be written.
        """
        columns = self._table.columns
        row = {
            "student": key,
            "lab": lab,
            "status": status.value,
            "reason": reason,
            "fingerprint": fingerprint,
            "result": packed(result),
        }
        with self._place.writing() as connection:
            connection.execute(delete(self._table).where(columns.student == key, columns.lab == lab))
            connection.execute(insert(self._table), row)


def take(connection: Connection) -> None:
    """Let the proposals stand in place of the grades."""
    connection.execute(delete(grades).where(_proposed()))
    connection.execute(insert(grades).from_select(GRADE, select(proposals)))
    connection.execute(delete(proposals))


def standing(proposed: bool) -> Table | Subquery:
    """The grades, as they are or as they would be with what is proposed."""
    if not proposed:
        return grades
    return union_all(select(grades).where(~_proposed()), select(proposals)).subquery()


def _proposed() -> ColumnElement[bool]:
    """Whether there is a proposal for a grade."""
    ours, theirs = grades.columns, proposals.columns
    return exists(select(theirs.lab).where(and_(theirs.student == ours.student, theirs.lab == ours.lab)))
