"""What the items of pytest are graded with: a lab, and what grades a submission by some of its checks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from graders.lab import Lab
from graders.model import Result


@dataclass(frozen=True)
class Bench:
    """A lab, and what grades the submission at a path.

    ``grade`` gets the names of the checks that are wanted, and gives a result with those at least: it may hold what
    they depend on, too.
    """

    lab: Lab
    seed: str
    grade: Callable[[Path, Collection[str]], Result]
