"""Canvas: what the names of files tell, and what they can't be made to tell."""

from pathlib import Path

import pytest

from graders.collection.collected import Collection, collect
from graders.errors import CannotGrade
from graders.register import HandIn
from tests.collection import downloads

CODE = {"softmax.py": b"x = 1"}


def one(collection: Collection, key: str) -> HandIn:
    (found,) = [hand_in for hand_in in collection.hand_ins if hand_in.student.key == key]
    return found


def named(path: Path, *names: str) -> Collection:
    return collect(downloads.write(path / "canvas.zip", [(name, name.encode()) for name in names]))


def test_a_student_is_known_by_the_number_of_the_gradebook(tmp_path: Path) -> None:
    with collect(downloads.canvas(tmp_path / "c.zip", {"Doe, Jane": CODE}, ids={"Doe, Jane": 77})) as collection:
        (hand_in,) = collection.hand_ins
    assert (hand_in.student.key, hand_in.student.name, hand_in.student.ids) == ("77", "doejane", {"canvas": "77"})
    assert hand_in.place == "doejane_77_500001_"


def test_late_work_is_known(tmp_path: Path) -> None:
    students = {"Doe, Jane": CODE, "Late, Lee": CODE}
    with collect(downloads.canvas(tmp_path / "c.zip", students, late=["Late, Lee"])) as collection:
        assert {hand_in.student.name: hand_in.late for hand_in in collection.hand_ins} == {
            "doejane": False,
            "latelee": True,
        }
        assert collection.hand_ins[1].place == "latelee_LATE_1002_500002_"


def test_without_names_students_are_told_apart(tmp_path: Path) -> None:
    students = {"Doe, Jane": CODE, "Late, Lee": CODE, "Typed, Tom": {}}
    path = downloads.canvas(tmp_path / "c.zip", students, late=["Late, Lee"], texts=["Typed, Tom"], anonymous=True)
    with collect(path) as collection:
        told = {hand_in.student.key: hand_in for hand_in in collection.hand_ins}
        assert {key: hand_in.late for key, hand_in in told.items()} == {
            "anon_x1001": False,
            "anon_x1002": True,
            "anon_x1003": False,
        }
        assert told["anon_x1001"].student.name == "Student x1001"
        assert told["anon_x1003"].refused is not None
        assert collection.tree(told["anon_x1002"]).content("softmax.py") == b"x = 1"


def test_all_files_of_a_student_belong_together(tmp_path: Path) -> None:
    students = {"Doe, Jane": {"softmax.py": b"1", "xor.py": b"2", "more.zip": downloads.zipped({"lstm.py": b"3"})}}
    with collect(downloads.canvas(tmp_path / "c.zip", students)) as collection:
        tree = collection.tree(collection.hand_ins[0])
        assert {path: tree.content(path) for path in tree.files} == {
            "softmax.py": b"1",
            "xor.py": b"2",
            "more.zip/lstm.py": b"3",
        }


def test_a_file_that_was_handed_in_again_has_its_own_name(tmp_path: Path) -> None:
    students = {"Doe, Jane": CODE, "Again, Al": {"softmax.py": b"third", "tools.py": b"t"}, "Roe, Rik": CODE}
    with collect(downloads.canvas(tmp_path / "c.zip", students, attempts={"Again, Al": 3})) as collection:
        hand_in = one(collection, "1002")
        assert hand_in.superseded == 2
        assert sorted(collection.tree(hand_in).files) == ["softmax.py", "tools.py"]
        assert [each.superseded for each in collection.hand_ins if each != hand_in] == [0, 0]


def test_a_number_that_everybody_writes_is_no_attempt(tmp_path: Path) -> None:
    book = {"lab-3.ipynb": b"{}"}
    with collect(downloads.canvas(tmp_path / "c.zip", {"Doe, Jane": book, "Roe, Rik": book})) as collection:
        assert [hand_in.superseded for hand_in in collection.hand_ins] == [0, 0]
        assert list(collection.tree(collection.hand_ins[0]).files) == ["lab-3.ipynb"]


def test_two_versions_of_a_file_keep_their_names(tmp_path: Path) -> None:
    students = {"Doe, Jane": {"softmax.py": b"old", "softmax-1.py": b"new"}}
    with collect(downloads.canvas(tmp_path / "c.zip", students)) as collection:
        assert sorted(collection.tree(collection.hand_ins[0]).files) == ["softmax-1.py", "softmax.py"]


