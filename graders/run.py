"""Grading one submission for one lab, as a stream of events that ends with the result."""

from __future__ import annotations

import datetime
import platform
import secrets
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

import graders
from graders.checks import notes
from graders.checks.failure import Failure, StudentError
from graders.errors import Infrastructure
from graders.lab import Check, Lab
from graders.model import CheckResult, Outcome, Result, Verdict
from graders.oracle import Oracle
from graders.sandbox.nursery import Nursery
from graders.student import Student
from graders.submission import Submission
from graders.workplace import Loaded, Workplace

ENDED = (Outcome.CPU, Outcome.WALL, Outcome.MEMORY, Outcome.OUTPUT, Outcome.EXITED, Outcome.CRASH, Outcome.PROTOCOL)


@dataclass(frozen=True)
class Started:
    """A submission is about to be graded."""

    lab: Lab
    submission: Submission


@dataclass(frozen=True)
class Checking:
    """A check begins."""

    check: Check


@dataclass(frozen=True)
class Checked:
    """A check has its verdict."""

    result: CheckResult


@dataclass(frozen=True)
class Graded:
    """The submission is graded; the last event."""

    result: Result


Event: TypeAlias = Started | Checking | Checked | Graded


def new_seed() -> str:
    """A seed that nobody can guess."""
    return secrets.token_hex(16)


def grade(lab: Lab, submission: Submission, nursery: Nursery, oracle: Oracle) -> Iterator[Event]:
    """Grade ``submission`` with workers from ``nursery`` against ``oracle``."""
    started, began = datetime.datetime.now(datetime.timezone.utc), time.monotonic()
    yield Started(lab, submission)
    grading = Grading(lab, submission, nursery, oracle)
    results = []
    try:
        for check in lab.checks.values():
            yield Checking(check)
            results.append(grading.verdict(check))
            yield Checked(results[-1])
    finally:
        grading.workplace.close()
    yield Graded(
        Result(
            lab=lab.name,
            title=lab.title,
            submission=submission.name,
            seed=oracle.seed,
            checks=tuple(results),
            isolation=nursery.isolation,
            files=submission.described(),
            problems=(*submission.problems, *grading.problems),
            output=grading.output,
            versions=versions(),
            started=started.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - began, 4),
        )
    )


def versions() -> dict[str, str]:
    """What a grade depends on beside the lab and the seed."""
    return {
        "labproof": graders.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }


class Grading:
    """A submission on its way through the checks of a lab."""

    def __init__(self, lab: Lab, submission: Submission, nursery: Nursery, oracle: Oracle) -> None:
        self.lab = lab
        self.oracle = oracle
        self.workplace = Workplace(nursery, lab, submission, oracle)
        self.verdicts: dict[str, Verdict] = {}
        self.unloadable: StudentError | None = None
        self.problems: list[str] = []
        self.output = ""

    def verdict(self, check: Check) -> CheckResult:
        """Run one check, once more in a fresh worker where another check may be to blame for its failure."""
        result = self._blocked(check) or self._run(check)
        self.verdicts[check.name] = result.verdict
        return result

    def _blocked(self, check: Check) -> CheckResult | None:
        for name in check.after:
            # A check that is broken says nothing of the student's work: go on as if it had passed.
            if self.verdicts[name] in (Verdict.FAILED, Verdict.SKIPPED):
                reason = f"not looked at, because “{self.lab.checks[name].title}” is not passed yet"
                return _result(check, Verdict.SKIPPED, reason=reason)
        return None

    def _run(self, check: Check) -> CheckResult:
        fresh = check.fresh and not self.workplace.slow
        result, alone = self._attempt(check, fresh)
        if result.verdict is Verdict.FAILED and not alone and not (self.workplace.slow and _answered(result)):
            result, _ = self._attempt(check, fresh=True)
        return result

    def _attempt(self, check: Check, fresh: bool) -> tuple[CheckResult, bool]:
        """One run of a check, and whether it had its worker for itself."""
        if self.unloadable is not None:
            return _failed(check, self.unloadable), True
        first = self.workplace.shared is None
        try:
            student, loaded = self.workplace.open(check, fresh)
        except StudentError as error:
            if first:
                self.unloadable = error  # it would only fail to load again, at the same price
            return _failed(check, error), True
        except Infrastructure as error:
            return _result(check, Verdict.BROKEN, reason=f"the check could not be run: {error}"), True
        if first:
            self._tell(loaded)
        alone = not loaded.used
        began = time.monotonic()
        with notes.collecting() as noted:
            result = self._judged(check, student)
        output = loaded.process.streams.take_output()
        self.workplace.release(loaded)
        return replace(
            result,
            measurements=tuple(noted.measurements),
            curves=tuple(noted.curves),
            remarks=tuple(noted.remarks),
            output=output,
            seconds=round(time.monotonic() - began, 4),
            worker="fresh" if alone else "shared",
        ), alone

    def _tell(self, loaded: Loaded) -> None:
        """What the first loading showed."""
        self.output = loaded.output
        self.problems += [error.reason for error in loaded.errors.values()]
        if self.workplace.slow:
            self.problems.append(
                f"the submission took {loaded.seconds:.1f} s to load, so it was loaded once for all checks; "
                "move what it computes at the top level into functions"
            )

    def _judged(self, check: Check, student: Student) -> CheckResult:
        try:
            check.function(student, self.oracle.reference(check), self.oracle.rng(check))
        except Failure as failure:
            return _failed(check, failure)
        except Exception as error:
            return self._blamed(check, error)
        return _result(check, Verdict.PASSED)

    def _blamed(self, check: Check, error: Exception) -> CheckResult:
        """Whose fault it is that a check stumbled over what it got: the check's, if it stumbles over right work too."""
        if self.oracle.breaks(check, error):
            last = traceback.extract_tb(error.__traceback__)[-1]
            reason = f"the check itself failed: {type(error).__name__}: {error}, in line {last.lineno} of {last.name}"
            return _result(check, Verdict.BROKEN, reason=reason)
        reason = f"what {notes.last_call() or 'the submission'} returned can't be used: {error}"
        hint = "compare what it returns with the handout: how many values, of which kind, in which order"
        return _result(check, Verdict.FAILED, reason=reason, hint=hint)


def _result(check: Check, verdict: Verdict, reason: str | None = None, hint: str | None = None) -> CheckResult:
    points = check.points if verdict is Verdict.PASSED else 0.0
    return CheckResult(
        check.name, check.title, verdict, points, check.points, public=check.public, reason=reason, hint=hint
    )


def _failed(check: Check, failure: Failure) -> CheckResult:
    result = _result(check, Verdict.FAILED, failure.reason, failure.hint)
    if isinstance(failure, StudentError):
        return replace(result, outcome=failure.outcome, frames=failure.frames)
    return replace(result, evidence=failure.evidence)


def _answered(result: CheckResult) -> bool:
    """Whether a failed check left its worker in order."""
    return result.outcome not in ENDED
