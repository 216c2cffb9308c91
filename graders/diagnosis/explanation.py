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
from graders.diagnosis.catalogue import Known
from graders.diagnosis.formula import formula, lengths
from graders.diagnosis.likeness import comparable, explicable, same, telling
from graders.lab import Check, Lab, Rewrite
from graders.model import CheckResult, Diagnosis, Verdict
from graders.oracle import Oracle

DEAR = 5.0
"""A check that may take longer than this (seconds) is compared only with mistakes that explain another one."""

MOST = 3
"""More mistakes than these that can't be told apart explain nothing."""

DRAWS = 4
"""Inputs on which a mistake has to give the student's failure where that shows little; else the fewest will do."""

FEWEST_DRAWS = 2

Again = Callable[[Check, Oracle], Sequence[Failure]]
"""All comparisons of a check that the student's work fails with other numbers."""


def explained(
    results: Sequence[CheckResult],
    failures: Mapping[str, Failure],
    catalogue: Known,
    draws: Sequence[Oracle],
    again: Again,
) -> list[CheckResult]:
    """The results, with diagnoses where a failure among ``failures``, by the names of their checks, has any.

    A result without a failure there stays as it is. The failures are those of the first oracle. There are ``DRAWS`` of
    them, or two: then what shows little is not explained.
    """
    explaining = Explaining(catalogue, draws, again, {each.name: each.verdict for each in results}, failures)
    failed = sorted((each.name for each in results if each.name in failures), key=explaining.order)
    for name in failed:
        explaining.look_at(name)
    for name in failed:
        explaining.look_again(name)
    return [explaining.explained(result) if result.name in failures else result for result in results]


