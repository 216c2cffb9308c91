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
"""A check that took longer than this (seconds) is compared with those mistakes only that explain another one."""

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
    for result in sorted(failed, key=lambda each: each.seconds > DEAR):
        if result.seconds <= DEAREST:
            explaining.look_at(result, failures[result.name])
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
        self.mistakes: dict[str, list[Rewrite]] = {}
        self.findings: dict[str, list[fit.Finding]] = {}

    @property
    def lab(self) -> Lab:
        """The lab, with its mistakes."""
        return self.catalogue.lab

    def look_at(self, result: CheckResult, failure: Failure) -> None:
        """Find the mistakes and the facts that hold for a failure on both draws."""
        check = self.lab.checks[result.name]
        candidates = self.catalogue.caught_by(check)
        if result.seconds > DEAR:
            known = {mistake.name for found in self.mistakes.values() for mistake in found}
            candidates = [mistake for mistake in candidates if mistake.name in known]
        mistakes = self._alike(candidates, check, failure, self.draws[0])
        if not telling(failure):
            mistakes = [mistake for mistake in mistakes if self._agrees(mistake)]
        findings = self._facts(failure)
        if not mistakes and not findings:
            if comparable(failure) and result.seconds <= DEAR:
                self.mistakes[check.name] = []
            return
        second = self.again(check)
        shown = {finding.key for finding in self._facts(second[0])} if second else set()
        self.findings[check.name] = [finding for finding in findings if finding.key in shown]
        self.mistakes[check.name] = self._alike_again(mistakes, check, second)

    def explained(self, result: CheckResult) -> CheckResult:
        """A result with what was found for it."""
        if result.name not in self.mistakes:
            return result
        mistakes = self._likeliest(self.mistakes[result.name])
        diagnoses = [self._diagnosis(mistake) for mistake in mistakes if len(mistakes) <= MOST]
        for finding in self.findings.get(result.name, []):
            if not diagnoses:
                diagnoses.append(Diagnosis(finding.said, hint=finding.hint))
        return replace(result, diagnoses=tuple(diagnoses), unexplained=not diagnoses)

    def _alike(self, mistakes: Sequence[Rewrite], check: Check, failure: Failure, draw: Oracle) -> list[Rewrite]:
        found = ((mistake, self.catalogue.failure(mistake, check, draw)) for mistake in mistakes)
        return [mistake for mistake, theirs in found if theirs is not None and same(failure, theirs)]

    def _alike_again(self, mistakes: Sequence[Rewrite], check: Check, second: Sequence[Failure]) -> list[Rewrite]:
        """The mistakes that fail the second draw in the same way; those that do to the last comparison before others."""
        theirs = {mistake.name: self.catalogue.failures(mistake, check, self.draws[1]) for mistake in mistakes}
        alike = [each for each in mistakes if second and theirs[each.name] and same(second[0], theirs[each.name][0])]
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
