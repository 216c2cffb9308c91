"""The checks as items of pytest: the same marks and messages as grade.py's, and nothing of the submission imported."""

import json
import re
import shlex
import zipfile
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from graders import labs, oracle, run, selection, single
from graders.intake.path import opened
from graders.reports import text
from graders.sandbox.nursery import Nursery
from tests.plugin.conftest import LABS, ROOT, Pytest

TOY = ["double_values", "total_values", "extremes_values", "noise_values", "counters", "counts_far"]


def test_marks_and_messages_are_those_of_grade_py(start: Pytest) -> None:
    path = ROOT / "examples" / "submissions" / "half_done" / "softmax.py"
    with Nursery() as nursery:
        *_, graded = single.grade(single.Request(path, seed="a seed"), opened(path), "softmax", nursery)
    assert isinstance(graded, run.Graded)
    checks = graded.result.checks
    assert any(check.diagnoses for check in checks)

    session = start("--lab", "softmax", "--seed", "a seed", str(path), labs=labs.ASSIGNMENTS)

    assert session.code == 1
    assert {item.partition("::")[2]: outcome.lower() for item, outcome in session.outcomes.items()} == {
        check.name: check.verdict.value for check in checks
    }
    for check in checks:
        if check.verdict.value == "failed":
            assert f" {check.title} " in session.out
            assert text.detail(replace(check, output="")) in session.out
        if check.verdict.value == "skipped":
            assert str(check.reason)[:60] in session.out
    assert f"softmax: {text.total(graded.result)}" in session.out
    assert "--seed a seed" in session.out
    assert "Traceback" not in session.out


