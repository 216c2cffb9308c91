"""The failures of one submission, each with what explains it.

Known mistakes come first: one is named where it fails the check by the student's own numbers, on two draws. Where
none does, the numbers may show a fact by themselves, such as a constant ratio; the same on both draws. What neither
explains is said to be unexplained.

Several mistakes may fail a check by the same numbers. On the second draw a comparison that fails does not end the
check, so that all its comparisons tell them apart; then those are named that fit the whole submission best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from graders.checks.failure import Failure
from graders.diagnosis import fit
from graders.diagnosis.catalogue import Catalogue
from graders.diagnosis.formula import formula, lengths
from graders.diagnosis.likeness import comparable, explicable, same, telling
from graders.lab import Check, Lab, Rewrite
from graders.model import CheckResult, Diagnosis, Verdict
from graders.oracle import Oracle

DEAR = 0.5
"""A check that took longer than this (seconds) is compared only with mistakes that explain another one."""

DEAREST = 3.0
"""A check that took longer than this is not run again, and so not explained."""

MOST = 3
"""More mistakes than these that can't be told apart explain nothing."""

Again = Callable[[Check], Sequence[Failure]]
"""All comparisons of a check that the student's work fails with the numbers of a second draw."""


def explained(
    results: Sequence[CheckResult],
    failures: Mapping[str, Failure],
    catalogue: Catalogue,
    draws: tuple[Oracle, Oracle],
    again: Again,
) -> list[CheckResult]:
    """The results, with diagnoses where a failure among ``failures``, by the names of their checks, has any."""
    failed = [each for each in results if each.name in failures and explicable(failures[each.name])]
    explaining = Explaining(catalogue, draws, again, {each.name: each.verdict for each in results})
    failed = [each for each in failed if each.seconds <= DEAREST]
    failed.sort(key=lambda each: (each.seconds > DEAR, not telling(failures[each.name]), explaining.cost(each)))
    for result in failed:
        explaining.look_at(result, failures[result.name])
    for result in failed:
        explaining.look_again(result, failures[result.name])
    return [explaining.explained(result) for result in results]


