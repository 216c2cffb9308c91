"""A class graded with one command: everybody is in the gradebook, and a second run grades only what changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graders.gradebook import opened
from graders.register import Status
from tests.classes.conftest import CLASS, LABS, RIGHT, Command, compared, made, records


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results"


def test_everybody_is_graded(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    done = grade_py("class", folder, "--out", results, "--labs", labs)
    assert done.returncode == 0, done.stderr
    found = records(results)
    assert {name: record.mark.points for name, record in found.items()} == {
        "李雷": 7,
        "أحمد": 5,
        "O'Brien, Ann": 5,
        "Zoë": 5,
        "=cmd|calc!A0": 2,
        "Bo": 0,
    }
    assert "toy: 6 graded" in done.stdout
    assert "marks from 0 to 7 of 7, median 5" in done.stdout
    assert (results / "report" / "index.html").exists()
    assert (results / "policy.toml").exists()


def test_the_same_mistake_leaves_the_same_sketch(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    found = records(results)
    sketches = {name: record.result.checks[0].sketch for name, record in found.items() if record.result}
    assert sketches["أحمد"] == sketches["O'Brien, Ann"] != ()
    assert sketches["李雷"] == ()


@pytest.mark.slow
def test_the_folder_of_results_is_its_owners_alone(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    assert not results.stat().st_mode & 0o077


def test_a_second_run_grades_only_what_changed(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    before = records(results)
    (folder / "Bo" / "toy.py").write_text(RIGHT, encoding="utf-8")
    made(folder, {"Cy": RIGHT})
    shutil.rmtree(folder / "Zoë")
    grade_py("class", folder, "--out", results, "--labs", labs)
    after = records(results)
    assert after["Bo"].mark.points == 7
    assert after["Cy"].mark.points == 7
    same = before.keys() - {"Bo"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}, "not even graded again"


@pytest.mark.slow
def test_force_grades_all_of_it_to_the_same_end(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    before = records(results)
    grade_py("class", folder, "--out", results, "--labs", labs, "--force")
    after = records(results)
    assert after != before, "when it was graded is another moment"
    assert {name: compared(record) for name, record in after.items()} == {
        name: compared(record) for name, record in before.items()
    }


@pytest.mark.slow
def test_a_changed_lab_is_graded_again(
    folder: Path, results: Path, labs: Path, grade_py: Command, tmp_path: Path
) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    lab = labs / "toy" / "lab.py"
    lab.write_text(lab.read_text(encoding="utf-8").replace("points=2", "points=4"), encoding="utf-8")
    grade_py("class", folder, "--out", results, "--labs", labs)
    assert records(results)["李雷"].mark.points == 9


def test_what_can_not_be_graded_has_its_reason(
    folder: Path, results: Path, labs: Path, grade_py: Command, tmp_path: Path
) -> None:
    (folder / "Dee").mkdir()
    (folder / "Dee" / "essay.docx").write_bytes(b"PK\x03\x04 not a zip")
    (folder / "Eve").mkdir()
    (folder / "Eve" / "work.zip").write_bytes(b"PK\x03\x04 broken")
    (folder / "Fay").mkdir()
    roster = tmp_path / "roster.csv"
    roster.write_text("name\nBo\nGus\nEve\n", encoding="utf-8")
    done = grade_py("class", folder, "--out", results, "--labs", labs, "--roster", roster)
    assert done.returncode == 1
    found = records(results)
    assert found["Dee"].status is Status.UNREADABLE
    assert "essay.docx" in str(found["Dee"].reason)
    assert found["Eve"].status is Status.UNREADABLE
    assert "no zip that can be read" in str(found["Eve"].reason)
    assert found["Gus"].status is Status.MISSING
    assert found["Bo"].status is Status.GRADED
    assert {record.lab for record in found.values()} == {"toy"}
    assert "needs a human: Eve" in done.stdout


@pytest.mark.slow
def test_several_labs_in_one_submission(folder: Path, results: Path, grade_py: Command) -> None:
    done = grade_py("class", folder, "--out", results, "--labs", LABS)  # the lab pair asks for toy.py as well
    assert "toy: 6 graded" in done.stdout
    assert "pair: 6 graded" in done.stdout
    with opened(results) as book:
        assert len(list(book.records())) == 12


@pytest.mark.slow
def test_one_lab_of_several(folder: Path, results: Path, grade_py: Command) -> None:
    for lab, others in (("toy", {"toy"}), ("pair", {"toy", "pair"})):
        grade_py("class", folder, "--out", results, "--labs", LABS, "--lab", lab)
        with opened(results) as book:
            assert {record.lab for record in book.records() if record.result} == others


@pytest.fixture
def two_labs(labs: Path) -> Path:
    """The toy lab, and next week's, which asks for another file."""
    lab = (labs / "toy" / "lab.py").read_text(encoding="utf-8")
    shutil.copytree(labs / "toy", labs / "next")
    lab = lab.replace('Lab("toy"', 'Lab("next"').replace('files=["toy.py"]', 'files=["next.py"]')
    (labs / "next" / "lab.py").write_text(lab, encoding="utf-8")
    return labs


