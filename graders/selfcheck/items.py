"""A lab's recorded checks for pytest: what ``graders.pytest_plugin`` shows in an editor where there is a handout."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from graders import run
from graders.bench import Bench
from graders.intake.path import opened
from graders.model import Result
from graders.selfcheck import contents, session
from graders.selfcheck.workers import Workers


def recorded() -> Bench:
    """The lab that lies beside the engine, and what was recorded of it. Raises UsageError where none does."""
    held = contents.read()

    def grade(path: Path, checks: Collection[str]) -> Result:
        with Workers(held.lab.packages) as workers:
            return run.last(session.recorded(held.lab, held.cassette, workers).check(opened(path), checks))

    return Bench(held.lab, held.cassette.takes[0].seed, grade)
