"""The checks of a lab on work of our own: the reference, and the reference with names written otherwise.

It is run in this process; the students' way to the same checks, through a worker, is ``graders.run``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import ModuleType

from graders.lab import Lab, Rewrite
from graders.model import CheckResult, Verdict
from graders.oracle import Live
from graders.overlay import overlay, solution
from graders.rehearsal import rehearsed
from graders.verify.figures import Margin, closest


def results(lab: Lab, module: ModuleType, seed: str, names: Collection[str] | None = None) -> list[CheckResult]:
    """The checks of ``lab``, or those of ``names``, on ``module`` in a student's place, whatever earlier ones said."""
    oracle = Live(lab, seed)
    checks = lab.checks if names is None else names
    return [rehearsed(lab.checks[name], module, oracle).result for name in checks]


def rewritten(lab: Lab, rewrite: Rewrite, seed: str, names: Collection[str] | None = None) -> list[CheckResult]:
    """Every check, or those of ``names``, on the reference with one of its names written otherwise."""
    return results(lab, overlay(lab, rewrite.replaces), seed, names)


def uncaught(lab: Lab, mistake: Rewrite, seed: str, names: Collection[str] | None = None) -> list[str]:
    """The checks, all or of ``names``, that should catch a known mistake and don't."""
    asked = [name for name in mistake.caught_by if names is None or name in names]
    found = results(lab, overlay(lab, mistake.replaces), seed, asked)
    return [result.name for result in found if result.verdict is not Verdict.FAILED]


def margins(lab: Lab, seeds: Iterable[str], names: Collection[str] | None = None) -> list[Margin]:
    """For each bound of each check, or of those of ``names``, the closest that the reference came to it.

    Raises AssertionError, naming check and seed, where it does not have full marks.
    """
    found = []
    for seed in seeds:
        for result in results(lab, solution(lab), seed, names):
            if result.verdict is not Verdict.PASSED:
                raise AssertionError(f"seed {seed}: {result.name} is {result.verdict.value}: {result.reason}")
            found += [Margin(result.name, measurement, seed) for measurement in result.measurements]
    return closest(found)
