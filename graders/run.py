"""Grading one submission for one lab, as a stream of events that ends with the result."""

from __future__ import annotations

import datetime
import platform
import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

import graders
from graders.diagnosis.catalogue import Known
from graders.grading import Grading
from graders.lab import Check, Lab
from graders.model import CheckResult, Result
from graders.oracle import Oracle
from graders.sandbox.nursery import Nursery
from graders.submission import Submission


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


def last(events: Iterable[Event]) -> Result:
    """The result that a grading ends with."""
    *_, end = events
    assert isinstance(end, Graded), "a grading ends with its result"
    return end.result


def new_seed() -> str:
    """A seed that nobody can guess."""
    return secrets.token_hex(16)


def grade(
    lab: Lab,
    submission: Submission,
    nursery: Nursery,
    oracle: Oracle,
    catalogue: Known | None = None,
    still: Mapping[str, CheckResult] = MappingProxyType({}),
) -> Iterator[Event]:
    """Grade ``submission`` with workers from ``nursery`` against ``oracle``; ``catalogue`` explains what fails.

    Of the checks in ``still`` the results are known already; they are not run as long as all files load to their end.
    """
    started, began = datetime.datetime.now(datetime.timezone.utc), time.monotonic()
    yield Started(lab, submission)
    grading = Grading(lab, submission, nursery, oracle)
    results = []
    try:
        known = still if still and grading.loads() else {}
        for check in lab.checks.values():
            yield Checking(check)
            results.append(grading.verdict(check, known.get(check.name)))
            yield Checked(results[-1])
        if catalogue is not None:
            results = grading.explained(results, catalogue)
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
            answers=submission.answers,
            versions=versions(),
            started=started.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - began, 4),
        )
    )


def versions() -> dict[str, str]:
    """What a grade depends on beside the lab and the seed."""
    torch = sys.modules.get("torch")
    return {
        "labproof": graders.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        **({"torch": str(torch.__version__)} if torch is not None else {}),
        "system": f"{platform.system()} {platform.machine()}",
    }
