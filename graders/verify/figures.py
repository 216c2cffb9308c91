"""What a verification says of a lab. Frozen, and made of plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graders.model import Curve, Measurement

ROOM = 0.5
"""The share of a tolerance that right work must leave free."""

DISTANCE = 0.02
"""How far right work must stay from a threshold, as a share of it."""

SCORE = 0.95
"""The share of the mutants that the checks must catch."""


@dataclass(frozen=True)
class Request:
    """What to try, and how often. ``jobs`` is the number of processes, ``mutants`` whether to make any.

    With ``bands`` the lab's bands are those that are found, and no others are expected.
    """

    seeds: int = 20
    rewrite_seeds: int = 3
    mutants: bool = False
    jobs: int = 1
    bands: bool = False


@dataclass(frozen=True)
class Margin:
    """The closest that right work came to a bound, over all seeds."""

    check: str
    measurement: Measurement
    seed: str

    @property
    def tight(self) -> bool:
        """Whether right work may fail on another seed."""
        least = ROOM if self.measurement.sense == "at most" else DISTANCE
        return not self.measurement.margin > least


def closest(margins: Iterable[Margin]) -> list[Margin]:
    """For each bound of each check, the smallest margin."""
    least: dict[tuple[str, str], Margin] = {}
    for margin in margins:
        key = margin.check, margin.measurement.what
        if key not in least or margin.measurement.margin < least[key].measurement.margin:
            least[key] = margin
    return list(least.values())


@dataclass(frozen=True)
class CheckFigures:
    """A check, the seconds that the reference takes in it, and how many known mistakes name it as their catcher."""

    name: str
    public: bool
    seconds: float
    mistakes: int


@dataclass(frozen=True)
class Survivor:
    """A mutant that no check catches."""

    path: Path
    line: int
    function: str
    before: str
    after: str


@dataclass(frozen=True)
class Mutation:
    """What became of the mutants: how many there were, were caught, and are marked as equivalent."""

    mutants: int
    caught: int
    equivalent: int
    survivors: tuple[Survivor, ...]

    @property
    def score(self) -> float:
        """The share of those that could be caught."""
        return self.caught / (self.mutants - self.equivalent) if self.mutants > self.equivalent else 1.0


@dataclass(frozen=True)
class Verification:
    """A lab held against itself. It holds where there are no ``findings``, each a sentence.

    ``full_marks`` is on how many seeds the reference has them, ``hidden_only`` the mistakes that no public check
    catches, ``kept`` how many variants keep full marks, ``bands`` between what the reference's curves lie.
    """

    lab: str
    title: str
    seeds: int
    rewrite_seeds: int
    full_marks: int
    margins: tuple[Margin, ...]
    checks: tuple[CheckFigures, ...]
    starter: str
    mistakes: int
    caught: int
    hidden_only: tuple[str, ...]
    variants: int
    kept: int
    mutation: Mutation | None
    bands: dict[str, list[Curve]]
    findings: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