@pytest.mark.parametrize("kind", ["texts", "links"])
def test_what_is_no_file_can_not_be_graded_and_says_why(tmp_path: Path, kind: str) -> None:
    path = downloads.canvas(tmp_path / "c.zip", {"Doe, Jane": CODE}, **{kind: ["Typed, Tom"]})  # type: ignore[arg-type]
    with collect(path) as collection:
        hand_in = one(collection, "1002")
        assert hand_in.refused is not None
        assert "no file" in hand_in.refused
        assert hand_in.place == "typedtom_1002_"
        with pytest.raises(CannotGrade, match="no file"):
            collection.tree(hand_in)


def test_work_in_a_form_that_is_not_read_says_so(tmp_path: Path) -> None:
    students = {"Doe, Jane": {"report.pdf": b"%PDF"}, "Rar, Rik": {"all.rar": b"Rar!"}}
    with collect(downloads.canvas(tmp_path / "c.zip", students)) as collection:
        refused = {hand_in.student.name: hand_in.refused for hand_in in collection.hand_ins}
    assert refused["doejane"] == "There is no Python file, notebook or zip, only report.pdf; ask for the code."
    assert "all.rar is packed in a way that is not read here" in str(refused["rarrik"])


@pytest.mark.parametrize(
    "file", ["softmax_123_456_final.py", "_1_2_softmax.py", "a_LATE_1001_500001_b.py", "x_text.html.py"]
)
def test_numbers_in_a_files_own_name_do_not_matter(tmp_path: Path, file: str) -> None:
    with collect(downloads.canvas(tmp_path / "c.zip", {"Doe, Jane": CODE, "Roe, Rik": {file: b"r"}})) as collection:
        assert list(collection.tree(one(collection, "1002")).files) == [file]
        assert len(collection.hand_ins) == 2


@pytest.mark.parametrize(
    "file", ["x_1001_500001_softmax.py", "x_LATE_1001_500009_softmax.py", "doejane_1001_500001_softmax.py"]
)
def test_nobody_can_put_a_file_into_anothers_work(tmp_path: Path, file: str) -> None:
    with collect(downloads.canvas(tmp_path / "c.zip", {"Doe, Jane": CODE, "Eve, Eve": {file: b"evil"}})) as collection:
        jane = collection.tree(one(collection, "1001"))
        assert {path: jane.content(path) for path in jane.files} == CODE
        assert not one(collection, "1001").late


def test_nobody_can_put_a_file_into_anothers_work_by_a_name_of_numbers(tmp_path: Path) -> None:
    with named(tmp_path, "doejane_1001_500001_softmax.py", "eve_1001_500002_1002_500003_softmax.py") as collection:
        jane = collection.tree(one(collection, "1001"))
        assert list(jane.files) == ["softmax.py"]
        assert jane.content("softmax.py") == b"doejane_1001_500001_softmax.py"


def test_a_file_whose_owner_can_not_be_told_is_left_out_and_named(tmp_path: Path) -> None:
    with named(tmp_path, "doejane_1001_500001_softmax.py", "eve_1001_500002_softmax.py") as collection:
        assert [hand_in.student.name for hand_in in collection.hand_ins] == ["doejane"]
        assert "eve_1001_500002_softmax.py" in collection.problems[0]


def test_a_groups_name_may_end_in_a_number(tmp_path: Path) -> None:
    groups = {"team_1": CODE, "team_2": CODE, "team_3": CODE}
    path = downloads.canvas(tmp_path / "c.zip", groups, texts=["team_4"])
    with collect(path) as collection:
        told = {hand_in.student.name: hand_in.student.key for hand_in in collection.hand_ins}
    assert told == {"team_1": "1001", "team_2": "1002", "team_3": "1003", "team_4": "1004"}


def test_a_students_zip_may_have_been_unpacked_where_it_lay(tmp_path: Path) -> None:
    path = downloads.canvas(tmp_path / "c", {"Doe, Jane": CODE})
    downloads.write(path / "roerik_1002_500002_work", [("src/softmax.py", b"r")])
    with collect(path) as collection:
        tree = collection.tree(one(collection, "1002"))
        assert {name: tree.content(name) for name in tree.files} == {"work/src/softmax.py": b"r"}
