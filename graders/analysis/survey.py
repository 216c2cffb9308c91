"""The rows of one lab, with its checks: what all figures of a class are read from."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
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

    def times(self, check: str) -> Iterator[tuple[Finding, float]]:
        """What the check found, with the seconds that it took."""
        for each in self.rows:
            for finding, seconds in zip(each.findings, each.seconds, strict=True):
                if finding.check == check:
                    yield finding, seconds

    def failures(self, check: str) -> list[tuple[Row, Finding]]:
        """Those of the findings that are the student's turn."""
        return [(each, finding) for each, finding in self.findings(check) if finding.verdict is Verdict.FAILED]


class Census:
    """The labs of a class, counted from its records one by one; of each result only the row is kept."""

    def __init__(self) -> None:
        self._shared: dict[Hashable, Hashable] = {}
        self._titles: dict[str, str] = {}
        self._checks: dict[str, dict[str, Asked]] = {}
        self._rows: dict[str, list[Row]] = {}

    def add(self, record: Record) -> None:
        """Count a student's work on a lab."""
        asked = self._checks.setdefault(record.lab, {})
        if record.result is not None:
            self._titles[record.lab] = record.result.title
            for check in record.result.checks:
                if check.name not in asked:
                    asked[check.name] = Asked(check.name, check.title, check.max_points, check.public)
        light = row(record)
        findings = tuple(_shared(finding, self._shared) for finding in light.findings)
        self._rows.setdefault(record.lab, []).append(replace(light, findings=findings))

    def surveys(self) -> list[Survey]:
        """The labs so far, by name, each with its rows by the students' names."""
        return [
            Survey(
                lab,
                self._titles.get(lab, lab),
                tuple(self._checks[lab].values()),
                tuple(sorted(self._rows[lab], key=lambda each: (each.student.name.casefold(), each.student.key))),
            )
            for lab in sorted(self._rows)
        ]


def _shared(finding: Finding, shared: dict[Hashable, Hashable]) -> Finding:
    """``finding``, held once with all its texts, however many students it is said to."""

    def once(value: T) -> T:
        return shared.setdefault(value, value)  # type: ignore[return-value]  # equal values have one type here

    if finding in shared:
        return once(finding)
    return once(
        replace(
            finding,
            check=once(finding.check),
            said=once(finding.said),
            hint=once(finding.hint),
            diagnoses=once(finding.diagnoses),
        )
    )
