"""The ``result.json`` of a Classroom 50 autograder.

The format is that of foundation50/classroom50, ``wiki/Advanced-Autograding.md``: members with hyphens, points as whole
numbers, and the identity of the submission from the runner's environment. The file is attached to a release in the
student's repository, so it holds nothing of hidden checks.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from graders.errors import UsageError
from graders.model import CheckResult, Result, Verdict
from graders.register import Record
from graders.reports.legible import legible, legible_line
from graders.reports.text import detail

SCHEMA = "classroom50/result/v1"

SCALES = (1, 2, 4, 10, 100)
"""What points are multiplied by, so that they are whole: the first of these that makes them so, else the last."""

NAMES = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}


def to_classroom50(result: Result, environment: Mapping[str, str]) -> str:
    """``result`` as a document of JSON, for the submission that the runner's ``environment`` names.

    Points are multiplied by ``scale``. COMMIT_DATE, which is not the runner's, is the moment of the submission if it is
    there, else that is when it was graded. Raises UsageError where the environment does not name the submission.
    """
    missing = [name for name in NAMES.values() if not environment.get(name)]
    if missing:
        raise UsageError(
            f"there is no {', '.join(missing)} in the environment, and the result of Classroom 50 names its "
            "submission by them; run this as the autograder of an assignment"
        )
    checks = [check for check in result.checks if check.public]
    factor = scale(checks)
    tests = [_test(check, factor) for check in checks]
    document = {
        "schema": SCHEMA,
        **{member: legible_line(environment[name]) for member, name in NAMES.items()},
        "review": legible_line(environment.get("REVIEW_URL") or environment["COMMIT_URL"]),
        "datetime": legible_line(environment.get("COMMIT_DATE") or _utc(result.started)),
        "graded_at": _utc(result.started),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return _written(document)


def of_record(record: Record, result: Result, environment: Mapping[str, str]) -> str:
    """``to_classroom50`` for a ``record`` of a class: the submission is what was handed in, and has no addresses.

    Raises UsageError where the environment names no CLASSROOM.
    """
    place = record.hand_in.place.rstrip("/").rpartition("/")[2] or record.student.key
    known = {"ASSIGNMENT": result.lab, "SUBMISSION_TAG": place, "COMMIT_URL": "-", "RELEASE_URL": "-"}
    document = json.loads(to_classroom50(result, {**known, **environment}))
    owner = record.student.ids.get("login") or record.student.key
    return _written({**document, "owner": legible_line(owner)})


def scale(checks: Iterable[CheckResult]) -> int:
    """What the points of a lab are multiplied by, so that they are whole numbers; the same for every submission."""
    points = [check.max_points for check in checks]
    whole = (factor for factor in SCALES if all(abs(each * factor - round(each * factor)) < 1e-9 for each in points))
    return next(whole, SCALES[-1])


def _test(check: CheckResult, factor: int) -> dict[str, Any]:
    """A check. One that broke gives nothing and costs nothing."""
    most = 0 if check.verdict is Verdict.BROKEN else round(check.max_points * factor)
    return {
        "test-name": legible_line(check.title),
        "passed": check.verdict is Verdict.PASSED,
        "score": min(round(check.points * factor), most),
        "max-score": most,
        "check": legible_line(check.name),
        "verdict": check.verdict.value,
        "message": legible(detail(check)),
    }


def _written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _utc(moment: str) -> str:
    """A moment in ISO form, in the way that the format writes it: ``2026-06-01T14:32:01Z``."""
    try:
        when = datetime.datetime.fromisoformat(moment)
    except ValueError:
        when = datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
    return when.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
