"""What is handed in, read as bytes: it is read, or left out with a sentence, and nothing is followed."""

import os
import socket
import sys
from pathlib import Path

import pytest

from graders.errors import UsageError
from graders.submission import FILE_LIMIT, FILES_LIMIT, found, read

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "ada"
    path.mkdir()
    return path


def test_a_folder_with_the_file_that_is_wanted(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b"x = 1\n")
    (folder / "helper.py").write_bytes(b"y = 2\n")
    (folder / "notes.txt").write_bytes(b"hello")
    (folder / "__pycache__").mkdir()
    work = read(folder, ["toy.py"])
    assert (work.name, work.problems) == ("ada", ())
    assert work.files == {"toy.py": b"x = 1\n", "helper.py": b"y = 2\n"}
    assert list(work.files) == ["toy.py", "helper.py"], "what is wanted comes first"
    assert [(file.name, file.lines) for file in work.described()] == [("toy.py", 1), ("helper.py", 1)]
    assert work.lines()["toy.py"] == ["x = 1"]


def test_a_single_file_stands_for_the_one_that_is_wanted_whatever_it_is_called(folder: Path) -> None:
    (folder / "lovelace_ada_toy(2).py").write_bytes(b"x = 1\n")
    (folder / "other.py").write_bytes(b"y = 2\n")
    work = read(folder / "lovelace_ada_toy(2).py", ["toy.py"])
    assert work.files == {"toy.py": b"x = 1\n", "other.py": b"y = 2\n"}  # what lies beside it can be imported
    assert work.name.endswith("lovelace_ada_toy(2).py")
    assert work.problems == ()
    several = read(folder / "other.py", ["toy.py", "other.py"])
    assert list(several.files) == ["other.py"]
    assert several.problems == ("toy.py is missing.",)


def test_files_in_a_folder_of_the_folder_are_found_and_it_is_said(folder: Path) -> None:
    deep = folder / "lab 1" / "src"
    deep.mkdir(parents=True)
    (deep / "toy.py").write_bytes(b"x = 1\n")
    (folder / ".git").mkdir()
    (folder / ".git" / "toy.py").write_bytes(b"no")
    work = read(folder, ["toy.py"])
    assert work.files == {"toy.py": b"x = 1\n"}
    assert "lab 1/src" in work.problems[0].replace(os.sep, "/")
    assert found(folder) == ["toy.py"]


def test_a_folder_too_deep_is_not_gone_into(folder: Path) -> None:
    deep = folder.joinpath(*"abcdef")
    deep.mkdir(parents=True)
    (deep / "toy.py").write_bytes(b"x = 1\n")
    assert found(folder) == []


def test_what_is_missing_is_named_with_what_is_there_instead(folder: Path) -> None:
    (folder / "Toy.py").write_bytes(b"x = 1\n")
    assert read(folder, ["toy.py"]).problems == ("toy.py is missing; there is Toy.py.",)
    (folder / "Toy.py").unlink()
    assert read(folder, ["toy.py"]).problems == ("toy.py is missing.",)


def test_a_path_that_is_not_there_is_told_in_a_sentence(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file or folder .*nowhere; give the path of a submission"):
        found(folder / "nowhere")


@posix
def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"the gradebook")
    (folder / "toy.py").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    work = read(folder, ["toy.py"])
    assert work.files == {}
    assert work.problems == ("toy.py is a link to somewhere else; hand in the file itself.",)
    (folder / "toy.py").unlink()
    (folder / "toy.py").symlink_to(tmp_path / "nowhere")
    assert read(folder, ["toy.py"]).files == {}
    assert found(folder) == ["toy.py"]


@posix
def test_a_folder_that_is_a_link_is_not_gone_into(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "toy.py").write_bytes(b"somebody else's")
    (folder / "work").symlink_to(elsewhere)
    assert found(folder) == []
    assert read(folder, ["toy.py"]).files == {}


