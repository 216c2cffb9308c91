"""``%check`` in a notebook: what its cells have defined so far is checked, and the report stands below the cell.

Checks whose functions are not begun yet are left for later.

The cells are run again, in a process of their own, as they are when the notebook is graded: what the kernel's memory
holds from a cell that was changed or deleted since does not count.
"""

from __future__ import annotations

import atexit
import html
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from graders.errors import LabproofError, UsageError
from graders.intake.tree import Tree
from graders.model import Result
from graders.reports import text
from graders.reports.html import render
from graders.reports.legible import legible_line
from graders.run import last
from graders.selfcheck import contents
from graders.selfcheck.session import Session, recorded
from graders.selfcheck.workers import Workers

NAME = "notebook.ipynb"

OWN = re.compile(r"^\s*%(?:check|load_ext\s+labproof|reload_ext\s+labproof)\b.*$", re.MULTILINE)
BEGUN = re.compile(r"^(?:def|class)\s+(\w+)", re.MULTILINE)
DEFINITIONS_ONLY = "--definitions-only"

FRAME = (
    '<iframe title="Lab report" srcdoc="{page}" style="width: 100%; height: 34em; border: 0; resize: vertical" '
    "onload=\"this.style.height = Math.min(1600, this.contentDocument.body.scrollHeight + 24) + 'px'\"></iframe>"
)
"""The page in a frame of its own, so that its style and the notebook's leave each other alone."""


def load_ipython_extension(shell: Any) -> None:
    """Called by ``%load_ext labproof``; gives the notebook ``%check``."""
    notebook = Notebook(shell)
    shell.register_magic_function(notebook.check, "line", "check")
    shell.events.register("post_run_cell", notebook.ran)


class Notebook:
    """A kernel, and what was checked in it."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.session: Session | None = None
        self.failed: set[int] = set()

    def ran(self, outcome: Any) -> None:
        """Note which cells were no Python; the corrected one comes after."""
        if isinstance(outcome.error_before_exec, SyntaxError):
            self.failed.add(len(self.shell.history_manager.input_hist_raw) - 1)

    def check(self, line: str) -> None:
        """%check [LAB | FUNCTION | CHECK …] [--definitions-only]: check what the cells have defined so far."""
        try:
            result = self.result(line.split())
        except LabproofError as error:
            self.shell.display_pub.publish({"text/plain": f"error: {legible_line(str(error))}"})
            return
        page = html.escape(render(result), quote=True)
        self.shell.display_pub.publish({"text/plain": text.render(result), "text/html": FRAME.format(page=page)})

    def result(self, words: Sequence[str]) -> Result:
        """What the parts that ``words`` name give; all checks where they name none."""
        parts = [word for word in words if not word.startswith("-")]
        if unknown := [word for word in words if word.startswith("-") and word != DEFINITIONS_ONLY]:
            raise UsageError(f"%check knows no {unknown[0]}; it knows {DEFINITIONS_ONLY}")
        if self.session is None:
            held = contents.read()
            lab = held.lab
            workers = Workers(lab.packages)
            lab.load_seconds /= workers.patience  # as long as the course's own grading takes, and no longer
            atexit.register(workers.close)
            self.session = recorded(lab, held.cassette, workers)
        session = self.session
        names = [name for part in parts for name in session.checks_of(part)] or list(session.lab.checks)
        tree = self.tree()
        begun = [name for name in names if tree.defines(NAME).intersection(session.asked[name])]
        if not begun or set(names) != set(session.lab.checks):
            return last(session.check(tree, names, DEFINITIONS_ONLY in words))
        result = last(session.check(tree, begun, DEFINITIONS_ONLY in words))
        if waiting := len(names) - len(begun):
            waits = "1 check waits for a function" if waiting == 1 else f"{waiting} checks wait for functions"
            result = replace(result, problems=(*result.problems, f"{waits} that no cell defines yet."))
        return result

    def _is_corrected(self, number: int, run: Sequence[str]) -> bool:
        """Whether a cell was no Python, and a later one defines what it begins to define."""
        later = {name for cell in run[number:] for name in BEGUN.findall(cell)}
        return number in self.failed and set(BEGUN.findall(run[number - 1])) <= later

    def tree(self) -> Tree:
        """The cells as they were run, one after the other, as a notebook: its cell 3 is the kernel's In [3]."""
        run = self.shell.history_manager.input_hist_raw[1:]
        cells = ["" if self._is_corrected(number, run) else OWN.sub("", cell) for number, cell in enumerate(run, 1)]
        content = json.dumps(
            {
                "cells": [
                    {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
                    for source in cells
                ],
                "metadata": {},
                "nbformat": 4,
                "nbformat_minor": 4,
            }
        ).encode()
        return Tree(NAME, {NAME: lambda: content}, only=NAME)
