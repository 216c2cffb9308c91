"""One check, one verdict: run the check's function and say what came of it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace

from graders.checks import notes
from graders.checks.failure import Failure, StudentError
from graders.errors import Infrastructure
from graders.lab import Check
from graders.model import CheckResult, Verdict
from graders.oracle import Oracle
from graders.sketch import sketch
from graders.student import Student


@dataclass(frozen=True)
class Judgement:
    """A check's result and, where the student's work failed it, how."""

    result: CheckResult
    failure: Failure | None = None


def failures(check: Check, student: Student, oracle: Oracle) -> list[Failure]:
    """All comparisons of a check that fail, in their order, and what ended the check if something did."""
    with notes.collecting(going_on=True) as noted:
        judgement = _judgement(check, student, oracle)
    found = noted.going_on or []
    return [*found, judgement.failure] if judgement.failure is not None else found


def judged(check: Check, student: Student, oracle: Oracle) -> Judgement:
    """Run ``check`` on a student's work, measured by ``oracle``. Raises Infrastructure, which is no verdict."""
    with notes.collecting(bands=oracle.bands(check)) as noted:
        judgement = _judgement(check, student, oracle)
    result = replace(
        judgement.result,
        measurements=tuple(noted.measurements),
        curves=tuple(noted.curves),
        remarks=tuple(noted.remarks),
        asked=tuple(noted.asked),
    )
    return replace(judgement, result=result)


def _judgement(check: Check, student: Student, oracle: Oracle) -> Judgement:
    try:
        check.function(student, oracle.reference(check), oracle.rng(check))
    except Failure as failure:
        return Judgement(failed(check, failure), failure)
    except Infrastructure:
        raise
    except Exception as error:
        # Whose fault is it that the check stumbled over what it got?
        return Judgement(_broken(check, error) if oracle.breaks(check, error) else _unusable(check, error))
    return Judgement(unchecked(check, Verdict.PASSED))


def unchecked(check: Check, verdict: Verdict, reason: str | None = None, hint: str | None = None) -> CheckResult:
    """A verdict with no more to it than its reason."""
    points = check.points if verdict is Verdict.PASSED else 0.0
    return CheckResult(
        check.name, check.title, verdict, points, check.points, public=check.public, reason=reason, hint=hint
    )


def failed(check: Check, failure: Failure) -> CheckResult:
    """What a failure says, as a result."""
    result = unchecked(check, Verdict.FAILED, failure.reason, failure.hint)
    if isinstance(failure, StudentError):
        return replace(result, outcome=failure.outcome, frames=failure.frames)
    return replace(result, evidence=failure.evidence, sketch=sketch(failure))


def _broken(check: Check, error: Exception) -> CheckResult:
    last = traceback.extract_tb(error.__traceback__)[-1]
    reason = f"the check itself failed: {type(error).__name__}: {error}, in line {last.lineno} of {last.name}."
    return unchecked(check, Verdict.BROKEN, reason)


def _unusable(check: Check, error: Exception) -> CheckResult:
    reason = f"what {notes.last_called() or 'the submission'} returned can't be used: {error}."
    hint = "Compare what it returns with the handout: how many values, of which kind, in which order."
    return unchecked(check, Verdict.FAILED, reason, hint)
