"""The ``results.json`` of a Gradescope autograder.

The format is that of the autograder specifications (gradescope-autograders.readthedocs.io, "specs"). Three of its
traps: a test of 0 points counts as passed unless it has a ``status``; a missing or malformed file shows the student
nothing at all; a test that is kept ``hidden`` while it has points can be read off the total, so those of hidden checks
are kept back until the grades are published, and Gradescope keeps the total back with them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from graders.exports.comment import reckoned
from graders.model import CheckResult, Result, Verdict
from graders.register import Mark
from graders.reports import wording
from graders.reports.legible import legible, legible_line
from graders.reports.text import detail
from graders.score import Score, score

LATER = "after_published"


def to_gradescope(result: Result, mark: Mark | None = None) -> str:
    """``result`` as a document of JSON: a test for each check, in their order, all texts plain.

    ``mark`` is what counts where it differs from the points of the checks; the document says why. Hidden checks, and
    what would tell of them, are shown when the grades are published.
    """
    total = score(result)
    kept = [check for check in result.checks if not _shown_at_once(check, result)]
    points = total.points if mark is None or mark.points is None else mark.points
    document = {
        "score": _number(points),
        "execution_time": round(result.seconds, 3) if math.isfinite(result.seconds) else 0.0,
        "output": "\n".join(_output(result, total, kept, mark)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"graded": True, "complete": total.complete},
        "tests": [_test(number, check, check in kept) for number, check in enumerate(result.checks, start=1)],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _shown_at_once(check: CheckResult, result: Result) -> bool:
    """Whether a student may see a check before the deadline. One that was skipped tells of the check it names."""
    hidden = [other.title for other in result.checks if not other.public]
    return check.public and not any(title in (check.reason or "") for title in hidden if title)


def _output(result: Result, total: Score, kept: list[CheckResult], mark: Mark | None) -> Iterator[str]:
    """What stands above the tests. While checks are kept back it adds up only those that are shown."""
    yield legible_line(result.title)
    if kept:
        shown = [check for check in result.checks if check not in kept and check.verdict is not Verdict.BROKEN]
        reached = wording.points(sum(check.points for check in shown))
        most = wording.points(sum(check.max_points for check in shown))
        yield f"{reached} of {most} points in the checks that are shown."
        count = wording.counted(len(kept), "more check")
        yield f"{count}, and the total, will be shown when the grades are published."
    else:
        points, out_of = (total.points, total.max_points) if mark is None else (mark.points, mark.max_points)
        yield f"{wording.total(points)} of {wording.points(out_of)} points. {wording.headline(total)}"
        if mark is not None:
            yield from (legible_line(line) for line in reckoned(mark))
    settled = mark is not None and not mark.provisional
    if not settled and any(check.verdict is Verdict.BROKEN and check not in kept for check in result.checks):
        yield wording.NEEDS_HUMAN
    if not settled and not result.checks:
        yield wording.NOTHING_CHECKED
    yield from (f"Note: {legible_line(problem)}" for problem in result.problems)


def _test(number: int, check: CheckResult, later: bool) -> dict[str, Any]:
    """A check. One that broke has no points, neither to have nor to lose, and must not look as if it had passed."""
    judged = check.verdict is not Verdict.BROKEN
    points = {"score": _number(check.points), "max_score": _number(check.max_points)} if judged else {}
    broken = "" if judged else " (could not be judged)"
    return {
        "number": str(number),
        "name": legible_line(check.title) + broken,
        "name_format": "text",
        **points,
        "status": "passed" if check.verdict is Verdict.PASSED else "failed",
        "output": legible(detail(check)),
        "output_format": "text",
        "visibility": LATER if later else "visible",
        "extra_data": {"check": legible_line(check.name), "verdict": check.verdict.value},
    }


def _number(points: float) -> float:
    """Points as Gradescope shows them: two decimals, and never the text of a number."""
    return round(float(points), 2)
