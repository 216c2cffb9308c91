"""Downloads and hand-ins that mean harm, or are merely broken: the others' work is read all the same."""

import io
import os
import stat
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from graders.collection import download
from graders.collection.collected import Collection, collect
from graders.errors import CannotGrade, UsageError
from graders.intake import parcel
from graders.intake.tree import FILE_LIMIT, Unreadable
from tests.collection import downloads
from tests.collection.downloads import zipped

CODE = {"softmax.py": b"x = 1"}


def tree_of(collection: Collection, key: str) -> dict[str, bytes]:
    (hand_in,) = [each for each in collection.hand_ins if each.student.key == key]
    tree = collection.tree(hand_in)
    return {path: tree.content(path) for path in tree.files}


def reason(collection: Collection, key: str, path: str = "softmax.py") -> str:
    (hand_in,) = [each for each in collection.hand_ins if each.student.key == key]
    with pytest.raises((Unreadable, CannotGrade)) as caught:
        collection.tree(hand_in).content(path)
    return str(caught.value)


def with_members(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("ada", "bob"):
            made.writestr(f"{name}/softmax.py", b"x = 1")
        for name, content in members:
            made.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["../eve/softmax.py", "eve/../ada/softmax.py", "eve/../../softmax.py", "..\\x\\softmax.py"]
)
def test_a_name_that_leads_out_is_left_out_and_told(tmp_path: Path, name: str) -> None:
    with collect(with_members(tmp_path / "c.zip", (name, b"evil"))) as collection:
        assert tree_of(collection, "ada") == CODE
        assert "has a name that leads out of the zip; it is left out." in collection.problems[0]


def test_where_a_path_began_on_somebodys_machine_is_cut_off(tmp_path: Path) -> None:
    with collect(
        with_members(tmp_path / "c.zip", ("C:\\eve\\softmax.py", b"x"), ("/max/softmax.py", b"y"))
    ) as collection:
        assert tree_of(collection, "eve") == {"softmax.py": b"x"}
        assert tree_of(collection, "max") == {"softmax.py": b"y"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("eve/softmax.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with collect(with_members(tmp_path / "c.zip", (link, b"../ada/softmax.py"))) as collection:
        assert {each.student.key for each in collection.hand_ins} == {"ada", "bob"}
        assert collection.problems == ("eve/softmax.py is a link or a device; it is left out.",)
    path = downloads.folders(tmp_path / "class", {"ada": CODE, "bob": CODE, "eve": {"notes.py": b""}})
    (path / "eve" / "softmax.py").symlink_to(path / "ada" / "softmax.py")
    (path / "eve" / "all").symlink_to(path)
    (path / "max").symlink_to(path / "ada")
    with collect(path) as collection:
        assert {each.student.key for each in collection.hand_ins} == {"ada", "bob", "eve"}
        assert set(collection.problems) == {
            "max is a link; give the folder itself.",
            "eve/all is a link; give the folder itself.",
        }
        assert "is a link to somewhere else" in reason(collection, "eve")


def test_a_link_to_itself_stops_nobody(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"ada": CODE, "bob": CODE})
    (path / "loop").symlink_to("loop")
    (path / "bob" / "loop.py").symlink_to("loop.py")
    with collect(path) as collection:
        assert {each.student.key for each in collection.hand_ins} == {"ada", "bob"}
        assert tree_of(collection, "ada") == CODE
        assert "is a link to somewhere else" in reason(collection, "bob", "loop.py")


def test_two_ways_to_write_one_name_are_told(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"caf\u00e9": CODE, "cafe\u0301": CODE, "bob": CODE})
    if len(list(path.iterdir())) < 3:
        pytest.skip("this file system takes the two names for one")
    with collect(path) as collection:
        assert {each.student.key for each in collection.hand_ins} == {"caf\u00e9", "bob"}
        assert collection.problems == (
            "caf\u00e9/softmax.py is there twice, its accents written in two ways; the first counts.",
        )


def test_a_time_stamp_of_a_students_own_makes_no_course_of_nbgrader(tmp_path: Path) -> None:
    eve = {"week 1/softmax.py": b"x", "week 1/timestamp.txt": b"2025-10-03 12:00:00 UTC"}
    path = downloads.folders(tmp_path / "class", {"ada": CODE, "eve": eve})
    (path / "bob.zip").write_bytes(zipped(CODE))
    with collect(path) as collection:
        assert {each.student.key for each in collection.hand_ins} == {"ada", "bob", "eve"}
        assert {each.submitted for each in collection.hand_ins} == {None}


def test_a_bomb_costs_its_own_student_alone(tmp_path: Path) -> None:
    bomb = zipped({"softmax.ipynb": b"\0" * (20 << 20)})
    nested = zipped({"a.zip": zipped({"softmax.py": b"\0" * (64 << 20)})})
    students = {"ada": CODE, "eve": {"w.zip": bomb}, "max": {"w.zip": nested}, "una": {"w.zip": b"PK\x03\x04 broken"}}
    with collect(downloads.folders(tmp_path / "c.zip", students)) as collection:
        assert tree_of(collection, "ada") == CODE
        assert "is compressed" in reason(collection, "eve", "softmax.ipynb")
        assert tree_of(collection, "max") == {}
        assert "w.zip is no zip that can be read" in reason(collection, "una")


