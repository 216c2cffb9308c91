"""A run that is killed at any moment goes on where it was, and ends as one that nobody disturbed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.classes.conftest import RIGHT, ROOT, Command, compared, made, records

pytestmark = pytest.mark.slow

STUDENTS = 24
SLOW = "\nimport time\n_double = double\n\ndef double(x):\n    time.sleep(0.1)\n    return _double(x)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A class that takes its time, half of it with a mistake."""
    works = {
        f"student {number:02}": (RIGHT if number % 2 else RIGHT.replace("2 * x", "3 * x")) + SLOW
        for number in range(STUDENTS)
    }
    return made(tmp_path / "submissions", works)


def kept(results: Path) -> int:
    """How many grades are in the gradebook, looked at from outside."""
    book = None
    try:
        book = sqlite3.connect(f"{(results / 'gradebook.db').as_uri()}?mode=ro", uri=True)
        return int(book.execute("SELECT count(*) FROM labproof_grades").fetchone()[0])
    except sqlite3.Error:
        return 0
    finally:
        if book is not None:
            book.close()


def descendants(process: int) -> set[int]:
    """The processes below one, as /proc tells."""
    children: dict[int, set[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int(
                    (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1]
                )
                children.setdefault(parent, set()).add(int(entry.name))
    found: set[int] = set()
    waiting = [process]
    while waiting:
        below = children.get(waiting.pop(), set()) - found
        found |= below
        waiting += below
    return found


def test_three_times_killed_and_the_same_in_the_end(
    folder: Path, labs: Path, tmp_path: Path, grade_py: Command
) -> None:
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    options = ["--labs", labs, "--seed", "a seed", "--jobs", 2]
    assert grade_py("class", folder, "--out", undisturbed, *options).returncode == 0
    draw = random.Random(7)
    command = [sys.executable, "grade.py", "class", folder, "--out", disturbed, *options]
    before = 0
    for _ in range(3):
        with subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=subprocess.DEVNULL) as run:
            until = before + draw.randint(1, 6)
            deadline = time.monotonic() + 60
            while kept(disturbed) < until and run.poll() is None and time.monotonic() < deadline:
                time.sleep(0.01)
            assert run.poll() is None, "the class was graded before it could be disturbed"
            below = descendants(run.pid)
            os.kill(run.pid, signal.SIGKILL)
        assert below, "the graders are processes of their own"
        while any(Path(f"/proc/{process}/exe").exists() for process in below) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not [process for process in below if Path(f"/proc/{process}/exe").exists()], "none outlives the run"
        before = kept(disturbed)
        assert before < STUDENTS
    assert grade_py("class", folder, "--out", disturbed, *options).returncode == 0
    ended, expected = records(disturbed), records(undisturbed)
    assert len(ended) == STUDENTS
    assert {name: compared(record) for name, record in ended.items()} == {
        name: compared(record) for name, record in expected.items()
    }