def test_a_failed_check_shows_what_the_code_printed(start: Pytest, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(wrong)
    session = start("--lab", "toy", "toy.py")
    assert list(session.outcomes) == [f"toy.py::{name}" for name in TOY]
    assert session.outcomes["toy.py::total_values"] == "FAILED"
    assert session.outcomes["toy.py::extremes_values"] == "SKIPPED"
    assert "total is the mean." in session.out  # the known mistake
    assert "Captured stdout call" in session.out
    assert "adding up" in session.out
    assert "toy: 5 of 7 points. 4 of 6 checks passed; 1 failed, 1 was skipped." in session.out


def test_of_one_check_that_is_chosen_only_its_own_result_is_told(start: Pytest, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(wrong)
    session = start("--lab", "toy", "toy.py::extremes_values", "toy.py::counters")
    assert session.outcomes == {"toy.py::extremes_values": "SKIPPED", "toy.py::counters": "PASSED"}
    assert "Not looked at, because this is not passed yet: “total adds up.”" in session.out
    assert "toy: Of the checks that were run: 1 of 2 points." in session.out


def test_what_failed_last_is_run_again(start: Pytest, wrong: str, right: str, tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(wrong)
    start("--lab", "toy", "toy.py", "-k", "values", "-x")
    (tmp_path / "toy.py").write_text(right)
    session = start("--lab", "toy", "toy.py", "--lf")
    assert (session.code, session.outcomes) == (0, {"toy.py::total_values": "PASSED"})


def test_nothing_of_a_submission_runs_in_pytest_itself(start: Pytest, right: str, tmp_path: Path) -> None:
    folder = tmp_path / "ann"
    folder.mkdir()
    trap = f"open({str(tmp_path / 'sprung')!r}, 'w')\n"
    for name in ("__init__.py", "conftest.py", "test_toy.py", "toy_test.py"):
        (folder / name).write_text(trap)
    (folder / "toy.py").write_text(f"try:\n    {trap}except OSError:\n    pass\n{right}")

    listed = start("--lab", "toy", "--collect-only", "-qq", "ann/toy.py")
    assert listed.out.split() == [*(f"ann/toy.py::{name}" for name in TOY), *listed.out.split()[len(TOY) :]]
    for path in ("ann", "ann/toy.py"):
        session = start("--lab", "toy", path)
        assert (session.code, list(session.outcomes)) == (0, [f"ann/toy.py::{name}" for name in TOY])
    assert not (tmp_path / "sprung").exists()


def test_a_notebook_and_a_zip_are_submissions_too(start: Pytest, right: str, tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": right, "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (tmp_path / "homework 1.ipynb").write_text(json.dumps(notebook))
    with zipfile.ZipFile(tmp_path / "ann.zip", "w") as archive:
        archive.writestr("hw/toy.py", right)
    session = start("--lab", "toy", "homework 1.ipynb", "ann.zip", "-k", "double")
    assert session.code == 0
    assert "homework 1.ipynb::double_values PASSED" in session.out
    assert "ann.zip::double_values PASSED" in session.out


def test_a_lab_of_several_files_is_looked_at_once_and_whole(start: Pytest, right: str, tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text("from other import *\n")
    (tmp_path / "other.py").write_text(right)
    session = start("--lab", "pair", ".")
    assert session.outcomes == {"toy.py::double_of_two": "PASSED", "toy.py::wrong_itself": "ERROR"}
    assert "ERROR at setup of This check is wrong itself." in session.out
    assert "This is a fault of the lab or of the grader, not of the submission. It costs no points." in session.out
    assert "pair: 1 of 1 points. 1 of 2 checks passed; 1 could not be judged." in session.out
    assert "Traceback" not in session.out


def test_with_the_setting_a_plain_pytest_finds_the_lab_beside_own_tests(
    start: Pytest, right: str, tmp_path: Path
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nlabproof_lab = toy\n")
    (tmp_path / "toy.py").write_text(right)
    (tmp_path / "conftest.py").write_text("import pytest\n\n@pytest.fixture\ndef two():\n    return 2\n")
    (tmp_path / "test_mine.py").write_text("def test_two(two):\n    assert two == 2\n")
    session = start("-k", "double or two")
    assert session.code == 0
    assert session.outcomes == {"toy.py::double_values": "PASSED", "test_mine.py::test_two": "PASSED"}
    assert start("test_mine.py::test_two").outcomes == {"test_mine.py::test_two": "PASSED"}


def test_what_is_no_submission_is_told_in_a_sentence(start: Pytest, tmp_path: Path) -> None:
    (tmp_path / "ann.zip").write_text("no zip at all")
    (tmp_path / "notes.txt").write_text("double is twice")
    session = start("--lab", "toy", "ann.zip", "notes.txt", "-k", "double")
    assert session.outcomes == {"ann.zip::double_values": "ERROR", "notes.txt::double_values": "ERROR"}
    assert "error: ann.zip is no zip that can be read" in session.out
    assert "notes.txt is none of what a submission can be: a folder, a .py file, a notebook or a .zip" in session.out
    assert "Traceback" not in session.out


def test_a_lab_that_is_not_there_is_told_in_a_sentence(start: Pytest) -> None:
    session = start("--lab", "toi", ".")
    assert session.code == pytest.ExitCode.USAGE_ERROR
    assert session.out.strip() == f"ERROR: there is no lab toi in {LABS}; there are pair, toy"


def test_several_processes_are_one(start: Pytest, right: str, tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    (tmp_path / "toy.py").write_text(right)
    session = start("-p", "xdist", "--lab", "toy", "toy.py", "-n", "2", "-k", "double")
    assert (session.code, session.outcomes) == (0, {"toy.py::double_values": "PASSED"})


def test_without_a_lab_pytest_is_as_ever(start: Pytest, tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text("")
    code = "import sys\n\ndef test_light():\n    assert not {'numpy', 'graders.pytest_plugin'} & set(sys.modules)\n"
    (tmp_path / "test_own.py").write_text(code)
    session = start()
    assert session.outcomes == {"test_own.py::test_light": "PASSED"}


def test_the_environment_leads_pytest_here(start: Pytest, right: str, tmp_path: Path) -> None:
    installed = metadata.entry_points(group="pytest11", name="labproof")
    if not installed:
        pytest.skip("Labproof was installed into this environment before it had a plugin; make test installs it anew")
    assert [each.value for each in installed] == ["labproof_signpost"]
    (tmp_path / "toy.py").write_text(right)
    session = start("--lab", "toy", "-k", "double", installed=True)
    assert (session.code, session.outcomes) == (0, {"toy.py::double_values": "PASSED"})


def test_a_check_among_few_draws_and_may_do_what_it_does_among_all() -> None:
    lab = labs.load("toy", LABS)
    few = selection.narrowed(lab, ["extremes_values"])
    assert list(few.checks) == ["total_values", "extremes_values"]
    for name, check in few.checks.items():
        draws = [oracle.Live(each, "a seed").rng(each.checks[name]).normal(size=3) for each in (lab, few)]
        assert np.array_equal(*draws)
        assert check.memory == max(each.memory for each in lab.checks.values())


@pytest.mark.slow
def test_what_the_page_says_works(start: Pytest, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "student.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:\.venv/bin/)?pytest (--lab .+)$", page, re.MULTILINE)
    settings = [json.loads(block) for block in re.findall(r"```json\n(.+?)```", page, re.DOTALL)]
    commands = [*map(shlex.split, lines), *(each["python.testing.pytestArgs"] for each in settings)]
    if not commands:
        pytest.skip("the page says nothing of pytest yet")
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "softmax.py").touch()
    for words in commands:
        session = start(*words, "--collect-only", labs=labs.ASSIGNMENTS)
        assert session.code == 0, session.out
    for block in re.findall(r"```ini\n(.+?)```", page, re.DOTALL):
        (tmp_path / "pytest.ini").write_text(block)
        assert start("--collect-only", labs=labs.ASSIGNMENTS).code == 0
