"""A small class for the toy lab, and the command that grades it."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graders.gradebook import opened
from graders.register import Record
from graders.reports.json import to_json

ROOT = Path(__file__).parents[2]
LABS = ROOT / "tests" / "labs_for_tests"
RIGHT = (LABS / "toy" / "textbook.py").read_text(encoding="utf-8")

CLASS = {
    "李雷": RIGHT,
    "أحمد": RIGHT.replace("2 * x", "3 * x"),
    "O'Brien, Ann": RIGHT.replace("2 * x", "3 * x"),
    "Zoë": RIGHT.replace("np.sum(x)", "np.mean(x)"),
    "=cmd|calc!A0": "def double(x):\n    return 2 * x\n",
    "Bo": "this is no Python",
}


@pytest.fixture
def labs(tmp_path: Path) -> Path:
    """A folder with the toy lab alone, to be changed at will."""
    shutil.copytree(LABS / "toy", tmp_path / "labs" / "toy", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "labs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for each student of the class."""
    return made(tmp_path / "submissions", CLASS)


def made(folder: Path, works: dict[str, str]) -> Path:
    for name, source in works.items():
        place = folder / name.replace("/", "_")
        place.mkdir(parents=True)
        (place / "toy.py").write_text(source, encoding="utf-8")
    return folder


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def grade_py() -> Command:
    """``grade_py("class", folder, …)`` runs the command; where nobody can be confined the test is skipped."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        one = ["--jobs", "1"] if words[0] in ("class", "regrade") and not {"--jobs", "--cluster"} & set(words) else []
        command = [sys.executable, "grade.py", *map(str, words), *one]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        if "confines a submission only at tier" in done.stderr:
            pytest.skip(done.stderr)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


def records(results: Path) -> dict[str, Record]:
    """The records of a gradebook by the students' names."""
    with opened(results) as book:
        return {record.student.name: record for record in book.records()}


def compared(record: Record) -> dict[str, Any]:
    """A record without what differs from run to run: the time that it took, and when that was."""
    told = dataclasses.asdict(dataclasses.replace(record, result=None))
    if record.result is not None:
        checks = tuple(dataclasses.replace(check, seconds=0.0) for check in record.result.checks)
        told["result"] = to_json(dataclasses.replace(record.result, checks=checks, seconds=0.0, started=""))
    return told
