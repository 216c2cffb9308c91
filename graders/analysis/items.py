"""Each check as an item of a test: how many passed it, and whether it tells strong work from weak."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graders.analysis.causes import Cause
from graders.analysis.row import Row
from graders.analysis.survey import Asked, Survey
from graders.model import Verdict

SPOKEN = (Verdict.PASSED, Verdict.FAILED)
"""The verdicts that say something of the work; a check that was skipped or broken says nothing."""

FEWEST = 10
"""Students from which on a correlation is told; with fewer, one of them can turn it around."""


@dataclass(frozen=True)
class Item:
    """What a class made of one check. ``discrimination`` is None where it is not defined or not worth telling.

    ``seconds`` is the median time of those whom it looked at, ``slowest`` the longest; None where there are none.
    """

    asked: Asked
    passed: int
    failed: int
    skipped: int
    broken: int
    timed_out: int
    discrimination: float | None = None
    seconds: float | None = None
    slowest: float | None = None
    cause: Cause | None = None
    cause_count: int = 0

    @property
    def judged(self) -> int:
        """How many it said something of."""
        return self.passed + self.failed

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many got which verdict."""
        return dict(zip(Verdict, (self.passed, self.failed, self.skipped, self.broken), strict=True))

    @property
    def pass_rate(self) -> float | None:
        """The share of those judged who passed; None where nobody was."""
        return self.passed / self.judged if self.judged else None


def items(survey: Survey) -> list[Item]:
    """An item for each check of the lab, in the lab's order."""
    return [_item(survey, asked) for asked in survey.checks]


def _item(survey: Survey, asked: Asked) -> Item:
    found = [finding for _, finding in survey.findings(asked.name)]
    verdicts = Counter(each.verdict for each in found)
    causes = Counter(each.cause for each in found if each.cause)
    first = max(causes, key=lambda cause: causes[cause], default=())
    times = [seconds for finding, seconds in survey.times(asked.name) if finding.verdict in SPOKEN]
    return Item(
        asked,
        passed=verdicts[Verdict.PASSED],
        failed=verdicts[Verdict.FAILED],
        skipped=verdicts[Verdict.SKIPPED],
        broken=verdicts[Verdict.BROKEN],
        timed_out=sum(each.timed_out for each in found),
        discrimination=discrimination(survey.graded, asked.name),
        seconds=statistics.median(times) if times else None,
        slowest=max(times, default=None),
        cause=next((Cause(each.cause, each.diagnoses) for each in found if first and each.cause == first), None),
        cause_count=causes[first],
    )


def discrimination(rows: Sequence[Row], check: str) -> float | None:
    """The corrected item–total correlation: of passing this check with the share of the other checks' points.

    A point-biserial correlation, from −1 to 1, in which the check is no part of the total (S. Henrysson, "Correction
    of item-total correlations in item analysis", Psychometrika 28, 1963, 211–218). Around 0 the check is passed by
    chance, below by those who are weak otherwise: a reason to look at the check. A skipped or broken check says
    nothing, neither here nor in the total, so a student counts who has this check judged and another one. None where
    fewer than ``FEWEST`` count, or where all passed, all failed or all have the same total.
    """
    pairs = [pair for row in rows if (pair := _pair(row, check)) is not None]
    if len(pairs) < FEWEST:
        return None
    try:
        found = statistics.correlation(*zip(*pairs, strict=True))
    except statistics.StatisticsError:  # one of the two is constant
        return None
    return max(-1.0, min(1.0, found)) if math.isfinite(found) else None


def _pair(row: Row, check: str) -> tuple[float, float] | None:
    """Whether the check was passed, as 0 or 1, and the share of the points of all other checks that were judged."""
    own = [each for each in row.findings if each.check == check and each.verdict in SPOKEN]
    others = [each for each in row.findings if each.check != check and each.verdict in SPOKEN]
    possible = math.fsum(each.max_points for each in others)
    if not own or not possible:
        return None
    earned = math.fsum(each.max_points for each in others if each.verdict is Verdict.PASSED)
    return float(own[0].verdict is Verdict.PASSED), earned / possible
