"""Moodle: both namings, with and without folders, names or files."""

from pathlib import Path

import pytest

from graders.collection.collected import collect
from tests.collection import downloads

CODE = {"softmax.py": b"x = 1"}


@pytest.mark.parametrize("flat", [False, True], ids=["folders", "flat"])
@pytest.mark.parametrize("older", [False, True], ids=["4.1", "older"])
def test_a_participant_is_known_by_the_number_of_the_worksheet(tmp_path: Path, flat: bool, older: bool) -> None:
    path = downloads.moodle(tmp_path / "m.zip", {"Jane Doe": CODE}, ids={"Jane Doe": 12345}, flat=flat, older=older)
    with collect(path) as collection:
        (hand_in,) = collection.hand_ins
        student = hand_in.student
        assert (student.key, student.name, student.ids) == ("12345", "Jane Doe", {"moodle": "12345"})
        underscore = "_" if flat or older else ""
        assert hand_in.place == f"Jane Doe_12345_assignsubmission_file{underscore}"
        assert list(collection.tree(hand_in).files) == ["softmax.py"]


@pytest.mark.parametrize("flat", [False, True], ids=["folders", "flat"])
def test_typed_text_alone_can_not_be_graded_and_beside_files_is_told(tmp_path: Path, flat: bool) -> None:
    path = downloads.moodle(tmp_path / "m.zip", {"Jane Doe": CODE}, texts=["Jane Doe", "Tom Typed"], flat=flat)
    with collect(path) as collection:
        jane, tom = collection.hand_ins
        assert jane.refused is None
        assert jane.problems == ("Text was typed into Moodle as well; it was not looked at.",)
        assert jane.place.startswith("Jane Doe_2001_assignsubmission_file")
        assert tom.refused == "Text was typed into Moodle and no file handed in; ask for the file."
        assert tom.place.startswith("Tom Typed_2002_assignsubmission_onlinetext")


def test_without_names_participants_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    path = downloads.moodle(tmp_path / "m.zip", {"Jane Doe": CODE, "Rik Roe": CODE}, blind=True)
    with collect(path) as collection:
        assert [hand_in.student.name for hand_in in collection.hand_ins] == ["Participant 2001", "Participant 2002"]


def test_folders_of_a_students_own_are_kept(tmp_path: Path) -> None:
    path = downloads.moodle(tmp_path / "m.zip", {"Jane Doe": {"src/softmax.py": b"1", "src/lib/tools.py": b"2"}})
    with collect(path) as collection:
        assert sorted(collection.tree(collection.hand_ins[0]).files) == ["src/lib/tools.py", "src/softmax.py"]


def test_a_team_without_a_number_is_known_by_its_name(tmp_path: Path) -> None:
    path = downloads.write(tmp_path / "m.zip", [("Default group_assignsubmission_file/softmax.py", b"x")])
    with collect(path) as collection:
        assert collection.hand_ins[0].student.key == "Default group"
        assert collection.hand_ins[0].student.ids == {}


def test_an_empty_folder_is_nobodys_hand_in(tmp_path: Path) -> None:
    path = downloads.moodle(tmp_path / "m", {"Jane Doe": CODE})
    (path / "Rik Roe_2002_assignsubmission_file").mkdir()
    with collect(path) as collection:
        assert [hand_in.student.name for hand_in in collection.hand_ins] == ["Jane Doe"]
        assert [(student.name, student.key) for student in collection.absent] == [("Rik Roe", "2002")]


def test_nobody_can_put_a_file_into_anothers_work(tmp_path: Path) -> None:
    evil = {
        "Jane Doe_2001_assignsubmission_file/softmax.py": b"evil",
        "Jane Doe_2001_assignsubmission_file_softmax.py": b"evil",
    }
    path = downloads.moodle(tmp_path / "m.zip", {"Jane Doe": CODE, "Eve Eve": evil})
    with collect(path) as collection:
        (jane,) = [hand_in for hand_in in collection.hand_ins if hand_in.student.key == "2001"]
        tree = collection.tree(jane)
        assert {name: tree.content(name) for name in tree.files} == CODE
