"""check50: a folder of checks, run on each submission; its verdicts from its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.peer import Command, Peer, hand_in_scripts, lay_course, reported

CONFIGURATION = """\
check50:
  checks: __init__.py
  files:
    - !exclude "*"
    - !include "*.py"
"""


class Check50(Peer):
    """Checks without dependencies on each other, each in a process of its own, as check50 runs them."""

    name = "check50"
    requirements = ("check50==3.5.0",)
    remarks = ("where it reports an error instead of results, no check counts as passed",)

    def prepare(self) -> None:
        """See Peer."""
        lay_course(self.place / "course", ("check50_form.py", "__init__.py"))
        (self.place / "course" / ".cs50.yaml").write_text(CONFIGURATION, encoding="utf-8")
        hand_in_scripts(self.place / "submissions")
        (self.place / "results").mkdir()

    def command(self, name: str) -> Command:
        """See Peer."""
        # --dev takes the checks from a folder instead of GitHub; the log that it implies is turned off again.
        options = ("--dev", "--log-level", "warning", "--output", "json", "--output-file", str(self._results(name)))
        words = (str(self.python), "-m", "check50", *options, "--", str(self.place / "course"))
        return Command(words, self.place / "submissions" / name, (name,))

    def passed(self, name: str, code: int, checks: Sequence[str]) -> set[str]:
        """See Peer."""
        results = reported(self._results(name))
        return {result["name"] for result in results.get("results", []) if result["passed"]}

    def _results(self, name: str) -> Path:
        return self.place / "results" / f"{name}.json"
