"""Zips, read in memory: what is unsafe, damaged or too large is left out with a sentence, and the rest is read."""

import contextlib
import random
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graders.errors import CannotGrade
from graders.intake import archive
from graders.intake.tree import FILE_LIMIT, Tree, Unreadable

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a zip of names and contents; a ZipInfo may take a name's place."""

    def make(*members: tuple[str | zipfile.ZipInfo, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "homework.zip"
        with zipfile.ZipFile(path, "w", compression) as made:
            for name, content in members:
                made.writestr(name, content)
        return path

    return make


def archived(path: Path) -> Tree:
    with path.open("rb") as opened:
        return archive.tree(path.name, opened)


def readable(tree: Tree) -> dict[str, bytes]:
    found = {}
    for path in tree.files:
        try:
            found[path] = tree.content(path)
        except Unreadable:
            continue
    return found


def reason(tree: Tree, path: str) -> str:
    with pytest.raises(Unreadable) as caught:
        tree.content(path)
    return str(caught.value)


def test_files_of_code_are_read_and_others_are_not_even_opened(make: Make) -> None:
    path = make(("lab/toy.py", "x = 1\n"), ("lab/book.ipynb", "{}"), ("lab/data.npy", b"\0" * 5), ("inner.zip", b"PK"))
    tree = archived(path)
    assert readable(tree) == {"lab/toy.py": b"x = 1\n", "lab/book.ipynb": b"{}"}
    assert tree.others == ("inner.zip", "lab/data.npy")
    assert (tree.name, tree.problems) == ("homework.zip", ())


def test_what_systems_add_is_passed_over(make: Make) -> None:
    tree = archived(make(("toy.py", "x"), ("__MACOSX/._toy.py", "x"), (".ipynb_checkpoints/toy.ipynb", "x")))
    assert list(tree.files) == ["toy.py"]


def test_backslashes_of_windows_are_slashes(make: Make) -> None:
    assert list(archived(make(("lab\\toy.py", "x"))).files) == ["lab/toy.py"]


@pytest.mark.parametrize("name", ["../toy.py", "a/../../toy.py", "..\\toy.py"])
def test_a_name_that_leads_out_is_left_out_and_the_rest_is_read(make: Make, name: str) -> None:
    tree = archived(make((name, "evil = 1"), ("toy.py", "x = 1")))
    assert readable(tree) == {"toy.py": b"x = 1"}
    assert len(tree.problems) == 1
    assert "has a name that leads out of the zip; it is left out." in tree.problems[0]


@pytest.mark.parametrize("name", ["/home-of-ada/toy.py", "C:/toy.py", "C:\\lab\\toy.py", "//server/toy.py"])
def test_where_a_path_began_on_somebodys_machine_is_cut_off(make: Make, name: str) -> None:
    (path,) = readable(archived(make((name, "x = 1"))))
    assert path.split("/")[-1] == "toy.py"
    assert not path.startswith(("/", "C:"))


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_names_that_do_not_say_their_encoding_are_read(make: Make, encoding: str) -> None:
    path = make(("XXXX/toy.py", "x = 1"))
    name = ("作业" if encoding == "gbk" else "ü字"[:1] + "éa"[:1]).encode(encoding)
    assert len(name) == 4
    path.write_bytes(path.read_bytes().replace(b"XXXX", name))
    assert list(archived(path).files) == [f"{name.decode(encoding)}/toy.py"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_a_link_or_a_device_is_left_out(make: Make, kind: int) -> None:
    link = zipfile.ZipInfo("toy.py")
    link.external_attr = (kind | 0o777) << 16
    tree = archived(make((link, "/etc/passwd"), ("other.py", "x")))
    assert list(tree.files) == ["other.py"]
    assert tree.problems == ("toy.py is a link or a device; it is left out.",)


def test_a_setuid_bit_says_nothing_of_a_file_of_code(make: Make) -> None:
    odd = zipfile.ZipInfo("toy.py")
    odd.external_attr = (stat.S_IFREG | 0o6777) << 16
    assert readable(archived(make((odd, "x = 1")))) == {"toy.py": b"x = 1"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["toy.py", "TOY.PY".lower(), "Toy.py", "to\u0301y.py"])
def test_of_two_members_of_one_name_the_first_counts(make: Make, second: str) -> None:
    first = "t\u00f3y.py" if "\u0301" in second else "toy.py"
    tree = archived(make((first, "first"), (second, "second")))
    assert readable(tree) == {first: b"first"}
    assert "is in the zip twice; the first one counts." in tree.problems[0]


def test_a_bomb_is_not_unpacked(make: Make) -> None:
    tree = archived(make(("bomb.py", b"#" * (200 << 20)), ("toy.py", "x = 1")))
    assert readable(tree) == {"toy.py": b"x = 1"}
    assert reason(tree, "bomb.py") == f"bomb.py has 209,715,200 bytes; a file of code may have {FILE_LIMIT:,}."


def test_a_bomb_among_the_data_is_nobodys_business(make: Make) -> None:
    assert readable(archived(make(("data.bin", b"\0" * (50 << 20)), ("toy.py", "x")))) == {"toy.py": b"x"}


def test_a_header_that_lies_about_the_size_is_found_out(make: Make) -> None:
    path = make(("toy.py", b"#" * (3 << 20)), ("other.py", "x"))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", 3 << 20), struct.pack("<L", 100)))
    tree = archived(path)
    assert readable(tree) == {"other.py": b"x"}
    assert "toy.py is damaged in the zip" in reason(tree, "toy.py")


def test_members_that_overlap_are_refused(make: Make) -> None:
    path = make(("a.py", random.Random(0).randbytes(5000)), ("b.py", b"x" * 10), compression=zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")  # b.py now says that it is a.py's bytes too
    struct.pack_into("<LL", content, at + 20, 5000, 5000)
    struct.pack_into("<L", content, at + 42, 0)
    path.write_bytes(bytes(content))
    with pytest.raises(CannotGrade, match="its files overlap, so none of them is read"):
        archived(path)


def test_a_password_is_told(make: Make) -> None:
    path = make(("toy.py", "x = 1"))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert reason(archived(path), "toy.py") == "toy.py is locked with a password; hand it in without one."


def test_a_damaged_member_costs_itself(make: Make) -> None:
    path = make(("toy.py", random.Random(0).randbytes(500)), ("other.py", "x"), compression=zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[100] ^= 0xFF
    path.write_bytes(bytes(content))
    tree = archived(path)
    assert readable(tree) == {"other.py": b"x"}
    assert "toy.py is damaged in the zip (Bad CRC-32" in reason(tree, "toy.py")


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_whichever_way_it_is_packed_a_damaged_member_costs_itself(make: Make, compression: int) -> None:
    path = make(("toy.py", random.Random(0).randbytes(500)), ("other.py", "x"), compression=compression)
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(bytes(content))
    tree = archived(path)
    assert readable(tree) == {"other.py": b"x"}
    assert "toy.py is damaged in the zip" in reason(tree, "toy.py")


@pytest.mark.parametrize("cut", [0, 10, 60, -1, -30])
def test_a_zip_cut_short_is_told_in_a_sentence(make: Make, cut: int) -> None:
    path = make(("toy.py", "x = 1"))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(CannotGrade, match=r"homework\.zip is no zip that can be read .*; hand it in again"):
        archived(path)


def test_a_list_of_contents_that_would_fill_the_memory_is_refused(make: Make) -> None:
    path = make(("toy.py", "x = 1"))
    content = bytearray(path.read_bytes())
    struct.pack_into("<L", content, content.rfind(b"PK\x05\x06") + 12, 1 << 30)
    path.write_bytes(bytes(content))
    with pytest.raises(CannotGrade, match="lists more files than a submission has"):
        archived(path)


def test_thousands_of_pictures_hide_no_code(make: Make) -> None:
    tree = archived(make(*((f"a{n}.png", "") for n in range(5001)), ("venv/lib/a.py", ""), ("toy.py", "x")))
    assert readable(tree) == {"toy.py": b"x"}
    many = archived(make(*((f"a{n}.py", "") for n in range(2001))))
    assert many.problems == ("homework.zip holds more than 2,000 files of code; the others were not looked at.",)


def test_what_lies_too_deep_is_told(make: Make) -> None:
    assert readable(archived(make(("a/b/c/d/e/f/g/h/toy.py", "x"))))
    assert "lies too deep in folders" in archived(make(("/".join("abcdefghijk") + "/toy.py", "x"))).problems[0]


def test_the_larger_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "homework.zip"
    with zipfile.ZipFile(path, "w") as made, made.open("toy.py", "w", force_zip64=True) as member:
        member.write(b"x = 1")
    content = path.read_bytes()
    at = content.rfind(b"PK\x05\x06")
    count, length, start = struct.unpack_from("<H", content, at + 10)[0], *struct.unpack_from("<LL", content, at + 12)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(content[:at] + record + locator + end)
    assert readable(archived(path)) == {"toy.py": b"x = 1"}
    large = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, 1 << 40, start)
    path.write_bytes(content[:at] + large + locator + end)
    with pytest.raises(CannotGrade, match="lists more files than a submission has"):
        archived(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"toy.py".ljust(257, b"\0") + b"ustar", "a tar archive"),
        (b"<!DOCTYPE html>", "a page of the web"),
    ],
)
def test_what_is_another_archive_is_called_by_its_name(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "homework.zip"
    path.write_bytes(content)
    with pytest.raises(CannotGrade, match=rf"homework\.zip is {what} and no zip; hand it in again as a \.zip"):
        archived(path)


def test_any_bytes_end_in_a_sentence(make: Make) -> None:
    whole = make(("toy.py", "x = 1\n" * 50), ("other.py", b"y")).read_bytes()
    dice = random.Random(0)
    path = make(("toy.py", ""))
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        path.write_bytes(bytes(content))
        with contextlib.suppress(CannotGrade):  # anything else would be the grader's own failure
            readable(archived(path))
