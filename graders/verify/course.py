"""A verification from its first job to its last, as a stream of events: many labs at once, all cores at work."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders import bands, labs
from graders.errors import UsageError
from graders.lab import Lab
from graders.mutants import Source
from graders.sandbox.preparation import warm
from graders.verify import jobs
from graders.verify.crew import Ended, work
from graders.verify.figures import Request, Verification
from graders.verify.judgement import Answers, judgement, seconds_of

MEMORY = 2048
"""MiB for a job beyond what the labs take once they are loaded, and what a check may take."""

SLOW = 0.25
"""A check that takes the reference so many seconds is tried on one seed for each rewrite."""

MUTANT_SEEDS = 2
"""A mutant that gets through all checks has to get through them on another seed as well."""

PATIENCE, AT_LEAST = 10.0, 2.0
"""A mutant may take so many times the reference's seconds for a check, and so many seconds in any case."""


@dataclass(frozen=True)
class Progress:
    """So many jobs of all are done; ``what`` was the last one."""

    done: int
    total: int
    what: str


@dataclass(frozen=True)
class Verified:
    """The last event: all that was found, in the order of the labs."""

    verifications: tuple[Verification, ...]


@dataclass(frozen=True)
class _Task:
    what: str
    job: Callable[[], Any]
    keep: Callable[[Ended], None]


def verify(names: Sequence[str], folder: Path, request: Request) -> Iterator[Progress | Verified]:
    """Verify the labs ``names`` of ``folder``."""
    if sys.platform == "win32":
        raise UsageError("verify forks its processes off, which Windows can't; run it on Linux or macOS")
    proofs = [Proof(labs.load_rewrites(labs.load(name, folder), folder), folder, request) for name in names]
    warm()  # each job is a fork of this process
    memory = MEMORY + max((check.memory for proof in proofs for check in proof.lab.checks.values()), default=0)
    done, total = 0, sum(proof.tasks for proof in proofs)
    yield Progress(done, total, "")
    # What the reference takes decides how often the slow checks are tried, and how long a mutant may take.
    for stage in (Proof.right, Proof.rewritten, Proof.mutated):
        tasks = [task for proof in proofs for task in stage(proof)]
        for ended in work([task.job for task in tasks], request.jobs, memory):
            tasks[ended.number].keep(ended)
            done += 1
            yield Progress(done, total, tasks[ended.number].what)
    verifications = tuple(judgement(proof.lab, request, proof.answers) for proof in proofs)
    for each in verifications if request.bands else ():
        bands.write(folder / each.lab / bands.FILE, each.bands)
    yield Verified(verifications)


class Proof:
    """One lab's part: what is tried on it, and the answers."""

    def __init__(self, lab: Lab, folder: Path, request: Request) -> None:
        self.lab = lab
        self.request = request
        self.seeds = [f"proof {number}" for number in range(request.seeds)]
        self.answers = Answers(source=Source(lab.reference) if request.mutants else None)

    @property
    def tasks(self) -> int:
        """How many there are in all stages."""
        rewrites = len(self.lab.variants) * self.request.rewrite_seeds + len(self.lab.mistakes)
        mutants = len(self.answers.source.mutants) + len(self.lab.forms) if self.answers.source is not None else 0
        return self.request.seeds + 1 + rewrites + mutants

    def right(self) -> list[_Task]:
        """The reference, its forms, and the starter."""
        lab, answers = self.lab, self.answers
        tasks = [self._task(f"reference, {s}", answers.reference, s, jobs.reference, lab, s) for s in self.seeds]
        tasks.append(self._task("starter", answers.starter, "starter", jobs.starter, lab))
        if answers.source is not None:
            tasks += [
                self._task(name, answers.forms, name, jobs.form, lab, lacks, self.seeds[:MUTANT_SEEDS])
                for name, lacks in lab.forms.items()
            ]
        return tasks

    def rewritten(self) -> list[_Task]:
        """The variants and the mistakes; those first that take the longest."""
        lab, answers = self.lab, self.answers
        variants = [
            self._task(name, answers.variants, (name, seed), jobs.variant, lab, rewrite, seed, checks)
            for number, (name, rewrite) in enumerate(lab.variants.items())
            for seed, checks in self._often(number, lab.checks).items()
        ]
        return variants + [
            self._task(name, answers.mistakes, name, jobs.mistake, lab, rewrite, self._often(number, rewrite.caught_by))
            for number, (name, rewrite) in enumerate(lab.mistakes.items())
        ]

    def mutated(self) -> list[_Task]:
        """The mutants. What is cheap to check comes first, and training last."""
        source, answers, lab = self.answers.source, self.answers, self.lab
        if source is None:
            return []
        seconds = seconds_of(lab, answers.reference)
        order = sorted(lab.checks.values(), key=lambda check: (check.fresh, seconds[check.name]))
        limits = {check.name: max(AT_LEAST, PATIENCE * seconds[check.name]) for check in order}
        forms: list[jobs.Form] = [((), limits)]
        for name, lacks in lab.forms.items():
            forms.append(
                (lacks, {check: limits[check] for check in limits if check in answers.forms[name].value or ()})
            )
        return [
            self._task(
                str(mutant),
                answers.mutants,
                number,
                jobs.trial,
                lab,
                functools.partial(source.spec, mutant),
                forms,
                self.seeds[:MUTANT_SEEDS],
            )
            for number, mutant in enumerate(source.mutants)
        ]

    def _often(self, number: int, checks: Iterable[str]) -> dict[str, list[str]]:
        """Which checks a rewrite is held to on each seed: the slow ones on one only, another one for each rewrite."""
        seconds = seconds_of(self.lab, self.answers.reference)
        seeds = self.seeds[: self.request.rewrite_seeds]
        return {
            seed: [name for name in checks if seconds[name] < SLOW or place == number % len(seeds)]
            for place, seed in enumerate(seeds)
        }

    def _task(self, what: str, answers: dict[Any, Ended], key: Any, job: Callable[..., Any], *given: Any) -> _Task:
        answers[key] = Ended(-1)  # keeps the place: the answers come in any order

        def keep(ended: Ended) -> None:
            answers[key] = ended

        return _Task(f"{self.lab.name}: {what}", functools.partial(job, *given), keep)
