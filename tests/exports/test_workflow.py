"""The examples for GitHub, run as its runners run them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from tests.exports.schemas import CLASSROOM50

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "github"
SUBMISSIONS = ROOT / "examples" / "submissions"

WORKFLOW: dict[Any, Any] = yaml.safe_load((EXAMPLE / "labproof.yml").read_text(encoding="utf-8"))
STEPS = {step.get("name"): step for step in WORKFLOW["jobs"]["grade"]["steps"]}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A runner's folder after both repositories were fetched and Labproof was installed."""
    labproof = tmp_path / "labproof"
    labproof.mkdir()
    for name in ("grade.py", "graders", "assignments", "reference", "templates"):
        (labproof / name).symlink_to(ROOT / name)
    (labproof / ".venv").symlink_to(sys.prefix)
    return tmp_path


def grade(workspace: Path, submission: str) -> tuple[int, str]:
    """Run the step that grades, by the shell that GitHub runs it by; gives the exit code and what it says."""
    shutil.copytree(SUBMISSIONS / submission, workspace / "submission")
    step = STEPS["Grade"]
    environment = {**os.environ, **WORKFLOW["env"], **step["env"], "GITHUB_STEP_SUMMARY": str(workspace / "summary.md")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=workspace,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("submission", "code"), [("perfect", 0), ("half_done", 1)])
def test_the_exit_code_and_the_summary_say_how_it_went(workspace: Path, submission: str, code: int) -> None:
    assert grade(workspace, submission)[0] == code
    summary = (workspace / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("## Labproof: softmax\n\n    ")
    assert "points" in summary
    assert ElementTree.parse(workspace / "junit.xml").find("testsuite/testcase") is not None
    assert "<!DOCTYPE html>" in (workspace / "report.html").read_text(encoding="utf-8")


def test_nothing_that_a_submission_prints_is_a_command_or_markup(workspace: Path) -> None:
    """GitHub takes lines of the log that begin with :: for commands."""
    _, said = grade(workspace, "hostile")
    assert [line for line in said.splitlines() if line.strip()] == [
        line for line in said.splitlines() if "assed" in line
    ]
    lines = (workspace / "summary.md").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("    ") or not line.strip() for line in lines[1:])


def test_what_the_workflow_keeps_is_what_the_step_writes() -> None:
    kept = STEPS["Keep the report"]["with"]["path"].split()
    assert all(name in STEPS["Grade"]["run"] for name in kept)
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert set(WORKFLOW[True]) == {"push", "workflow_dispatch"}, "YAML takes the word on for true"


@pytest.mark.parametrize(("submission", "score"), [("perfect", 19), ("half_done", None)])
def test_classroom50_gets_its_result(workspace: Path, submission: str, score: int | None) -> None:
    shutil.copytree(SUBMISSIONS / submission, workspace / "submission")
    environment = {
        "CLASSROOM": "deep-learning",
        "ASSIGNMENT": "softmax",
        "SUBMISSION_TAG": "submit/2026-03-02T14-05-09Z-a1b2c3d",
        "COMMIT_URL": "https://github.example/commit/a1b2c3d",
        "RELEASE_URL": "https://github.example/releases/tag/submit",
        "LABPROOF": str(workspace / "labproof"),
    }
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@uni.example")
    at = {"GIT_AUTHOR_DATE": "2026-03-02T15:05:09+0100", "GIT_COMMITTER_DATE": "2026-03-02T15:05:09+0100"}
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "my work"]):
        subprocess.run(["git", *words], cwd=workspace / "submission", env={**os.environ, **at}, check=True)
    done = subprocess.run(
        [sys.executable, EXAMPLE / "autograder.py"],
        cwd=workspace / "submission",
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    made = json.loads((workspace / "submission" / "result.json").read_text(encoding="utf-8"))
    jsonschema.validate(made, CLASSROOM50)
    assert made["datetime"] == "2026-03-02T14:05:09Z"
    assert made["max-score"] == 19  # one point of the lab's 20 is that of a hidden check
    assert made["score"] == score if score is not None else 0 < made["score"] < 19


def test_classroom50_is_told_when_the_grader_fails(workspace: Path) -> None:
    shutil.copytree(SUBMISSIONS / "perfect", workspace / "submission")
    done = subprocess.run(
        [sys.executable, EXAMPLE / "autograder.py"],
        cwd=workspace / "submission",
        env={**os.environ, "ASSIGNMENT": "no_such_lab", "LABPROOF": str(workspace / "labproof")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "no_such_lab" in done.stderr
