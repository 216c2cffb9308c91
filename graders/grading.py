"""A submission on its way through the checks of a lab: which worker each gets, what is tried again, what follows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from graders.checks.failure import Failure, StudentError
from graders.checks.wording import listing
from graders.diagnosis.catalogue import Known
from graders.diagnosis.explanation import DRAWS, FEWEST_DRAWS, explained
from graders.errors import Infrastructure
from graders.judge import Judgement, failed, failures, judged, unchecked
from graders.lab import Check, Lab
from graders.model import CheckResult, Outcome, Verdict
from graders.oracle import Oracle
from graders.pointer import pointed
from graders.sandbox.nursery import Nursery
from graders.submission import Submission
from graders.unbegun import is_unbegun
from graders.workplace import SHARED_PART, Loaded, Workplace

ENDED = (Outcome.CPU, Outcome.WALL, Outcome.MEMORY, Outcome.OUTPUT, Outcome.EXITED, Outcome.CRASH, Outcome.PROTOCOL)


class Grading:
    """A submission on its way through the checks of a lab."""

    def __init__(self, lab: Lab, submission: Submission, nursery: Nursery, oracle: Oracle) -> None:
        self.lab = lab
        self.oracle = oracle
        self.workplace = Workplace(nursery, lab, submission, oracle)
        self.verdicts: dict[str, Verdict] = {}
        self.failures: dict[str, Failure] = {}
        self.follows_from: dict[str, list[str]] = {}  # by check: wrong functions that it calls
        self.unloadable: StudentError | None = None
        self.problems: list[str] = []
        self.output = ""

    def verdict(self, check: Check, known: CheckResult | None = None) -> CheckResult:
        """What a check finds: ``known``, or it is run; once more in a fresh worker where another one may be to blame.

        Where an earlier check has failed that it comes after, it is not looked at.
        """
        result = self._blocked(check) or known or self._run(check)
        self.verdicts[check.name] = result.verdict
        return result

    def loads(self) -> bool:
        """Whether all files load to their end. What is told of the loading is noted."""
        try:
            loaded = self.workplace.load()
        except (StudentError, Infrastructure):
            return False
        self.workplace.shared = loaded
        self._tell(loaded)
        return not loaded.inventory.stopped

    def _blocked(self, check: Check) -> CheckResult | None:
        for name in check.after:
            # A check that is broken says nothing of the student's work: go on as if it had passed.
            if self.verdicts[name] in (Verdict.FAILED, Verdict.SKIPPED):
                reason = f"Not looked at, because this is not passed yet: “{self.lab.checks[name].title}”"
                return unchecked(check, Verdict.SKIPPED, reason=reason)
        return None

    def _run(self, check: Check) -> CheckResult:
        try:
            return self._tried(check)
        except Infrastructure:
            self.workplace.close()  # a process of the grader's own was lost: once more, with others
        try:
            return self._tried(check)
        except Infrastructure as error:
            return unchecked(check, Verdict.BROKEN, reason=f"The check could not be run: {error}.")

    def _tried(self, check: Check) -> CheckResult:
        fresh = check.fresh and not self.workplace.single
        result, alone = self._attempt(check, fresh)
        if result.verdict is Verdict.FAILED and not alone and not self._is_sure(result):
            spent = SHARED_PART * check.seconds if result.outcome in (Outcome.CPU, Outcome.WALL) else 0.0
            result, _ = self._attempt(check, fresh=True, spent=spent)
        if result.verdict is Verdict.FAILED and (names := self._wrong(check)):
            functions = {name: self.oracle.textbook(name) for name in names}
            charged = {name: function for name, function in functions.items() if function is not None}
            self.follows_from[check.name] = names
            result = (self._followed_through(check, charged) if charged else _told(result, names)) or result
        return result

    def _is_sure(self, result: CheckResult) -> bool:
        """Whether a failure in a worker that others have used would be the same in a fresh one, or costs too much."""
        failure = self.failures.get(result.name)
        if isinstance(failure, StudentError) and (failure.outcome is Outcome.MISSING or self._is_unbegun(failure)):
            return True
        return self.workplace.single and _answered(result)

    def _is_unbegun(self, failure: StudentError) -> bool:
        """Whether the check has called what does nothing but say that it is not written: it would in any worker."""
        part = failure.frames[-1].file if failure.frames else ""
        return failure.exception == "NotImplementedError" and is_unbegun(
            failure.frames, self.workplace.lines.get(part, ())
        )

    def _wrong(self, check: Check) -> list[str]:
        """The functions that ``check`` calls and whose own checks have failed."""
        failed = [call for call in check.follows if self.verdicts.get(call) is Verdict.FAILED]
        return list(dict.fromkeys(name for call in failed for name in self.lab.checks[call].proves))

    def _followed_through(self, check: Check, charged: dict[str, Callable[..., Any]]) -> CheckResult | None:
        """The check with the reference's functions in place of those whose mistake is charged; None if it fails again.

        What fails in both ways is told as it is without them: that is what the student's program does.
        """
        own = self.failures.get(check.name)
        result, _ = self._attempt(check, fresh=True, charged=charged)
        if result.verdict is Verdict.FAILED:
            if own is not None:
                self.failures[check.name] = own
            return None
        names = listing([f"`{name}`" for name in charged], "and")
        said = f"Judged with the reference's {names} in place of yours, which {'is' if len(charged) == 1 else 'are'} "
        return replace(result, remarks=(*result.remarks, said + "wrong and counted where it is checked."))

    def _attempt(
        self,
        check: Check,
        fresh: bool,
        charged: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
        spent: float = 0.0,
    ) -> tuple[CheckResult, bool]:
        """One run of a check, and whether it had its worker for itself; ``spent`` of its seconds are gone."""
        if self.unloadable is not None:
            return failed(check, self.unloadable), True
        first = self.workplace.shared is None
        try:
            student, loaded = self.workplace.open(check, fresh, spent)
        except StudentError as error:
            if first:
                self.unloadable = error  # it would only fail to load again, at the same price
            # A shared worker may have died of what an earlier check left behind in it.
            return failed(check, error), fresh
        if first:
            self._tell(loaded)
        alone = not loaded.used
        began = time.monotonic()
        try:
            for name, function in charged.items():
                student.stand_in(name, function)
            judgement = judged(check, student, self.oracle)
        except StudentError as error:
            judgement = Judgement(failed(check, error), error)
        finally:
            output = loaded.process.streams.take_output()
            self.workplace.release(loaded)
        self.failures.pop(check.name, None)
        result = judgement.result
        if judgement.failure is not None:
            self.failures[check.name] = judgement.failure
            result = pointed(result, judgement.failure, loaded.inventory, self.oracle.parameters, output)
        return replace(
            result,
            output=output,
            seconds=round(time.monotonic() - began, 4),
            worker="fresh" if alone else "shared",
        ), alone

    def explained(self, results: list[CheckResult], catalogue: Known) -> list[CheckResult]:
        """The results with what their failures look like."""
        draws = [self.oracle]
        while len(draws) < DRAWS and (another := draws[-1].again()) is not None:
            draws.append(another)
        if not self.failures or len(draws) < FEWEST_DRAWS:
            return results
        found = explained(results, self.failures, catalogue, draws, self._again)
        # What comes of another mistake is explained by that.
        return [replace(each, unexplained=each.unexplained and each.name not in self.follows_from) for each in found]

    def _again(self, check: Check, oracle: Oracle) -> list[Failure]:
        """All comparisons of a check that the submission fails with other numbers."""
        try:
            student, loaded = self.workplace.open(check, check.fresh and not self.workplace.single)
        except (StudentError, Infrastructure):
            return []
        try:
            return failures(check, student, oracle)
        except Infrastructure:
            return []
        finally:
            loaded.process.streams.take_output()
            self.workplace.release(loaded)

    def _tell(self, loaded: Loaded) -> None:
        """What the first loading showed."""
        self.output = loaded.output
        self.problems += [*self.workplace.problems, *loaded.inventory.notes]
        if loaded.slow:
            self.problems.append(
                f"The submission took {loaded.seconds:.1f} s to load, so it was loaded once for all checks; "
                "move what it computes at the top level into functions."
            )


def _told(result: CheckResult, names: list[str]) -> CheckResult:
    """A failure where the reference is not at hand to take the place of what is wrong."""
    functions = listing([f"`{name}`" for name in names], "and")
    verb = "fails its own check" if len(names) == 1 else "fail their own checks"
    said = f"It may follow from your {functions}, which {verb}: mend that first."
    return replace(result, remarks=(*result.remarks, said))


def _answered(result: CheckResult) -> bool:
    """Whether a failed check left its worker in order."""
    return result.outcome not in ENDED
