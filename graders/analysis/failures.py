"""A check's failures, put together where one comment serves all: each failure is in one group."""

from __future__ import annotations

import enum
from collections.abc import Hashable
from dataclasses import dataclass

from graders.analysis.agreement import alike
from graders.analysis.causes import Cause
from graders.analysis.row import Finding, Row
from graders.analysis.survey import Survey


class Bond(enum.Enum):
    """What the failures of a group have in common."""

    CAUSE = "cause"  # the same explanation
    VALUES = "values"  # the same wrong values, which nothing explains
    SENTENCE = "sentence"  # the same sentence


@dataclass(frozen=True)
class Group:
    """Failures of one check that have something in common. ``said`` is the sentence of the first of them."""

    bond: Bond
    rows: tuple[Row, ...]
    said: str
    hint: str | None = None
    cause: Cause | None = None


def groups(survey: Survey, check: str) -> list[Group]:
    """The failures of a check: by what explains them, else by agreeing values, else by sentence; the largest first."""
    failures = survey.failures(check)
    explained = [failure for failure in failures if failure[1].cause]
    valued = [failure for failure in failures if not failure[1].cause and failure[1].sketch]
    found = [_group(Bond.CAUSE, part) for part in _by([finding.cause for _, finding in explained], explained)]
    lone = [failure for failure in failures if not failure[1].cause and not failure[1].sketch]
    for places in alike([finding.sketch for _, finding in valued]):
        if len(places) > 1:
            found.append(_group(Bond.VALUES, [valued[place] for place in places]))
        else:
            lone.append(valued[places[0]])
    found += [_group(Bond.SENTENCE, part) for part in _by([finding.said for _, finding in lone], lone)]
    return sorted(found, key=lambda each: -len(each.rows))


def _by(keys: list[Hashable], failures: list[tuple[Row, Finding]]) -> list[list[tuple[Row, Finding]]]:
    parts: dict[Hashable, list[tuple[Row, Finding]]] = {}
    for key, failure in zip(keys, failures, strict=True):
        parts.setdefault(key, []).append(failure)
    return list(parts.values())


def _group(bond: Bond, together: list[tuple[Row, Finding]]) -> Group:
    first = together[0][1]
    cause = Cause(first.cause, first.diagnoses) if first.cause else None
    return Group(bond, tuple(row for row, _ in together), first.said, first.hint, cause)
