"""What somebody sorted by hand: folders, zips and files that are named after students."""

from pathlib import Path

import pytest

from graders.collection.collected import Collection, collect
from graders.errors import UsageError
from tests.collection import downloads
from tests.collection.downloads import zipped

CODE = {"softmax.py": b"x = 1"}


def made(path: Path, *names: str) -> Collection:
    return collect(downloads.write(path / "class.zip", [(name, name.encode()) for name in names]))


def files(collection: Collection) -> dict[str, list[str]]:
    return {each.student.key: sorted(collection.tree(each).files) for each in collection.hand_ins if not each.refused}


def test_files_are_named_after_students_and_the_work(tmp_path: Path) -> None:
    with made(tmp_path, "ada_softmax.py", "bob-lee_softmax.py", "小明_softmax.py", "eve_softmax.ipynb") as collection:
        assert collection.layout == "a file for each student"
        assert files(collection) == {
            "ada": ["softmax.py"],
            "bob-lee": ["softmax.py"],
            "eve": ["softmax.ipynb"],
            "小明": ["softmax.py"],
        }
        assert collection.hand_ins[0].place == "ada_softmax.py"


def test_the_work_may_stand_before_the_student(tmp_path: Path) -> None:
    with made(tmp_path, "softmax_ada.py", "softmax_bob.py", "softmax_eve_lee.py") as collection:
        assert files(collection) == {"ada": ["softmax.py"], "bob": ["softmax.py"], "eve_lee": ["softmax.py"]}


def test_a_student_who_named_the_file_otherwise_changes_nobody_elses_key(tmp_path: Path) -> None:
    with made(tmp_path, "ada_softmax.py", "bob_softmax.py", "eve_softmax.py", "maxFINAL.py") as collection:
        assert set(files(collection)) == {"ada", "bob", "eve", "maxFINAL"}


def test_files_that_differ_by_nothing_but_the_work_stay_two_students(tmp_path: Path) -> None:
    with made(tmp_path, "ada_softmax.py", "bob_softmax.py", "eve_softmax.py", "ada.py") as collection:
        assert set(files(collection)) == {"ada_softmax", "bob", "eve", "ada"}


def test_a_few_alike_names_are_left_as_they_are(tmp_path: Path) -> None:
    with made(tmp_path, "ada_lee.py", "bob_lee.py") as collection:
        assert files(collection) == {"ada_lee": ["ada_lee.py"], "bob_lee": ["bob_lee.py"]}


def test_copies_of_one_name_are_told_apart(tmp_path: Path) -> None:
    with made(tmp_path, "softmax.py", "softmax (1).py", "softmax (2).py") as collection:
        assert set(files(collection)) == {"softmax", "softmax (1)", "softmax (2)"}


def test_folders_and_zips_may_be_mixed_and_an_unpacked_zip_counts_once(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"ada": CODE, "bob": CODE})
    downloads.zips(path, {"eve": CODE, "bob": {"softmax.py": b"other"}})
    with collect(path) as collection:
        assert set(files(collection)) == {"ada", "bob", "eve"}
        bob = collection.hand_ins[1]
        assert collection.tree(bob).content("softmax.py") == b"x = 1"
        assert collection.problems == ("bob.zip was left out, since bob was taken for it.",)


def test_work_that_can_not_be_opened_is_a_hand_in_all_the_same(tmp_path: Path) -> None:
    path = downloads.zips(tmp_path / "class", {"ada": CODE, "bob": CODE})
    (path / "eve.rar").write_bytes(b"Rar!")
    (path / "max").mkdir()
    (path / "max" / "report.pdf").write_bytes(b"%PDF")
    with collect(path) as collection:
        refused = {hand_in.student.key: hand_in.refused for hand_in in collection.hand_ins}
        assert refused["ada"] is None
        assert "eve.rar is packed in a way that is not read here" in str(refused["eve"])
        assert "only report.pdf" in str(refused["max"])


def test_an_empty_folder_is_nobodys_hand_in(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"ada": CODE, "bob": CODE})
    (path / "eve").mkdir()
    with collect(path) as collection:
        assert set(files(collection)) == {"ada", "bob"}
        assert [student.key for student in collection.absent] == ["eve"]


def test_code_beside_students_folders_is_nobodys(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"ada": CODE, "bob": CODE})
    (path / "solution.py").write_bytes(b"x")
    with collect(path) as collection:
        assert set(files(collection)) == {"ada", "bob"}
        assert collection.problems == ("solution.py belongs to no student and was left out.",)


@pytest.mark.parametrize("around", ["", "submissions/"])
def test_results_that_were_written_beside_the_class_are_no_student(tmp_path: Path, around: str) -> None:
    downloads.folders(tmp_path / "class" / around, {"ada": CODE, "bob": CODE})
    downloads.write(tmp_path / "class" / "results", [("policy.toml", b""), ("gradebook.db", b""), ("report/x.py", b"")])
    with collect(tmp_path / "class") as collection:
        assert files(collection) == {"ada": ["softmax.py"], "bob": ["softmax.py"]}
        assert collection.problems == ("results holds results that Labproof wrote; it was left out.",)


def test_folders_of_tools_are_passed_over(tmp_path: Path) -> None:
    noise = {"venv/lib/x.py": b"", "__pycache__/y.py": b"", ".git/z.py": b"", ".ipynb_checkpoints/softmax.ipynb": b""}
    with collect(downloads.folders(tmp_path / "class", {"ada": {**CODE, **noise}, "bob": CODE})) as collection:
        assert files(collection) == {"ada": ["softmax.py"], "bob": ["softmax.py"]}


def test_two_zips_and_a_file_of_one_student_are_all_read(tmp_path: Path) -> None:
    work = {"part1.zip": zipped({"softmax.py": b"1"}), "part2.zip": zipped({"xor.py": b"2"}), "tools.py": b"3"}
    with collect(downloads.folders(tmp_path / "class", {"ada": work, "bob": CODE})) as collection:
        assert files(collection)["ada"] == ["part1.zip/softmax.py", "part2.zip/xor.py", "tools.py"]


def test_a_class_of_one_is_a_class(tmp_path: Path) -> None:
    with collect(downloads.folders(tmp_path / "class", {"ada": CODE})) as collection:
        assert files(collection) == {"ada": ["softmax.py"]}


@pytest.mark.parametrize("make", ["nothing", "empty", "text", "broken"])
def test_what_is_no_class_is_refused_in_a_sentence(tmp_path: Path, make: str) -> None:
    path = tmp_path / ("class.zip" if make == "broken" else "class")
    if make == "empty":
        path.mkdir()
    elif make != "nothing":
        path.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(UsageError, match=r"class.*; (give|download)"):
        collect(path)


def test_the_folders_that_a_zip_lists_are_folders(tmp_path: Path) -> None:
    members = [("class/ada/", b""), ("class/ada/softmax.py", b"x"), ("class/bob/", b""), ("class/bob/softmax.py", b"x")]
    with collect(downloads.write(tmp_path / "class.zip", [*members, ("class/eve/", b"")])) as collection:
        assert set(files(collection)) == {"ada", "bob"}
        assert [student.key for student in collection.absent] == ["eve"]
        assert collection.problems == ()
