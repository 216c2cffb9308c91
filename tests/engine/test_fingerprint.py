"""A class is graded again exactly where something changed that a grade depends on."""

import shutil
from pathlib import Path

import pytest

from graders import fingerprint
from graders.labs import ASSIGNMENTS


@pytest.fixture
def labs(tmp_path: Path) -> Path:
    shutil.copytree(ASSIGNMENTS / "softmax", tmp_path / "softmax")
    return tmp_path


@pytest.mark.parametrize("file", ["lab.py", "bands.json", "mistakes.py"])
def test_a_changed_lab_has_another_fingerprint(labs: Path, file: str) -> None:
    before = fingerprint.of_lab("softmax", labs)
    with (labs / "softmax" / file).open("a", encoding="utf-8") as opened:
        opened.write("\n")
    assert fingerprint.of_lab("softmax", labs) != before


def test_a_textbook_beside_the_labs_is_part_of_them(labs: Path) -> None:
    before = fingerprint.of_lab("softmax", labs)
    (labs / "textbook.py").write_text("x = 1\n", encoding="utf-8")
    assert fingerprint.of_lab("softmax", labs) != before


def test_a_text_for_people_is_none(labs: Path) -> None:
    before = fingerprint.of_lab("softmax", labs)
    (labs / "softmax" / "handout.md").write_text("another text", encoding="utf-8")
    assert fingerprint.of_lab("softmax", labs) == before


def test_the_engine_is_what_verdicts_depend_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    engine = tmp_path / "graders"
    shutil.copytree(fingerprint.ENGINE, engine, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "ENGINE", engine)
    before = fingerprint.of_engine(["numpy"])
    (engine / "reports" / "html.py").write_text("", encoding="utf-8")
    (engine / "cli" / "grade.py").write_text("", encoding="utf-8")
    assert fingerprint.of_engine(["numpy"]) == before, "how a result is shown changes no grade"
    (engine / "checks" / "close.py").write_text("", encoding="utf-8")
    assert fingerprint.of_engine(["numpy"]) != before


def test_every_part_that_does_not_matter_is_there() -> None:
    there = {path.name.partition(".")[0] for path in fingerprint.ENGINE.iterdir()}
    assert there >= fingerprint.NO_MATTER


def test_a_grade_depends_on_each_of_its_parts() -> None:
    parts = ["engine", "lab", "work", "seed", "False"]
    whole = fingerprint.of_grade(*parts)
    assert all(fingerprint.of_grade(*parts[:i], "other", *parts[i + 1 :]) != whole for i in range(len(parts)))
