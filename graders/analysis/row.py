"""A student's work on a lab, as little of it as a class's figures need."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from graders.model import CheckResult, Diagnosis, Outcome, Verdict
from graders.register import Record

LONGEST = 400
"""Characters of a sentence that are kept; a student's exception can say anything at any length."""

TIME_OUTS = (Outcome.WALL, Outcome.CPU)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, without its evidence. ``said`` is why it did not pass, "" where it did.

    It says nothing of whose work it is nor of how long it took: of equal ones, a class holds one.
    """

    check: str
    verdict: Verdict
    max_points: float = 0.0
    said: str = ""
    outcome: Outcome | None = None
    hint: str | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    sketch: tuple[float, ...] = ()

    @property
    def timed_out(self) -> bool:
        """Whether the student's code was still at work when its time was over."""
        return self.outcome in TIME_OUTS

    @property
    def cause(self) -> tuple[str, ...]:
        """What explains the failure, by the names of the known mistakes; several where they can't be told apart."""
        return tuple(each.mistake or each.said for each in self.diagnoses)


@dataclass(frozen=True, slots=True)
class Row(Record):
    """A record without its result. ``findings`` follow the checks of the lab; empty where nothing was graded.

    ``seconds`` are how long each of these checks took.
    """

    findings: tuple[Finding, ...] = ()
    seconds: Sequence[float] = ()


def row(record: Record) -> Row:
    """The row of ``record``."""
    checks = record.result.checks if record.result is not None else ()
    return Row(
        record.hand_in,
        record.lab,
        record.status,
        record.mark,
        record.reason,
        findings=tuple(map(finding, checks)),
        seconds=array("d", [check.seconds for check in checks]),
    )


def finding(check: CheckResult) -> Finding:
    """What is kept of ``check``; of a passed one only that."""
    if check.verdict is Verdict.PASSED:
        return Finding(check.name, check.verdict, check.max_points)
    said = check.reason or "It failed."
    return Finding(
        check.name,
        check.verdict,
        check.max_points,
        said if len(said) <= LONGEST else f"{said[:LONGEST]} …",
        check.outcome,
        check.hint,
        check.diagnoses,
        check.sketch,
    )
