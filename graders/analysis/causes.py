"""What explains failures, and how many students each explanation has."""

from __future__ import annotations

from dataclasses import dataclass, field

from graders.analysis.row import Row
from graders.analysis.survey import Survey
from graders.model import Diagnosis


@dataclass(frozen=True)
class Cause:
    """An explanation, or several that can't be told apart; two are the same if their ``names`` are."""

    names: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...] = field(compare=False)


@dataclass(frozen=True)
class Spread:
    """Whom a cause explains, and in which checks, by their names."""

    cause: Cause
    rows: tuple[Row, ...]
    checks: tuple[str, ...]


def spreads(survey: Survey) -> list[Spread]:
    """Every cause in the class, those with most students first; a student counts once, in however many checks."""
    causes: dict[tuple[str, ...], Cause] = {}
    rows: dict[tuple[str, ...], dict[str, Row]] = {}
    checks: dict[tuple[str, ...], set[str]] = {}
    for row in survey.rows:
        for finding in row.findings:
            if names := finding.cause:
                causes.setdefault(names, Cause(names, finding.diagnoses))
                rows.setdefault(names, {})[row.student.key] = row
                checks.setdefault(names, set()).add(finding.check)
    found = [
        Spread(
            causes[names],
            tuple(rows[names].values()),
            tuple(asked.name for asked in survey.checks if asked.name in checks[names]),
        )
        for names in causes
    ]
    return sorted(found, key=lambda each: (-len(each.rows), each.cause.names))
