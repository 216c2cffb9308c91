"""``grade.py export``: right at the first try, or one sentence that says what to do."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import graders.cli.export
from graders import cli
from graders.gradebook import opened
from graders.register import HandIn, Status, Student
from tests.reports.results import everything, perfect

Run = Callable[..., tuple[int, str, str]]

CANVAS = (
    "\ufeffStudent,ID,SIS Login ID,Section,Softmax regression (12),LSTM (13)\r\n"
    '    Points Possible,,,,14.50,14.50\r\n"Doe, Jane",1001,jane,A,,\r\n'
    '李雷,1002,li,A,,\r\n"علي, أحمد",1003,ahmed,A,,7\r\n'
)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A class of four, as it came from Canvas: three graded for one lab, and one who handed in nothing."""
    people = [("1001", "Doe, Jane"), ("1002", "李雷"), ("1003", "علي, أحمد")]
    hand_ins = [
        HandIn(Student(key, name, {"canvas": key, "moodle": str(2000 + i)}), place=f"x_{key}_9{i}_")
        for i, (key, name) in enumerate(people)
    ]
    with opened(tmp_path / "results", seed="a seed", create=True) as book:
        book.register(hand_ins, [Student("1004", "Absent, Abe", {"canvas": "1004"})], "softmax")
        for key, _ in people[:2]:
            book.keep(key, "softmax", Status.GRADED, "f", perfect(), None)
        book.keep("1003", "softmax", Status.GRADED, "f", everything(), None)
    return tmp_path / "results"


@pytest.fixture
def command(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> Run:
    """``command("--to", "csv")``: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLASSROOM", raising=False)
    (tmp_path / "canvas.csv").write_bytes(CANVAS.encode())

    def command(*words: str) -> tuple[int, str, str]:
        code = cli.main(["export", str(results), *words])
        said = capfdbinary.readouterr()
        return code, said.out.decode(), said.err.decode()

    return command


def two_labs(results: Path) -> None:
    with opened(results) as book:
        book.register([HandIn(Student("1002", "李雷", {"canvas": "1002", "moodle": "2001"}))], [], "lstm")
        book.keep("1002", "lstm", Status.GRADED, "f", perfect(), None)


def test_the_canvas_file_is_filled_in_beside_the_results(command: Run, results: Path) -> None:
    code, out, _ = command("--to", "canvas", "--fill", "canvas.csv")
    assert code == 0
    filled = (results / "exports" / "canvas-softmax-canvas.csv").read_bytes().decode()
    assert filled == CANVAS.replace("A,,\r\n李雷", "A,14.5,\r\n李雷").replace("li,A,,", "li,A,14.5,")
    assert "2 students got a mark." in out
    assert "a person to look at a check or an answer (1): علي, أحمد" in out
    assert "Absent, Abe" in out
    assert Path("canvas.csv").read_bytes() == CANVAS.encode()


def test_the_downloaded_file_is_never_written_over(command: Run) -> None:
    code, _, errors = command("--to", "canvas", "--fill", "canvas.csv", "--out", "canvas.csv")
    assert (code, errors.count("\n")) == (2, 1)
    assert Path("canvas.csv").read_bytes() == CANVAS.encode()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--to", "canvas"], "that you download on Canvas under Grades, Export"),
        (["--to", "moodle"], "Download grading worksheet"),
        (["--to", "csv", "--fill", "canvas.csv"], "--fill says nothing to --to csv; leave it out, or use --to canvas"),
        (["--to", "canvas", "--fill", "nowhere.csv"], "nowhere.csv can't be read (No such file or directory)"),
        (["--to", "canvas", "--fill", "canvas.csv", "--column", "Quiz"], "“Softmax regression (12)”, “LSTM (13)”"),
        (["--to", "csv", "--lab", "lstm"], "holds no marks for the lab lstm; it has softmax"),
        (["--to", "csv", "--out", "canvas.csv/x.csv"], "can't be written"),
        (["--to", "classroom50"], "there is no CLASSROOM in the environment"),
    ],
)
def test_what_is_missing_is_told_in_one_sentence(command: Run, words: list[str], sentence: str) -> None:
    code, _, errors = command(*words)
    assert code == 2
    assert errors.count("\n") == 1
    assert sentence in errors


def test_a_folder_without_a_gradebook_is_told(command: Run, tmp_path: Path) -> None:
    assert cli.main(["export", str(tmp_path), "--to", "csv"]) == 2


def test_of_several_labs_one_is_asked_for(command: Run, results: Path) -> None:
    two_labs(results)
    code, _, errors = command("--to", "canvas", "--fill", "canvas.csv")
    assert code == 2
    assert "holds the labs lstm, softmax, and --to canvas takes one; say which, such as --lab lstm" in errors
    assert command("--to", "canvas", "--fill", "canvas.csv", "--lab", "lstm", "--column", "13")[0] == 0
    filled = (results / "exports" / "canvas-lstm-canvas.csv").read_text(encoding="utf-8-sig")
    assert "李雷,1002,li,A,,14.5\n" in filled


def test_a_table_of_all_labs_goes_to_standard_output(command: Run, results: Path) -> None:
    two_labs(results)
    code, out, errors = command("--to", "csv", "--out", "-")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert (code, errors) == (0, "")
    assert {(row["student"], row["lab"]): row["points"] for row in rows}["李雷", "lstm"] == "14.5"


def test_reports_go_back_with_the_names_of_the_download(command: Run, results: Path) -> None:
    assert command("--to", "feedback-canvas", "--out", "back")[0] == 0
    with zipfile.ZipFile("back/softmax-feedback-canvas.zip") as archive:
        names = archive.namelist()
        page = archive.read(names[1]).decode()
    assert names == ["x_1001_90_report.html", "x_1002_91_report.html", "x_1003_92_report.html"]
    assert "<!DOCTYPE html>" in page


@pytest.mark.parametrize("form", ["gradescope", "nbgrader", "junit", "feedback-moodle"])
def test_every_form_is_written(command: Run, results: Path, form: str) -> None:
    code, out, _ = command("--to", form)
    place = results / "exports" / f"softmax-{form}{graders.cli.export.FORMS[form].suffix}"
    assert code == 0
    assert out.endswith(f"written: {place}\n")
    assert place.stat().st_size > 100


def test_nbgraders_table_has_the_deadline_of_the_policy(command: Run, results: Path) -> None:
    with opened(results) as book:
        book.policy_text = "[late]\ndeadline = 2026-03-01T23:59:00+01:00\n"
    _, out, _ = command("--to", "nbgrader", "--out", "-")
    assert {row["duedate"] for row in csv.DictReader(io.StringIO(out, newline=""))} == {"2026-03-01 23:59:00+01:00"}


def test_each_student_has_a_results_json_for_gradescope(command: Run) -> None:
    assert command("--to", "gradescope", "--out", "all.zip")[0] == 0
    with zipfile.ZipFile("all.zip") as archive:
        scores = {name: json.loads(archive.read(name))["score"] for name in archive.namelist()}
    assert scores["x_1001_90/results.json"] == 14.5