@pytest.mark.slow
def test_next_week_leaves_this_weeks_marks(folder: Path, results: Path, two_labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", two_labs)
    before = records(results)
    later = made(folder.parent / "later", {"李雷": RIGHT, "Bo": RIGHT})
    for name in ("李雷", "Bo"):
        (later / name / "toy.py").rename(later / name / "next.py")
    done = grade_py("class", later, "--out", results, "--labs", two_labs)
    assert "next: 2 graded, 4 missing" in done.stdout
    with opened(results) as book:
        found = {(record.student.name, record.lab): record for record in book.records()}
    assert {name: found[name, "toy"] for name in CLASS} == before
    assert found["Bo", "next"].mark.points == 7
    assert found["Zoë", "next"].status is Status.MISSING


@pytest.mark.slow
def test_both_labs_are_graded_again_from_where_they_lie(
    folder: Path, results: Path, two_labs: Path, grade_py: Command
) -> None:
    later = made(folder.parent / "later", {"Bo": RIGHT})
    (later / "Bo" / "toy.py").rename(later / "Bo" / "next.py")
    for place in (folder, later):
        grade_py("class", place, "--out", results, "--labs", two_labs)
    for lab in ("toy", "next"):
        changed = two_labs / lab / "lab.py"
        changed.write_text(changed.read_text(encoding="utf-8").replace("reference.double(x)", "3 * x"), "utf-8")
    moved = grade_py("regrade", results).stdout
    assert "Bo, next: 7 → 5 of 7 (−2)" in moved
    assert "李雷, toy: 7 → 5 of 7 (−2)" in moved
    assert "Bo, next" not in grade_py("regrade", results, "--drop").stdout
    only = grade_py("regrade", results, "--lab", "toy").stdout
    assert "Bo, next" not in only
    assert "李雷, toy: 7 → 5" in only
    assert "say with --lab whose work lies in" in grade_py("regrade", results, folder).stderr


@pytest.mark.slow
def test_a_regrade_is_of_what_was_handed_in(folder: Path, results: Path, two_labs: Path, grade_py: Command) -> None:
    for name in ("Bo", "Zoë", "李雷"):
        (folder / name / "toy.py").rename(folder / name / "next.py")
    assert "next: 3 graded, 3 missing" in grade_py("class", folder, "--out", results, "--labs", two_labs).stdout
    assert "0 marks move" in grade_py("regrade", results, "--force", "--take").stdout


@pytest.mark.slow
def test_a_mistyped_lab_leaves_nothing_behind(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    assert grade_py("class", folder, "--out", results, "--labs", labs, "--lab", "tyo").returncode == 2
    grade_py("class", folder, "--out", results, "--labs", labs)
    assert {record.lab for record in records(results).values()} == {"toy"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["class", "nowhere"], "nowhere does not exist"),
        (["class", "{folder}", "--lab", "no_such_lab"], "there is no lab no_such_lab"),
        (["class", "{folder}", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"], "--jobs is for this machine"),
        (["rescore", "{folder}"], "policy.toml can't be read"),
        (["regrade", "{folder}"], "holds no gradebook"),
        (["report", "{folder}"], "holds no gradebook"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(
    words: list[str], said: str, folder: Path, results: Path, labs: Path, grade_py: Command
) -> None:
    out = ["--out", str(results), "--labs", str(labs)] if words[0] == "class" else []
    done = grade_py(*[word.format(folder=folder) for word in words], *out)
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_policy_changes_marks_without_running_anything(
    folder: Path, results: Path, labs: Path, grade_py: Command
) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    shutil.rmtree(folder)  # nothing is left to run
    adjustment = '[[adjustment]]\nstudent = "Bo"\nlab = "toy"\npoints = 1\nreason = "shown in class"\n'
    policy = f"[points.toy]\ntotal_values = 3\n{adjustment}"
    (results / "policy.toml").write_text(policy, encoding="utf-8")
    done = grade_py("rescore", results)
    assert done.returncode == 0, done.stderr
    found = records(results)
    assert found["李雷"].mark.points == 9
    assert found["Bo"].mark.points == 1
    assert "Bo" in done.stdout
    assert "shown in class" in done.stdout
    assert "5 marks move" in done.stdout or "6 marks move" in done.stdout


@pytest.mark.slow
def test_a_misspelt_policy_changes_nothing(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    before = records(results)
    (results / "policy.toml").write_text("[point]\n", encoding="utf-8")
    done = grade_py("rescore", results)
    assert done.returncode == 2
    assert "point" in done.stderr
    assert records(results) == before


def test_a_regrade_is_seen_before_it_is_taken(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    before = records(results)
    lab = labs / "toy" / "lab.py"
    lab.write_text(lab.read_text(encoding="utf-8").replace("reference.double(x)", "3 * x"), encoding="utf-8")
    done = grade_py("regrade", results)
    assert records(results) == before
    assert "李雷, toy: 7 → 5 of 7 (−2)" in done.stdout
    assert "أحمد" in done.stdout
    assert "Zoë" in done.stdout
    assert "nothing was taken" in done.stdout
    again = grade_py("regrade", results, "--take")
    assert "李雷, toy: 7 → 5 of 7 (−2)" in again.stdout
    assert records(results)["李雷"].mark.points == 5
    assert records(results)["أحمد"].mark.points == 7
    assert "0 marks move" in grade_py("regrade", results, "--take").stdout


@pytest.mark.slow
def test_proposals_can_be_dropped(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    grade_py("regrade", results, "--force")
    assert grade_py("regrade", results, "--drop").returncode == 0


@pytest.mark.slow
def test_the_roster_of_last_time_still_names_everybody(
    folder: Path, results: Path, labs: Path, grade_py: Command, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("name,email\nBo,bo@example.org\nGus,gus@example.org\n", encoding="utf-8")
    grade_py("class", folder, "--out", results, "--labs", labs, "--roster", roster)
    before = records(results)
    done = grade_py("class", folder, "--out", results)
    assert records(results) == before
    assert before["Gus"].status is Status.MISSING
    assert f"{roster}, as the last time" in done.stdout
    assert f"{labs}, as the last time" in done.stdout


@pytest.mark.slow
def test_a_regrade_in_another_place_says_that_nobody_is_there(
    folder: Path, results: Path, labs: Path, grade_py: Command
) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    elsewhere = made(folder.parent / "elsewhere", {"Nobody": RIGHT})
    done = grade_py("regrade", results, elsewhere)
    assert done.returncode == 2
    assert "holds the work of nobody who handed in toy" in done.stderr


@pytest.mark.slow
def test_a_deadline_that_can_cost_nothing_is_told(folder: Path, results: Path, labs: Path, grade_py: Command) -> None:
    grade_py("class", folder, "--out", results, "--labs", labs)
    (results / "policy.toml").write_text("[late]\ndeadline = 2026-01-01T00:00:00Z\nper_day = 1\n", encoding="utf-8")
    done = grade_py("rescore", results)
    assert done.returncode == 0, done.stderr
    assert "tells no times" in done.stdout
