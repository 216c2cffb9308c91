"""What every peer is asked: how its course is laid out, how it grades, and what it says."""

from __future__ import annotations

import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import classroom
from benchmarks.lab.benchmark import textbook
from benchmarks.peers import environment
from graders.data import digits

HERE = Path(__file__).parent
SUBMISSIONS = classroom.LABS / classroom.NAME / "submissions"


@dataclass(frozen=True)
class Command:
    """The words of a command, the folder that it is run in, and whom it grades."""

    words: tuple[str, ...]
    folder: Path
    names: tuple[str, ...]


class Peer(ABC):
    """Another grader. ``place`` is a folder for its course, ``python`` the interpreter that has it installed."""

    name: str
    requirements: tuple[str, ...]
    """What pip installs, with the versions; the first is the grader itself."""
    jobs: tuple[int, ...] = (2,)
    """How many commands are run at a time, for each time that the class is graded."""
    remarks: tuple[str, ...] = ()
    """What a reader of the figures must know of how this peer was used."""

    def __init__(self, place: Path, python: Path) -> None:
        self.place = place
        self.python = python
        self.surroundings = environment.surroundings(python, place)

    @classmethod
    def interpreter(cls) -> Path:
        """The interpreter that has it installed; raises environment.Missing."""
        return environment.python(cls.name, cls.requirements)

    @property
    def version(self) -> str:
        """The version that is measured."""
        return self.requirements[0].partition("==")[2]

    def do(self, *words: str, folder: Path) -> None:
        """Run a module of the peer with these words, as part of its preparation. Raises environment.Missing."""
        environment.do([str(self.python), "-m", *words], " ".join(words), folder, self.surroundings)

    @abstractmethod
    def prepare(self) -> None:
        """Lay out the course and hand in the class; this is not timed. Raises environment.Missing."""

    def commands(self, names: Sequence[str]) -> list[Command]:
        """What grades these submissions: here one command for each."""
        return [self.command(name) for name in names]

    @abstractmethod
    def command(self, name: str) -> Command:
        """What grades one submission alone."""

    @abstractmethod
    def passed(self, name: str, code: int, checks: Sequence[str]) -> set[str]:
        """The checks that a submission passed, as a teacher reads it off this peer's own result.

        ``code`` is the exit code of the command that graded it.
        """


def lay_course(folder: Path, *forms: tuple[str, str]) -> None:
    """Put the checks and what they need into a folder, and files of ``forms`` under the names that they have there."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "checks.py", folder)
    shutil.copy(HERE / "limit.py", folder)
    shutil.copy(Path(textbook.__file__), folder)
    shutil.copy(Path(digits.__file__).with_name("digits.npz"), folder)
    for form, name in forms:
        shutil.copy(HERE / "forms" / form, folder / name)


def reported(path: Path) -> dict[str, Any]:
    """What a peer wrote as JSON; nothing where it wrote none that can be read."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def hand_in_scripts(folder: Path) -> None:
    """Put each submission of the class into a folder of its own, as the files that it is."""
    for name in classroom.names():
        shutil.copytree(SUBMISSIONS / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
