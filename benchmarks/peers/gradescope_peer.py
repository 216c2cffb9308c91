"""gradescope-utils: unittest with points, as Gradescope starts it; its verdicts from results.json."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.peer import Command, Peer, hand_in_scripts, lay_course, reported


class Gradescope(Peer):
    """A folder of tests, run in the folder of each submission. Gradescope's containers are left out."""

    name = "gradescope-utils"
    requirements = ("gradescope-utils==0.5.0",)
    remarks = (
        "it has no limit of its own for one test; the course's tests bring one, by an alarm after 10 s",
        "without a results.json that can be read, as Gradescope does, no test counts as passed",
    )

    def prepare(self) -> None:
        """See Peer."""
        forms = ("gradescope_form.py", "test_network.py"), ("gradescope_run.py", "run_tests.py")
        lay_course(self.place / "course", *forms)
        hand_in_scripts(self.place / "submissions")
        (self.place / "results").mkdir()

    def command(self, name: str) -> Command:
        """See Peer."""
        words = (str(self.python), str(self.place / "course" / "run_tests.py"), str(self._results(name)))
        return Command(words, self.place / "submissions" / name, (name,))

    def passed(self, name: str, code: int, checks: Sequence[str]) -> set[str]:
        """See Peer."""
        results = reported(self._results(name))
        return {test["name"] for test in results.get("tests", []) if test["status"] == "passed"}

    def _results(self, name: str) -> Path:
        return self.place / "results" / f"{name}.json"
