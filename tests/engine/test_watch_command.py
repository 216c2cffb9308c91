"""``grade.py watch``: the submission is graded again when it is saved, with the reference itself."""

import itertools
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
DEADLINE = 120.0
"""Seconds after which a watch that says nothing is ended, and the test with it."""


def test_a_save_is_graded_at_once_and_only_what_it_touches(tmp_path: Path) -> None:
    file = tmp_path / "toy.py"
    right = (ROOT / "tests" / "labs_for_tests" / "toy" / "textbook.py").read_text(encoding="utf-8")
    wrong = right.replace("return 2 * x", "return 3 * x")
    assert wrong != right
    file.write_text(wrong, encoding="utf-8")
    where = ["--lab", "toy", "--labs", "tests/labs_for_tests", "--out", str(tmp_path)]
    command = [sys.executable, "grade.py", "watch", str(file), *where]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as watching:
        ending = threading.Timer(DEADLINE, watching.kill)
        ending.start()
        try:
            assert "failed" in points(watching.stdout)
            file.write_text(right, encoding="utf-8")
            assert "All" in points(watching.stdout)
            watching.send_signal(signal.SIGINT)
            assert watching.wait() in (0, 1)  # Ctrl-C may come before the last look has ended
        finally:
            ending.cancel()
            watching.kill()
    assert list(tmp_path.glob("*.html"))


def points(output: IO[str] | None) -> str:
    """The line with the points, once all of a report is written."""
    assert output is not None
    said = itertools.takewhile(lambda line: not line.startswith("report:"), output)
    return next(line for line in list(said) if "points." in line)
