"""Written answers from the submission to the mark, by the commands that a TA types."""

import csv
import io
import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from graders.intake.parcel import packed
from graders.intake.path import opened
from tests.answers.written import QUESTIONS, code, markdown, notebook, png
from tests.classes.conftest import LABS, RIGHT, grade_py, records  # noqa: F401 - a fixture among them

QUESTION = """

lab.question("curves", title="Curves", points=2, text="Plot the loss.", figures=1)
lab.question("why", title="Why so", text="Why does it fall?")
"""


@pytest.fixture
def labs(tmp_path: Path) -> Path:
    """A folder with the toy lab, which asks two questions."""
    place = tmp_path / "labs" / "toy"
    shutil.copytree(LABS / "toy", place, ignore=shutil.ignore_patterns("__pycache__"))
    with (place / "lab.py").open("a", encoding="utf-8") as source:
        source.write(QUESTION)
    return place.parent


def table_of(place: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(place.read_text(encoding="utf-8-sig"), newline="")))


def handed_in(place: Path, **files: bytes | str) -> Path:
    place.mkdir(parents=True)
    (place / "toy.py").write_text(RIGHT, encoding="utf-8")
    for name, content in files.items():
        path = place / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def test_one_submission_shows_what_is_answered_and_what_is_not(tmp_path, labs, grade_py):  # noqa: F811
    work = handed_in(tmp_path / "ada", report__md="# Curves\nהם יורדים ![loss](a.png)\n# Why so\n", a__png=png())
    page, result = tmp_path / "page.html", tmp_path / "result.json"
    done = grade_py(work, "--labs", labs, "--out", page, "--json", result)
    assert done.returncode == 0, done.stderr
    assert "answered, a person marks it" in done.stdout
    assert "Nothing stands under the heading “Why so” in report.md." in " ".join(done.stdout.split())
    shown = page.read_text(encoding="utf-8")
    assert "הם יורדים" in shown
    assert '<img src="data:image/png;base64,' in shown
    assert [each["answered"] for each in json.loads(result.read_text(encoding="utf-8"))["answers"]] == [True, False]


def test_a_class_is_marked_by_people_and_nothing_they_wrote_is_lost(tmp_path, labs, grade_py):  # noqa: F811
    folder = tmp_path / "submissions"
    handed_in(folder / "李雷", report__md="# Curves\n损失下降")
    handed_in(folder / "=Bo", work__ipynb=notebook(markdown("## Curves"), code("1", png())))
    handed_in(folder / "Zoë")
    results = tmp_path / "results"
    done = grade_py("class", folder, "--labs", labs, "--out", results)
    assert done.returncode == 1, done.stderr
    assert "1 written answer is still to be marked." in done.stdout
    before = records(results)
    assert {name: (each.mark.points, each.mark.max_points) for name, each in before.items()} == {
        "李雷": (7.0, 7.0),
        "=Bo": (7.0, 7.0),
        "Zoë": (7.0, 9.0),
    }
    assert [name for name, each in before.items() if each.needs_human] == ["=Bo", "李雷"]
    overview = (results / "report" / "index.html").read_text(encoding="utf-8")
    assert "Fill in answers.csv" in overview

    table = results / "answers.csv"
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    rows = table_of(table)
    assert [(row["student"], row["question"], row["answer"]) for row in rows][:2] == [
        ("'=Bo", "curves", "answered"),
        ("'=Bo", "why", "not answered"),
    ]
    for row in rows:
        if row["question"] == "curves" and row["answer"] == "answered":
            row["mark"], row["comment"] = ("1,5", "Schön – 好") if row["student"] == "李雷" else ("20", "")
    with table.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    done = grade_py("rescore", results)
    assert done.returncode == 1, done.stderr
    assert "curves of =Bo has the mark 20, where 0 to 2 can be given" in " ".join(done.stdout.split())
    assert "curves to be marked → marked +1.5" in done.stdout
    after = records(results)["李雷"]
    assert (after.mark.points, after.mark.max_points, after.needs_human) == (8.5, 9.0, False)
    pages = [page.read_text(encoding="utf-8") for page in (results / "report" / "students").iterdir()]
    assert [sum("Schön – 好" in page for page in pages)] == [1]

    grade_py("class", folder, "--labs", labs, "--out", results)
    again = table_of(table)
    assert [(row["mark"], row["comment"]) for row in again] == [(row["mark"], row["comment"]) for row in rows]
    exported = grade_py("export", results, "--to", "csv", "--out", "-").stdout
    assert "8.5" in exported


def test_answers_come_out_of_a_zip_and_through_a_parcel(tmp_path):
    from graders.answers import taken

    place = tmp_path / "ada.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("hw/toy.py", RIGHT)
        archive.writestr("hw/Report.md", "# Curves\n![loss](fig/loss 1.png)")
        archive.writestr("hw/fig/loss 1.png", png())
        for number in range(50):
            archive.writestr(f"hw/data/{number}.png", png(1000))
    parcel = packed(opened(place))
    assert set(parcel.writing) == {"hw/Report.md", "hw/fig/loss 1.png"}
    curves, *_ = taken(QUESTIONS, parcel.tree())
    assert len(curves.figures) == 1
    folder = tmp_path / "work"
    folder.mkdir()
    shutil.copy(place, folder)
    curves, *_ = taken(QUESTIONS, packed(opened(folder)).tree())
    assert curves.source == "ada.zip/hw/Report.md"
    assert len(curves.figures) == 1


def test_another_answer_is_another_submission(tmp_path):
    work = handed_in(tmp_path / "ada", report__md="# Curves\nOne.")
    before = packed(opened(work)).digest
    (work / "report.md").write_text("# Curves\nTwo.", encoding="utf-8")
    assert packed(opened(work)).digest != before


def test_a_single_file_has_the_report_beside_it(tmp_path):
    from graders.answers import taken

    work = handed_in(tmp_path / "ada", report__md="# Curves\nOne.")
    curves, *_ = taken(QUESTIONS, opened(work / "toy.py"))
    assert curves.text == "One."
