"""A class's hand-ins by their labs: what one student handed in decides nothing for the others."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from graders import sorting
from graders.errors import UsageError
from graders.intake.tree import Tree
from graders.register import HandIn, Student

TOY = Path(__file__).parent.parent / "labs_for_tests" / "toy"
WORK = b"def double(x): ...\ndef total(x): ...\ndef extremes(x): ...\n"


def by_lab(works: Mapping[str, Mapping[str, bytes]], labs: Path) -> sorting.Sorted:
    shutil.copytree(TOY, labs / "toy", dirs_exist_ok=True)

    def tree(hand_in: HandIn) -> Tree:
        files = works[hand_in.student.key]
        return Tree(hand_in.student.key, {name: lambda content=content: content for name, content in files.items()})

    return sorting.by_lab([HandIn(Student(name, name)) for name in works], tree, labs, lambda done, total: None)


def test_who_handed_in_nothing_at_all_stops_nobody(tmp_path: Path) -> None:
    found = by_lab({"ada": {"toy.py": WORK}, "bob": {}, "eve": {"essay.py": b"x = 1"}}, tmp_path)
    refused = {piece.hand_in.student.key: piece.refused for piece in found.pieces["toy"]}
    assert refused == {
        "ada": None,
        "bob": "no file of a lab was found; there is nothing",
        "eve": "no file of a lab was found; there is essay.py",
    }


def test_a_file_that_is_called_like_another_labs_is_no_lab_of_the_class(tmp_path: Path) -> None:
    lab = (TOY / "lab.py").read_text(encoding="utf-8").replace('Lab("toy"', 'Lab("next"').replace("toy.py", "next.py")
    shutil.copytree(TOY, tmp_path / "next")
    (tmp_path / "next" / "lab.py").write_text(lab, encoding="utf-8")
    works = {name: {"toy.py": WORK} for name in ("ada", "bob", "cy")}
    found = by_lab({**works, "ada": {"toy.py": WORK, "next.py": WORK}, "dee": {"next.py": WORK}}, tmp_path)
    assert set(found.pieces) == {"toy", "next"}, "two of four are no few"
    found = by_lab({**works, "dee": {"next.py": WORK}}, tmp_path)
    assert set(found.pieces) == {"toy"}
    assert found.pieces["toy"][-1].refused == "it seems to be for the lab next; grade it with --lab next"
    assert found.problems == (
        "the lab next is left out: only 1 of 4 hand-ins seems to be for it; --lab next grades it",
    )


@pytest.mark.parametrize("names", [("toy.py",), ("helper.py", "Toy.py"), ("toy.ipynb",)])
def test_one_submission_is_no_class_of_students_called_as_its_files(tmp_path: Path, names: tuple[str, ...]) -> None:
    shutil.copytree(TOY, tmp_path / "toy")
    files = [HandIn(Student(name.partition(".")[0], name.partition(".")[0]), place=name) for name in names]
    with pytest.raises(
        UsageError, match=r"one submission and no class: [tT]oy.* use grade.py FOLDER for one submission"
    ):
        sorting.by_lab(files, lambda hand_in: Tree("x", {}), tmp_path, lambda done, total: None)


@pytest.mark.parametrize("places", [("ada_toy.py", "bob_toy.py"), ("toy.zip",), ("toy",), ("toy", "toy.py")])
def test_what_only_resembles_one_submission_is_a_class(tmp_path: Path, places: tuple[str, ...]) -> None:
    shutil.copytree(TOY, tmp_path / "toy")
    sorting.demand_class([HandIn(Student(place, place), place=place) for place in places], tmp_path)
