"""The handout of a real lab, made as a teacher makes it, once for all that look at it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handout of softmax regression; whoever writes into it makes a copy first."""
    out = tmp_path_factory.mktemp("course")
    command = [sys.executable, "grade.py", "handout", "softmax", "--out", str(out)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return out / "softmax"
