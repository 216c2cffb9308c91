"""What the verdicts of a submission add up to: points, counts, the exit code of the command."""

from __future__ import annotations

import math
from dataclasses import dataclass

from graders.model import Result, Verdict


@dataclass(frozen=True)
class Score:
    """The points of a result, and how many of its checks got which verdict.

    ``max_points`` is what can be reached for now: a broken check can neither give nor cost points. ``complete`` says
    that every check was judged; while it is False the mark is provisional and the result needs a human.
    """

    points: float
    max_points: float
    passed: int
    failed: int
    skipped: int
    broken: int
    complete: bool

    @property
    def checks(self) -> int:
        """The number of checks of any verdict."""
        return self.passed + self.failed + self.skipped + self.broken


def score(result: Result) -> Score:
    """Add up ``result``: the points of the checks that passed, out of those of all checks that could be judged."""
    passed, failed, skipped, broken = (
        [check for check in result.checks if check.verdict is verdict] for verdict in Verdict
    )
    return Score(
        points=math.fsum(check.points for check in passed),
        max_points=math.fsum(check.max_points for check in (*passed, *failed, *skipped)),
        passed=len(passed),
        failed=len(failed),
        skipped=len(skipped),
        broken=len(broken),
        complete=bool(result.checks) and not broken,
    )


def exit_code(result: Result) -> int:
    """0 when every check passed, 1 when one did not, 3 when one could not be judged."""
    total = score(result)
    if not total.complete:
        return 3
    return 0 if total.passed == total.checks else 1
