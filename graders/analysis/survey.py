"""The rows of one lab, with its checks: what all figures of a class are read from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from graders.analysis.row import Finding, Row, row
from graders.model import Verdict
from graders.register import Record

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Asked:
    """A check as the lab asks it."""

    name: str
    title: str
    points: float
    public: bool = True


@dataclass(frozen=True)
class Survey:
    """A class's work on one lab: a row for each student, and the checks that anybody's work was held against."""

    lab: str
    title: str
    checks: tuple[Asked, ...]
    rows: tuple[Row, ...]

    @property
    def graded(self) -> tuple[Row, ...]:
        """The rows that have findings."""
        return tuple(each for each in self.rows if each.findings)

    @property
    def marks(self) -> list[float]:
        """All marks there are, whatever became of the work: a person may have set one, and missing work may have 0."""
        return [each.mark.points for each in self.rows if each.mark.points is not None]

    @property
    def dropped(self) -> dict[str, str]:
        """Why, by its name, a check counts for nobody."""
        return {each.check: each.reason for row in self.rows for each in row.mark.dropped}

    @property
    def given(self) -> dict[str, str]:
        """Why, by its name, everybody has the points of a check."""
        return {each.check: each.reason for row in self.rows for each in row.mark.given}

    def findings(self, check: str) -> Iterator[tuple[Row, Finding]]:
        """What the check found, with whose work it is."""
        for each in self.rows:
            for finding in each.findings:
                if finding.check == check:
                    yield each, finding

    def failures(self, check: str) -> list[tuple[Row, Finding]]:
        """Those of the findings that are the student's turn."""
        return [(each, finding) for each, finding in self.findings(check) if finding.verdict is Verdict.FAILED]


def surveys(records: Iterable[Record]) -> list[Survey]:
    """The labs of the records, by name, each with its rows by the students' names; one record is held at a time."""
    shared: dict[Hashable, Hashable] = {}
    titles: dict[str, str] = {}
    checks: dict[str, dict[str, Asked]] = {}
    rows: dict[str, list[Row]] = {}
    for record in records:
        asked = checks.setdefault(record.lab, {})
        if record.result is not None:
            titles[record.lab] = record.result.title
            for check in record.result.checks:
                asked.setdefault(check.name, Asked(check.name, check.title, check.max_points, check.public))
        light = row(record)
        findings = tuple(_shared(finding, shared) for finding in light.findings)
        rows.setdefault(record.lab, []).append(replace(light, findings=findings))
    return [
        Survey(
            lab,
            titles.get(lab, lab),
            tuple(checks[lab].values()),
            tuple(sorted(rows[lab], key=lambda each: (each.student.name.casefold(), each.student.key))),
        )
        for lab in sorted(rows)
    ]


def _shared(finding: Finding, shared: dict[Hashable, Hashable]) -> Finding:
    """``finding`` with its texts held once, however many students they are said to."""

    def once(value: T) -> T:
        return shared.setdefault(value, value)  # type: ignore[return-value]  # equal values have one type here

    return replace(
        finding,
        check=once(finding.check),
        said=once(finding.said),
        hint=once(finding.hint),
        diagnoses=once(finding.diagnoses),
    )
