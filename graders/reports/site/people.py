"""Students as the pages name them, each with the page of their work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graders.analysis.row import Row
from graders.register import Status
from graders.reports.site import names


@dataclass(frozen=True)
class Person:
    """A student or group. ``page`` is None where there is nothing to show; ``note`` tells namesakes apart."""

    name: str
    page: str | None
    note: str = ""


class People:
    """The people of a class, by their rows; ``folder`` leads from a page to the site's own folder."""

    def __init__(self, rows: Iterable[Row], folder: str = "") -> None:
        self._folder = folder
        self._called = Counter(row.student.name for row in rows)

    def one(self, row: Row) -> Person:
        """Whose work a row is."""
        student = row.student
        page = names.student_page(student.key, row.lab) if has_page(row.status) else None
        note = ", ".join(student.members) or (student.key if self._called[student.name] > 1 else "")
        return Person(student.name, None if page is None else self._folder + page, note)

    def all(self, rows: Sequence[Row]) -> list[Person]:
        """Whose work the rows are."""
        return [self.one(row) for row in rows]


def has_page(status: Status) -> bool:
    """Whether there is a page to give back: there is none of work that was not handed in."""
    return status is not Status.MISSING
