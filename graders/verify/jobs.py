"""What is tried on a lab, each a job for a process of its own; they give what JSON can carry."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, TypeAlias

from graders import choice, oracle, run
from graders.handout.starter import starters
from graders.intake.tree import Tree
from graders.lab import Lab, Rewrite
from graders.model import CheckResult, Verdict
from graders.overlay import lacking, overlay, solution
from graders.sandbox.nursery import Nursery
from graders.verify.crew import computing_time
from graders.verify.proof import results

Form: TypeAlias = tuple[Sequence[str], Mapping[str, float]]
"""Names that a solution lacks, and the checks that look at it then, each with the computing time that it has."""

NOT_LOADED = "it can't be loaded"


def reference(lab: Lab, seed: str) -> list[dict[str, Any]]:
    """All checks on the reference: verdicts, seconds, what was measured, curves."""
    module = solution(lab)
    found = []
    for name in lab.checks:
        began = time.process_time()
        (result,) = _timed(lab, module, seed, [name])
        measured = [[each.what, each.value, each.limit, each.sense] for each in result.measurements]
        curves = [[each.what, each.values] for each in result.curves]
        seconds = time.process_time() - began
        found.append({**_said(result), "seconds": seconds, "measured": measured, "curves": curves})
    return found


def variant(lab: Lab, rewrite: Rewrite, seed: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """These checks on the reference with one of its names written otherwise."""
    return [_said(result) for result in _timed(lab, overlay(lab, rewrite.replaces), seed, names)]


def mistake(lab: Lab, rewrite: Rewrite, names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The checks that should catch a mistake, by seed, and whether a public check catches it on one of these."""
    named = {seed: list(_timed(lab, overlay(lab, rewrite.replaces), seed, checks)) for seed, checks in names.items()}
    public = any(result.public and result.verdict is Verdict.FAILED for found in named.values() for result in found)
    others = {
        name: check.seconds for name, check in lab.checks.items() if check.public and name not in rewrite.caught_by
    }
    seed = next(iter(names))
    return {
        "named": {seed: [_said(result) for result in found] for seed, found in named.items()},
        "public": public or _catcher(lab, overlay(lab, rewrite.replaces), seed, others) is not None,
    }


def starter(lab: Lab) -> dict[str, Any]:
    """The starter as a student hands it in who wrote nothing, graded in the sandbox."""
    files = {name: functools.partial(source.encode, "utf-8") for name, source in starters(lab).items()}
    with Nursery(lab.packages) as nursery:
        submission = choice.chosen(Tree("starter", dict(files)), lab)
        events = run.grade(lab, submission, nursery, oracle.Live(lab, "starter"))
        results_ = [event.result for event in events if isinstance(event, run.Checked)]
    return {"problems": list(submission.problems), "checks": [_said(result) for result in results_]}


def form(lab: Lab, lacks: Sequence[str], seeds: Sequence[str]) -> list[str]:
    """The checks that a form of the solution passes, which lacks some names."""
    found = [result for seed in seeds for result in _timed(lab, lacking(overlay(lab, {}), lacks), seed, lab.checks)]
    lost = {result.name for result in found if result.verdict is not Verdict.PASSED}
    return [name for name in lab.checks if name not in lost]


def trial(
    lab: Lab, spec: Callable[[], ModuleSpec], forms: Sequence[Form], seeds: Sequence[str]
) -> dict[str, str] | None:
    """The first check that catches a mutant, or None. ``spec`` gives what the mutant is loaded from."""
    for seed in seeds:
        for lacks, checks in forms:
            computing_time(max(checks.values(), default=0.0))
            try:
                module = lacking(overlay(lab, {}, spec()), lacks)
            except Exception:
                return {"check": NOT_LOADED, "seed": seed}
            if (name := _catcher(lab, module, seed, checks)) is not None:
                return {"check": name, "seed": seed}
    return None


def _catcher(lab: Lab, module: ModuleType, seed: str, seconds: Mapping[str, float]) -> str | None:
    """The first of the checks that fails; each ends the job when it has used its computing time."""
    found = (result.name for result in _timed(lab, module, seed, seconds, seconds) if result.verdict is Verdict.FAILED)
    return next(found, None)


def _timed(
    lab: Lab, module: ModuleType, seed: str, names: Iterable[str], seconds: Mapping[str, float] | None = None
) -> Iterator[CheckResult]:
    """One check after the other, with as much computing time as a student has, or with ``seconds``."""
    for name in names:
        computing_time(lab.checks[name].seconds if seconds is None else seconds[name])
        yield from results(lab, module, seed, [name])


def _said(result: CheckResult) -> dict[str, Any]:
    return {"check": result.name, "verdict": result.verdict.value, "reason": result.reason or ""}
