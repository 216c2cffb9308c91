"""Otter-Grader: a process for each notebook, tests that raise; its verdicts from results.json."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import classroom, notebooks
from benchmarks.peers.peer import SUBMISSIONS, Command, Peer, lay_course, reported

FILES = ("checks.py", "limit.py", "textbook.py", "digits.npz")

# The exception-based format. In the older one, which is doctest's, what a submission prints would be a wrong answer.
TEST = """\
from types import SimpleNamespace

import checks
from limit import limited
from otter.test_files import test_case

OK_FORMAT = False
name = "{check}"
points = 1


@test_case()
def test(env):
    with limited():
        checks.{check}(SimpleNamespace(**env))
"""


class Otter(Peer):
    """``otter run``, which grades a submission without a container; each is a zip of a notebook and its files."""

    name = "otter-grader"
    requirements = ("otter-grader[grading]==7.0.0",)
    remarks = (
        "otter run has no limit of its own; the course's tests bring one, by an alarm after 10 s",
        "containers, as otter grade starts them, are left out",
        "where it ends without a results.json no test counts as passed",
    )

    def prepare(self) -> None:
        """See Peer."""
        course = self.place / "course"
        lay_course(course)
        (course / "tests").mkdir()
        for check in classroom.lab().checks:
            (course / "tests" / f"{check}.py").write_text(TEST.format(check=check), encoding="utf-8")
        self.do("otter", "generate", "--no-config", "--no-environment", *FILES, folder=course)
        for name in classroom.names():
            folder = self.place / "submissions" / name
            notebooks.submit(SUBMISSIONS / name, folder)
            with zipfile.ZipFile(folder.with_suffix(".zip"), "w") as archive:
                for path in folder.iterdir():
                    archive.write(path, path.name)
            (self.place / "results" / name).mkdir(parents=True)

    def command(self, name: str) -> Command:
        """See Peer."""
        submission = self.place / "submissions" / f"{name}.zip"
        options = ("--autograder", str(self.place / "course" / "autograder.zip"), "--no-logo")
        words = (str(self.python), "-m", "otter", "run", str(submission), *options)
        return Command(words, self.place / "results" / name, (name,))

    def passed(self, name: str, code: int, checks: Sequence[str]) -> set[str]:
        """See Peer."""
        results = reported(self._results(name))
        # An entry of 0 points, Public Tests, sums up the others.
        return {test["name"] for test in results.get("tests", []) if test.get("max_score") and test["score"] > 0}

    def _results(self, name: str) -> Path:
        return self.place / "results" / name / "results.json"
