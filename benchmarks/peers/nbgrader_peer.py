"""nbgrader: the class as a course of notebooks, graded by one command; its verdicts from its gradebook."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import nbformat
from nbformat.notebooknode import NotebookNode

from benchmarks import classroom, notebooks
from benchmarks.peers.peer import SUBMISSIONS, Command, Peer, lay_course

LAB = "lab"
CONFIGURATION = """\
c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.ExecutePreprocessor.timeout = 10
"""
POINTS = """
SELECT base_cell.name FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
WHERE submitted_assignment.student_id = ? AND grade.auto_score > 0
"""


class Nbgrader(Peer):
    """One notebook for each student, ending in a cell with points for each check, and one command for them all."""

    name = "nbgrader"
    requirements = ("nbgrader==0.9.6",)
    jobs = (1,)
    remarks = (
        "one command grades the class as notebooks, one after another: it has no option for more at a time",
        "its limit of 10 s is that of a cell; a check is a cell",
    )

    def prepare(self) -> None:
        """See Peer."""
        checks = list(classroom.lab().checks)
        lay_course(self.place / "source" / LAB)
        starter = nbformat.v4.new_notebook(metadata=notebooks.KERNEL)
        nbformat.write(_with_points(starter, checks), self.place / "source" / LAB / notebooks.NOTEBOOK)
        (self.place / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")
        self.do("nbgrader", "generate_assignment", LAB, "--create", folder=self.place)
        released = nbformat.read(self.place / "release" / LAB / notebooks.NOTEBOOK, as_version=4)
        for name in classroom.names():
            folder = self.place / "submitted" / name / LAB
            notebooks.submit(SUBMISSIONS / name, folder)
            work = nbformat.read(folder / notebooks.NOTEBOOK, as_version=4)
            work.cells += released.cells
            nbformat.write(work, folder / notebooks.NOTEBOOK)

    def commands(self, names: Sequence[str]) -> list[Command]:
        """One command for all of them; the others are left out by their names."""
        others = ",".join(name for name in classroom.names() if name not in names)
        words = (*self._nbgrader, "autograde", LAB, "--force", f"--CourseDirectory.student_id_exclude={others}")
        return [Command(words, self.place, tuple(names))]

    def command(self, name: str) -> Command:
        """See Peer."""
        return Command((*self._nbgrader, "autograde", LAB, "--force", f"--student={name}"), self.place, (name,))

    def passed(self, name: str, code: int, checks: Sequence[str]) -> set[str]:
        """See Peer."""
        gradebook = sqlite3.connect(self.place / "gradebook.db")
        try:
            return {check for (check,) in gradebook.execute(POINTS, [name])}
        finally:
            gradebook.close()

    @property
    def _nbgrader(self) -> tuple[str, ...]:
        return str(self.python), "-m", "nbgrader"


def _with_points(starter: NotebookNode, checks: Sequence[str]) -> NotebookNode:
    for check in checks:
        cell = nbformat.v4.new_code_cell(f"import __main__\nimport checks\n\nchecks.{check}(__main__)")
        cell["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "grade_id": check,
            "grade": True,
            "points": 1,
            "locked": True,
            "solution": False,
            "task": False,
        }
        starter.cells.append(cell)
    return starter