def test_a_large_file_and_many_large_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "SIZE_LIMIT", 3000)
    students = {
        "ada": CODE,
        "eve": {"softmax.py": bytes(range(256)) * (FILE_LIMIT // 256 + 1)},
        "max": {f"m{n}.py": bytes(1000) for n in range(5)},
    }
    for path in (tmp_path / "c.zip", tmp_path / "c"):
        with collect(downloads.folders(path, students)) as collection:
            assert tree_of(collection, "ada") == CODE
            assert "a file of code may have" in reason(collection, "eve")
            tree = collection.tree(collection.hand_ins[-1])
            assert [len(tree.content(f"m{n}.py")) for n in range(3)] == [1000] * 3
            with pytest.raises(Unreadable, match="left out: a submission may have 3,000 bytes in all"):
                tree.content("m3.py")


def test_a_hundred_thousand_files_of_one_student_hide_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PATHS_LIMIT", 500)
    students = {"ada": {f"deep/{n}/x.py": b"" for n in range(1000)}, "zoe": {"src/softmax.py": b"x = 1"}}
    with collect(downloads.folders(tmp_path / "c", students)) as collection:
        assert tree_of(collection, "zoe") == {"src/softmax.py": b"x = 1"}
        assert any("more than 500 files" in problem for problem in collection.problems)


def test_a_list_of_contents_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "DIRECTORY_LIMIT", 100)
    with pytest.raises(UsageError, match="lists more files than a class hands in"):
        collect(with_members(tmp_path / "c.zip"))


def test_two_files_of_one_path_are_told_and_the_first_counts(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = with_members(tmp_path / "c.zip", ("ada/softmax.py", b"second"))
    with collect(path) as collection:
        assert tree_of(collection, "ada") == CODE
        assert collection.problems == ("ada/softmax.py is in the zip twice; the first one counts.",)


def test_two_students_whose_names_differ_in_capitals_are_two(tmp_path: Path) -> None:
    with collect(with_members(tmp_path / "c.zip", ("Ada/softmax.py", b"other"))) as collection:
        assert tree_of(collection, "ada") == CODE
        assert tree_of(collection, "Ada") == {"softmax.py": b"other"}


def test_one_name_written_in_two_ways_is_one_student(tmp_path: Path) -> None:
    both = [("Zoe\u0308/softmax.py", b"1"), ("Zo\u00eb/xor.py", b"2")]
    with collect(with_members(tmp_path / "c.zip", *both)) as collection:
        assert tree_of(collection, "Zo\u00eb") == {"softmax.py": b"1", "xor.py": b"2"}


@pytest.mark.parametrize(
    ("encoding", "name"), [("gbk", "王小明"), ("cp437", "José Muñoz"), ("cp437", "Günther"), ("utf-8", "ليلى")]
)
def test_names_that_do_not_say_their_encoding_are_read(tmp_path: Path, encoding: str, name: str) -> None:
    raw = f"{name}/softmax.py".encode(encoding)
    stand_in = "X" * (len(raw) - len(b"/softmax.py"))
    path = with_members(tmp_path / "c.zip", (f"{stand_in}/softmax.py", b"found"))
    path.write_bytes(path.read_bytes().replace(f"{stand_in}/softmax.py".encode(), raw))
    with collect(path) as collection:
        assert tree_of(collection, name) == {"softmax.py": b"found"}


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text on this system")
def test_a_folder_whose_name_is_no_utf8_is_read(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"ada": CODE})
    folder = os.path.join(os.fsencode(path), "王小明".encode("gbk"))
    os.mkdir(folder)
    with open(os.path.join(folder, b"softmax.py"), "wb") as written:
        written.write(b"found")
    with collect(path) as collection:
        assert tree_of(collection, "王小明") == {"softmax.py": b"found"}
        assert [each.student.key.encode() for each in collection.hand_ins]


@pytest.mark.parametrize("cut", [10, 60, -30, -5])
def test_a_download_that_broke_off_is_refused_in_a_sentence(tmp_path: Path, cut: int) -> None:
    path = with_members(tmp_path / "c.zip")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UsageError, match="download it again"):
        collect(path)


def test_a_zip_whose_files_overlap_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("ada/softmax.py", b"x" * 4000)
    content = bytearray(made.getvalue())
    at = content.index(b"PK\x01\x02")
    entry = bytes(content[at : content.index(b"PK\x05\x06")])
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 50, 50, len(entry) * 50, at, 0)
    path = tmp_path / "c.zip"
    path.write_bytes(bytes(content[:at]) + entry * 50 + end)
    with pytest.raises(UsageError, match="holds more than it has"):
        collect(path)


def test_a_locked_file_is_told(tmp_path: Path) -> None:
    path = with_members(tmp_path / "c.zip", ("eve/softmax.py", b"x"))
    content = bytearray(path.read_bytes())
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(mark) + flag] |= 1
    path.write_bytes(bytes(content))
    with collect(path) as collection:
        assert "is locked with a password" in reason(collection, "eve")
        assert tree_of(collection, "ada") == CODE
