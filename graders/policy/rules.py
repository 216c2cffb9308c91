"""What a policy says. Without anything in it, the mark is the sum of the checks' own points."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from graders.register import AnswerMark

V = TypeVar("V")

ALL = ""
"""Stands for every lab that has no entry of its own."""


def for_lab(values: Mapping[str, V], lab: str) -> V | None:
    """A lab's own value, else that of all labs, else None."""
    return values.get(lab, values.get(ALL))


@dataclass(frozen=True)
class Amount:
    """Points, or a share (0 to 1) of something that is said elsewhere."""

    value: float
    is_share: bool = False

    def of(self, whole: float) -> float:
        """The amount in points."""
        return self.value * whole if self.is_share else self.value


@dataclass(frozen=True)
class Late:
    """What lateness costs.

    ``deadlines`` by lab. Each day begun costs ``per_day``, all of them together no more than ``at_most`` (None: all
    that was earned); after ``closes_after`` days nothing is left. Shares are of the maximum, or of what was
    earned. Work that the platform calls late without a time counts as ``flagged_days``.
    """

    deadlines: Mapping[str, datetime.datetime] = field(default_factory=dict)
    grace: datetime.timedelta = datetime.timedelta()
    per_day: Amount = Amount(0.0)
    at_most: Amount | None = None
    of_earned: bool = False
    closes_after: int | None = None
    flagged_days: int = 1


@dataclass(frozen=True)
class Extension:
    """More days for a student, for one lab or for all."""

    student: str
    days: float
    reason: str
    lab: str = ALL


@dataclass(frozen=True)
class Excuse:
    """A student who has no mark and is not blamed for it, for one lab or for all."""

    student: str
    reason: str
    lab: str = ALL


@dataclass(frozen=True)
class Ruling:
    """A decision about a check, for everybody."""

    lab: str
    check: str
    reason: str


@dataclass(frozen=True)
class Correction:
    """What a person changes in a mark: ``points`` are added, or the mark is set to ``points_to``."""

    student: str
    lab: str
    reason: str
    points: float | None = None
    points_to: float | None = None


@dataclass(frozen=True)
class Policy:
    """What decides of marks beside the verdicts.

    ``points`` by lab and check replace those that the lab gives; ``out_of`` by lab is what full marks are scaled to;
    ``rounding`` is the step of marks, None where they are not rounded. ``dropped`` checks count for nobody; whoever
    handed in has the points of those that are ``given``.

    ``answers`` are the marks that people gave for written answers, by the student's key and the lab; they come from a
    table of their own.

    Students are named as in the file until ``people.resolved`` puts their keys there; ``marking.mark`` knows keys only.
    """

    points: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    out_of: Mapping[str, float] = field(default_factory=dict)
    rounding: float | None = None
    missing_is_zero: bool = False
    late: Late = Late()
    extensions: tuple[Extension, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    dropped: tuple[Ruling, ...] = ()
    given: tuple[Ruling, ...] = ()
    corrections: tuple[Correction, ...] = ()
    answers: Mapping[tuple[str, str], tuple[AnswerMark, ...]] = field(default_factory=dict)
