"""pytest with pytest-timeout: one process for each submission, its verdicts from the JUnit file."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from benchmarks.peers.peer import Command, Peer, hand_in_scripts, lay_course


class Pytest(Peer):
    """A course with one file of tests, run in the folder of each submission."""

    name = "pytest"
    requirements = ("pytest==9.1.1", "pytest-timeout==2.4.0")
    jobs = (1, 2)
    remarks = ("an exit code of 0 without a report is read as pytest defines it: all tests passed",)

    def prepare(self) -> None:
        """See Peer."""
        lay_course(self.place / "course", ("pytest_form.py", "test_network.py"))
        hand_in_scripts(self.place / "submissions")

    def command(self, name: str) -> Command:
        """See Peer."""
        tests, report = self.place / "course" / "test_network.py", self.place / f"{name}.xml"
        options = ("--quiet", "--timeout=10", "-p", "no:cacheprovider", f"--junitxml={report}")
        words = (str(self.python), "-m", "pytest", str(tests), *options)
        return Command(words, self.place / "submissions" / name, (name,))

    def passed(self, name: str, code: int, checks: Sequence[str]) -> set[str]:
        """See Peer."""
        report = self.place / f"{name}.xml"
        if not report.is_file():
            # https://docs.pytest.org/en/stable/reference/exit-codes.html, 0: all tests were collected and passed
            return set(checks) if code == 0 else set()
        cases = ElementTree.parse(report).iter("testcase")
        return {case.get("name", "").partition("[")[2].rstrip("]") for case in cases if not len(case.findall("*"))}
