"""Labproof on the class as scripts and as notebooks, measured as its peers are."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import graders
from benchmarks import classroom, notebooks
from benchmarks.peers.peer import SUBMISSIONS, Command, Peer, hand_in_scripts

ROOT = Path(__file__).parents[2]
GRADERS = 2


class Labproof(Peer):
    """Two processes that grade, each of which takes the next submission as soon as it is free; all confined."""

    name = "labproof"
    requirements = (f"labproof=={graders.__version__}",)
    remarks = ("with the confinement of this machine",)

    @classmethod
    def interpreter(cls) -> Path:
        """The one that runs here."""
        return Path(sys.executable)

    def prepare(self) -> None:
        """See Peer."""
        self.hand_in(self.place / "submissions")
        (self.place / "results").mkdir()

    def hand_in(self, folder: Path) -> None:
        """Put each submission of the class into a folder of its own."""
        hand_in_scripts(folder)

    def commands(self, names: Sequence[str]) -> list[Command]:
        """As many as grade at a time; each is given all the names and takes those that no other has taken."""
        taken = tempfile.mkdtemp(prefix="taken-", dir=self.place)
        words = (str(self.python), "-m", "benchmarks.peers.labproof_grader", str(self.place), taken, *names)
        return [Command(words, ROOT, tuple(names))] * GRADERS

    def command(self, name: str) -> Command:
        """See Peer."""
        return self.commands([name])[0]

    def passed(self, name: str, code: int, checks: Sequence[str]) -> set[str]:
        """See Peer."""
        verdicts = json.loads((self.place / "results" / f"{name}.json").read_text(encoding="utf-8"))
        return {check for check, verdict in verdicts.items() if verdict == "passed"}


class LabproofOnNotebooks(Labproof):
    """The same with the class as notebooks."""

    name = "labproof, notebooks"

    def hand_in(self, folder: Path) -> None:
        """See Labproof."""
        for name in classroom.names():
            notebooks.submit(SUBMISSIONS / name, folder / name)