@posix
@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "folder"])
def test_what_is_no_file_is_not_opened_for_long(folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "fifo":
        os.mkfifo(folder / "toy.py")  # to open it would wait for a writer for ever
    elif kind == "socket":
        monkeypatch.chdir(folder)  # a socket's path may not be long
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("toy.py")
    elif kind == "device":
        try:
            os.mknod(folder / "toy.py", 0o20666, os.makedev(1, 5))
        except OSError:
            pytest.skip("only root makes devices")
    else:
        (folder / "toy.py").mkdir()
    work = read(folder, ["toy.py"])
    assert work.files == {}
    assert len(work.problems) == 1
    assert "toy.py" in work.problems[0]
    assert "hand in the file itself" in work.problems[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_told_or_passed_over(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b"x = 1\n")
    (folder / "closed").mkdir(mode=0o000)
    assert found(folder) == ["toy.py"]
    (folder / "toy.py").chmod(0o000)
    assert read(folder, ["toy.py"]).problems == ("toy.py can't be opened; hand in the file itself.",)
    folder.chmod(0o000)
    with pytest.raises(UsageError, match="ada can't be read"):
        found(folder)
    folder.chmod(0o700)


def test_a_file_of_a_megabyte_is_read_and_one_beyond_is_not(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b"#" * FILE_LIMIT)
    assert len(read(folder, ["toy.py"]).files["toy.py"]) == FILE_LIMIT
    (folder / "toy.py").write_bytes(b"#" * (FILE_LIMIT + 1))
    work = read(folder, ["toy.py"])
    assert work.files == {}
    assert work.problems == ("toy.py has 1,048,577 bytes; a file of code may have 1,048,576.",)


def test_a_folder_of_thousands_of_files_keeps_those_that_are_wanted(folder: Path) -> None:
    for n in range(300):
        (folder / f"a{n}.py").write_bytes(b"x")
    (folder / "toy.py").write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"])
    assert len(work.files) == FILES_LIMIT
    assert "toy.py" in work.files
    assert "301 Python files; only the first 100" in work.problems[0]


def test_an_empty_file_is_read_and_told(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b" \n\n")
    work = read(folder, ["toy.py"])
    assert (work.files, work.problems) == ({"toy.py": b" \n\n"}, ("toy.py is empty.",))


def test_text_that_is_no_utf8_is_told_with_its_line_unless_it_says_what_it_is(folder: Path) -> None:
    file = folder / "toy.py"
    file.write_bytes(b"x = 1\n# caf\xe9\n")
    assert read(folder, ["toy.py"]).problems == ("toy.py is not UTF-8 text (byte 0xe9 in line 2); save it as UTF-8.",)
    for cookie in ("# coding: gbk", "#!/usr/bin/python\n# -*- coding: gbk -*-"):
        file.write_bytes(f"{cookie}\nx = '汉字'\n".encode("gbk"))
        assert read(folder, ["toy.py"]).problems == ()
    file.write_bytes("x = 1\ny = 2\n# coding: gbk\nx = '汉字'\n".encode("gbk"))
    assert "is not UTF-8 text" in read(folder, ["toy.py"]).problems[0], "a cookie counts in the first two lines"
    file.write_bytes(b"\xef\xbb\xbfx = 'with a mark'\n")
    work = read(folder, ["toy.py"])
    assert (work.problems, work.lines()["toy.py"]) == ((), ["x = 'with a mark'"])


def test_names_that_would_hide_a_module_are_left_out_but_not_the_one_that_is_wanted(folder: Path) -> None:
    for name in ("numpy.py", "random.py", "typing.py", "sitecustomize.py", "toy.py", "graders.py"):
        (folder / name).write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"], ["numpy"])
    assert "toy.py" in work.files
    assert not {"numpy.py", "random.py", "typing.py"} & set(work.files)
    assert sum("is left out" in problem for problem in work.problems) == 3
    assert "random.py" in read(folder, ["random.py"], ["numpy"]).files


@posix
def test_names_of_any_bytes_are_read(folder: Path) -> None:
    for name in (b"toy.py", b"new\nline.py", b"caf\xe9.py", b"\x1b[2J.py", "ünï.py".encode(), b"-rf.py", b".py"):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"])
    assert len(work.files) == 7
    assert all("\n" not in problem for problem in work.problems)


def test_of_several_submissions_none_is_taken_for_the_one_that_is_meant(folder: Path) -> None:
    for student in ("ada", "張三"):
        (folder / student).mkdir()
        (folder / student / "toy.py").write_bytes(b"x = 1\n")
    with pytest.raises(UsageError, match=r"holds 2 folders with toy\.py \(ada, 張三\); name one of them"):
        read(folder, ["toy.py"])


@pytest.mark.parametrize("name", ["toy.ipynb", "toy.zip", "toy.txt"])
def test_another_kind_of_file_is_refused_in_one_sentence(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"{}")
    with pytest.raises(UsageError, match=r"is no \.py file; a submission is a folder or a \.py file"):
        found(folder / name)