class Explaining:
    """What is found on the way through the failures of one submission."""

    def __init__(
        self,
        catalogue: Known,
        draws: Sequence[Oracle],
        again: Again,
        verdicts: Mapping[str, Verdict],
        failures: Mapping[str, Failure],
    ) -> None:
        self.catalogue = catalogue
        self.draws = draws
        self.again = again
        self.verdicts = verdicts
        self.failures = failures
        self.known: dict[str, Rewrite] = {}  # those that explain a failure by its numbers
        self.open: set[str] = set()  # the checks of which it is worth saying that nothing explains them
        self.mistakes: dict[str, list[Rewrite]] = {}
        self.facts: dict[str, list[fit.Finding]] = {}

    @property
    def lab(self) -> Lab:
        """The lab, with its mistakes."""
        return self.catalogue.lab

    def order(self, name: str) -> tuple[bool, bool, int]:
        """Where a check stands in the order of looking at them.

        What the numbers of one failure show helps with others that show less, or that cost more to look at.
        """
        check = self.lab.checks[name]
        return check.seconds > DEAR, not telling(self.failures[name]), len(self.catalogue.caught_by(check))

    def look_at(self, name: str) -> None:
        """Find the mistakes and the facts that hold for a failure on two draws, or on more where it shows little."""
        check, failure = self.lab.checks[name], self.failures[name]
        if not explicable(failure):
            return
        if comparable(failure) and check.seconds <= DEAR:
            self.open.add(name)
        if found := self._exactly_known(check, failure):
            self.mistakes[name] = found
            return
        suspects = self._suspects(check, failure)
        facts = self._facts(failure)
        if not suspects and not facts:
            return
        second = self.again(check, self.draws[1])
        found = self._confirmed(suspects, check, second)
        drawn = not _among(failure, second)  # else a second look shows nothing new
        shown = {fact.key for each in second for fact in self._facts(each)}
        self.facts[name] = [fact for fact in facts if drawn and fact.key in shown]
        if drawn and telling(failure):
            self.known.update({mistake.name: mistake for mistake in found})
        else:
            found = self._alike_each_time([each for each in found if self._agrees(each)], check)
            if failure.seen is None:
                found = self._only_one(found)
        self.mistakes[name] = found

    def look_again(self, name: str) -> None:
        """Ask of a failure without an explanation whether it comes from a mistake that was found since."""
        if not self.mistakes.get(name) and explicable(self.failures[name]):
            self.mistakes[name] = self._exactly_known(self.lab.checks[name], self.failures[name])

    def _exactly_known(self, check: Check, failure: Failure) -> list[Rewrite]:
        """The mistakes that explain another failure, and all that fails in this check on a second draw."""
        alike = self._alike(list(self.known.values()), check, failure)
        if not alike:
            return []
        second = self.again(check, self.draws[1])
        return [each for each in alike if _all_same(second, self._failures(each, check, 1))]

    def _suspects(self, check: Check, failure: Failure) -> list[Rewrite]:
        """The mistakes that give this failure on the first draw.

        Where a failure shows too little to know a mistake by, one that explains another failure and fails this check
        too leaves no room for others.
        """
        known = list(self.known.values())
        others = [each for each in self.catalogue.caught_by(check) if each.name not in self.known]
        fails_too = not telling(failure) and any(self.catalogue.failure(each, check, self.draws[0]) for each in known)
        if check.seconds > DEAR or fails_too:
            others = []
        return self._alike([*known, *others], check, failure)

    def _confirmed(self, mistakes: Sequence[Rewrite], check: Check, second: Sequence[Failure]) -> list[Rewrite]:
        """The mistakes that fail the second draw in the same way; those that do to the last comparison come first.

        There a submission with other mistakes may fail in others before.
        """
        theirs = {mistake.name: self._failures(mistake, check, 1) for mistake in mistakes}
        alike = [each for each in mistakes if theirs[each.name] and _among(theirs[each.name][0], second)]
        return [each for each in alike if _all_same(second, theirs[each.name])] or alike

    def _alike_each_time(self, mistakes: Sequence[Rewrite], check: Check) -> list[Rewrite]:
        """The mistakes that fail, or pass, all further draws as the submission does."""
        if len(self.draws) < DRAWS:
            return []
        for draw in range(2, DRAWS):
            if mistakes:
                ours = self.again(check, self.draws[draw])
                theirs = {mistake.name: self._failures(mistake, check, draw) for mistake in mistakes}
                mistakes = [
                    each for each in mistakes if (_among(theirs[each.name][0], ours) if theirs[each.name] else not ours)
                ]
        return list(mistakes)

    def explained(self, result: CheckResult) -> CheckResult:
        """A result with what was found for it."""
        mistakes = self._likeliest(self.mistakes.get(result.name, []))
        diagnoses = [self._diagnosis(mistake) for mistake in mistakes if len(mistakes) <= MOST]
        if not diagnoses:
            diagnoses = [Diagnosis(fact.said, hint=fact.hint) for fact in self.facts.get(result.name, [])]
        return replace(result, diagnoses=tuple(diagnoses), unexplained=not diagnoses and result.name in self.open)

    def _alike(self, mistakes: Sequence[Rewrite], check: Check, failure: Failure) -> list[Rewrite]:
        """The mistakes that give a failure on the first draw."""
        found = ((mistake, self.catalogue.failure(mistake, check, self.draws[0])) for mistake in mistakes)
        return [mistake for mistake, theirs in found if theirs is not None and same(failure, theirs)]

    def _failures(self, mistake: Rewrite, check: Check, draw: int) -> list[Failure]:
        return self.catalogue.failures(mistake, check, self.draws[draw])

    def _facts(self, failure: Failure) -> list[fit.Finding]:
        if failure.seen is None:
            return []
        return fit.found(failure.seen, lengths(self.lab.reference, failure.seen.call))

    def _only_one(self, mistakes: Sequence[Rewrite]) -> list[Rewrite]:
        """The mistake that only a sentence speaks for, if it is alone and all that the submission fails comes of it."""
        checks = [self.lab.checks[name] for name in self.failures]
        all_of_it = all(self.catalogue.failure(each, check, self.draws[0]) for each in mistakes for check in checks)
        return list(mistakes) if len(mistakes) == 1 and all_of_it else []

    def _agrees(self, mistake: Rewrite) -> bool:
        """Whether the submission fails all that the mistake fails, and by its numbers where there are some."""
        if any(self.verdicts.get(name) is Verdict.PASSED for name in mistake.caught_by):
            return False
        told = [name for name in mistake.caught_by if name in self.failures and telling(self.failures[name])]
        alike = [self._alike([mistake], self.lab.checks[name], self.failures[name]) for name in told]
        return all(alike)

    def _likeliest(self, mistakes: list[Rewrite]) -> list[Rewrite]:
        """Of mistakes that give the same numbers, those that fit the whole submission best."""
        fitting = [mistake for mistake in mistakes if len(mistakes) == 1 or self._agrees(mistake)] or mistakes
        explains = Counter(mistake.name for found in self.mistakes.values() for mistake in found)
        most = max((explains[mistake.name] for mistake in fitting), default=0)
        return [mistake for mistake in fitting if explains[mistake.name] == most]

    def _diagnosis(self, mistake: Rewrite) -> Diagnosis:
        replaced = next(iter(mistake.replaces))
        return Diagnosis(mistake.title, mistake.name, mistake.hint, formula(self.lab.reference, replaced))


def _among(failure: Failure, failures: Sequence[Failure]) -> bool:
    return any(same(each, failure) for each in failures)


def _all_same(ours: Sequence[Failure], theirs: Sequence[Failure]) -> bool:
    return len(ours) == len(theirs) > 0 and all(map(same, ours, theirs))
