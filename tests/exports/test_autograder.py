"""The Gradescope autograder in ``examples/gradescope``, run as Gradescope runs it."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.exports.schemas import GRADESCOPE

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "gradescope"
SUBMISSIONS = ROOT / "examples" / "submissions"


@pytest.fixture
def autograder(tmp_path: Path) -> Path:
    """The folder /autograder after the image was built, with a checkout and its environment."""
    labproof = tmp_path / "source" / "labproof"
    labproof.mkdir(parents=True)
    for name in ("grade.py", "graders", "assignments", "reference", "templates"):
        (labproof / name).symlink_to(ROOT / name)
    (labproof / ".venv").symlink_to(sys.prefix)
    (tmp_path / "submission").mkdir()
    shutil.copy(EXAMPLE / "run_autograder", tmp_path)
    return tmp_path


def run(autograder: Path, **environment: str) -> dict[str, Any]:
    """What the student is shown in the end."""
    done = subprocess.run(
        [autograder / "run_autograder"],
        cwd=autograder,
        env={**os.environ, "AUTOGRADER_ROOT": str(autograder), "LABPROOF_LAB": "softmax", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (autograder / "results").iterdir()] == ["results.json"]
    made = json.loads((autograder / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(made, GRADESCOPE)
    return made


def test_good_work_has_full_marks(autograder: Path) -> None:
    shutil.copytree(SUBMISSIONS / "perfect", autograder / "submission", dirs_exist_ok=True)
    made = run(autograder)
    assert made["score"] == 20.0
    assert {test["status"] for test in made["tests"]} == {"passed"}
    assert "after_published" in {test["visibility"] for test in made["tests"]}


def test_half_done_work_is_told_what_to_do(autograder: Path) -> None:
    shutil.copytree(SUBMISSIONS / "half_done", autograder / "submission", dirs_exist_ok=True)
    made = run(autograder)
    assert 0 < made["score"] < 20
    failed = [test for test in made["tests"] if test["status"] == "failed" and test["visibility"] == "visible"]
    assert all(test["output"] for test in failed)


def test_nothing_handed_in_earns_nothing_and_says_why(autograder: Path) -> None:
    made = run(autograder)
    assert made["score"] == 0
    assert "softmax.py" in json.dumps(made)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("softmax.py", "def softmax(z:\n    return", "softmax.py"),
        ("work.zip", "PK\x03\x04 and then nothing", "work.zip is no zip that can be read"),
    ],
)
def test_broken_work_is_told_what_is_wrong(autograder: Path, name: str, content: str, sentence: str) -> None:
    (autograder / "submission" / name).write_text(content, encoding="utf-8")
    made = run(autograder)
    assert made["score"] == 0
    assert sentence in json.dumps(made, ensure_ascii=False)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [({"LABPROOF_LAB": "no_such_lab"}, "no_such_lab"), ({"LABPROOF_SECONDS": "0.01"}, "stopped after")],
)
def test_a_failure_of_ours_is_no_grade(autograder: Path, environment: dict[str, str], sentence: str) -> None:
    made = run(autograder, **environment)
    assert sentence in made["output"]
    assert "the 0 is no grade" in made["output"]
    assert made["extra_data"] == {"graded": False}


def test_without_an_environment_the_student_still_sees_something(autograder: Path) -> None:
    (autograder / "source" / "labproof" / ".venv").unlink()
    assert "not your fault" in run(autograder)["output"]


def test_both_files_can_be_run() -> None:
    for name in ("setup.sh", "run_autograder"):
        assert (EXAMPLE / name).stat().st_mode & stat.S_IXUSR
    subprocess.run(["bash", "-n", EXAMPLE / "setup.sh"], check=True)