class Explaining:
    """What is found on the way through the failures of one submission."""

    def __init__(
        self, catalogue: Catalogue, draws: tuple[Oracle, Oracle], again: Again, verdicts: Mapping[str, Verdict]
    ) -> None:
        self.catalogue = catalogue
        self.draws = draws
        self.again = again
        self.verdicts = verdicts
        self.known: dict[str, Rewrite] = {}  # those that explain a failure by its numbers
        self.open: set[str] = set()  # the checks of which it is worth saying that nothing explains them
        self.mistakes: dict[str, list[Rewrite]] = {}
        self.findings: dict[str, list[fit.Finding]] = {}

    @property
    def lab(self) -> Lab:
        """The lab, with its mistakes."""
        return self.catalogue.lab

    def cost(self, result: CheckResult) -> float:
        """How long it takes to look at a failure, in a measure of its own.

        What the numbers of one failure show helps with others that show less, or that cost more to look at.
        """
        return result.seconds * len(self.catalogue.caught_by(self.lab.checks[result.name]))

    def look_at(self, result: CheckResult, failure: Failure) -> None:
        """Find the mistakes and the facts that hold for a failure on both draws."""
        dear = result.seconds > DEAR
        if comparable(failure) and not dear:
            self.open.add(result.name)
        check = self.lab.checks[result.name]
        self._compare(check, failure, self._suspects(check, failure, dear))

    def look_again(self, result: CheckResult, failure: Failure) -> None:
        """Ask of a failure without an explanation whether it comes from a mistake that was found since."""
        if self.known and not self.mistakes.get(result.name):
            check = self.lab.checks[result.name]
            self._compare(check, failure, self._alike([*self.known.values()], check, failure, self.draws[0]))

    def _compare(self, check: Check, failure: Failure, suspects: Sequence[Rewrite]) -> None:
        findings = self._facts(failure) if check.name not in self.findings else []
        if not suspects and not findings:
            return
        second = self.again(check)
        shown = {finding.key for each in second for finding in self._facts(each)}
        self.findings.setdefault(check.name, [finding for finding in findings if finding.key in shown])
        self.mistakes[check.name] = found = self._alike_again(suspects, check, second)
        if telling(failure):
            self.known.update({mistake.name: mistake for mistake in found})

    def _suspects(self, check: Check, failure: Failure, dear: bool) -> list[Rewrite]:
        """The mistakes that give this failure on the first draw: one that explains another failure, or else any.

        Where a failure shows too little to know a mistake by, one that explains another failure and fails this check
        too leaves no room for others.
        """
        known = list(self.known.values())
        alike = self._alike(known, check, failure, self.draws[0])
        if alike or dear:
            return alike
        others = [each for each in self.catalogue.caught_by(check) if each.name not in self.known]
        if not telling(failure):
            if any(self.catalogue.failure(mistake, check, self.draws[0]) for mistake in known):
                return []
            others = [mistake for mistake in others if self._agrees(mistake)]
        return self._alike(others, check, failure, self.draws[0])

    def explained(self, result: CheckResult) -> CheckResult:
        """A result with what was found for it."""
        mistakes = self._likeliest(self.mistakes.get(result.name, []))
        diagnoses = [self._diagnosis(mistake) for mistake in mistakes if len(mistakes) <= MOST]
        if not diagnoses:
            found = self.findings.get(result.name, [])
            diagnoses = [Diagnosis(finding.said, hint=finding.hint) for finding in found]
        return replace(result, diagnoses=tuple(diagnoses), unexplained=not diagnoses and result.name in self.open)

    def _alike(self, mistakes: Sequence[Rewrite], check: Check, failure: Failure, draw: Oracle) -> list[Rewrite]:
        found = ((mistake, self.catalogue.failure(mistake, check, draw)) for mistake in mistakes)
        return [mistake for mistake, theirs in found if theirs is not None and same(failure, theirs)]

    def _alike_again(self, mistakes: Sequence[Rewrite], check: Check, second: Sequence[Failure]) -> list[Rewrite]:
        """The mistakes that fail the second draw in the same way; those that do to the last comparison come first.

        There a submission with other mistakes may fail in others before.
        """
        theirs = {mistake.name: self.catalogue.failures(mistake, check, self.draws[1]) for mistake in mistakes}
        alike = [
            each for each in mistakes if any(same(ours, first) for first in theirs[each.name][:1] for ours in second)
        ]
        return [each for each in alike if _all_same(second, theirs[each.name])] or alike

    def _facts(self, failure: Failure) -> list[fit.Finding]:
        if failure.seen is None:
            return []
        return fit.found(failure.seen, lengths(self.lab.reference, failure.seen.call))

    def _agrees(self, mistake: Rewrite) -> bool:
        """Whether the submission fails all that the mistake fails."""
        return not any(self.verdicts.get(name) is Verdict.PASSED for name in mistake.caught_by)

    def _likeliest(self, mistakes: list[Rewrite]) -> list[Rewrite]:
        """Of mistakes that give the same numbers, those that fit the whole submission best."""
        fitting = [mistake for mistake in mistakes if self._agrees(mistake)] or mistakes
        explains = Counter(mistake.name for found in self.mistakes.values() for mistake in found)
        most = max((explains[mistake.name] for mistake in fitting), default=0)
        return [mistake for mistake in fitting if explains[mistake.name] == most]

    def _diagnosis(self, mistake: Rewrite) -> Diagnosis:
        replaced = next(iter(mistake.replaces))
        return Diagnosis(mistake.title, mistake.name, mistake.hint, formula(self.lab.reference, replaced))


def _all_same(ours: Sequence[Failure], theirs: Sequence[Failure]) -> bool:
    return len(ours) == len(theirs) and all(map(same, ours, theirs))
