"""What is handed in, read as bytes: it is read, or left out with a sentence, and nothing is followed."""

import os
import re
import socket
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from graders import choice
from graders.choice import FILES_LIMIT
from graders.errors import CannotGrade, UsageError
from graders.intake.path import opened
from graders.intake.tree import FILE_LIMIT, Tree
from graders.lab import Lab
from graders.submission import Submission

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


TEXTBOOK = ModuleType("textbook")
vars(TEXTBOOK).update(double=lambda x: 2 * x, Counter=type("Counter", (), {}))


def lab(files: Sequence[str], provided: dict[str, Path] | None = None) -> Lab:
    made = Lab("toy", title="Toy", files=files, reference=TEXTBOOK, provided=list(provided or {}))
    made.provided = provided or {}
    return made


def read(path: Path, files: Sequence[str], **options: Any) -> Submission:
    return choice.read(path, lab(files, **options))


def found(path: Path) -> list[str]:
    """The names of the files of code, as the lab is recognised by them."""
    return [name.rpartition("/")[2] for name in opened(path).paths(".py")]


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
    source = b"import other\nfrom others import *\nfrom heap import double"
    (folder / "lovelace_ada_toy(2).py").write_bytes(source)
    (folder / "other.py").write_bytes(b"from further import z\n")
    (folder / "further.py").write_bytes(b"z = 3\n")
    (folder / "others.py").write_bytes(b"def double(x): pass\nclass Counter: pass")  # somebody else's work
    (folder / "stranger.py").write_bytes(b"caf\xe9")
    (folder / "toy.py").write_bytes(b"not this one")
    work = read(folder / "lovelace_ada_toy(2).py", ["toy.py"])
    assert set(work.files) == {"lovelace_ada_toy(2).py", "other.py", "further.py"}, "what it imports, and no more"
    assert work.to_run(["toy.py"]) == [("lovelace_ada_toy(2).py", ["toy"])]
    assert work.name.endswith("lovelace_ada_toy(2).py")
    assert work.problems == ()


def test_of_several_wanted_files_those_beside_the_named_one_are_found(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b"x = 1\n")
    (folder / "other.py").write_bytes(b"y = 2\n")
    work = read(folder / "other.py", ["toy.py", "other.py"])
    assert work.to_run(["toy.py", "other.py"]) == [("toy.py", []), ("other.py", [])]
    (folder / "toy.py").unlink()
    assert read(folder / "other.py", ["toy.py", "other.py"]).problems == ("toy.py is missing.",)


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
    deep = folder.joinpath(*"abcdefghijklm")
    deep.mkdir(parents=True)
    (deep / "toy.py").write_bytes(b"x = 1\n")
    (folder / "toy.py").write_bytes(b"x = 1\n")
    assert found(folder) == ["toy.py"]
    assert read(folder, ["toy.py"]).problems == (
        "The folder a/b/c/d/e/f/g/h/i/j/k lies too deep; it was not looked at.",
    )


def test_what_is_missing_is_named_with_what_is_there_instead(folder: Path) -> None:
    (folder / "work.py").write_bytes(b"x = 1\n")
    assert read(folder, ["toy.py"]).problems == ("toy.py is missing; there is work.py.",)
    (folder / "work.py").unlink()
    (folder / "toy.rar").write_bytes(b"Rar!")
    assert read(folder, ["toy.py"]).problems == ("toy.py is missing; there is toy.rar.",)
    (folder / "toy.rar").unlink()
    assert read(folder, ["toy.py"]).problems == ("toy.py is missing.",)


@pytest.mark.parametrize("name", ["Toy.py", "toy-1.py", "toy (1).py", "toy(2).py", "toy - copy.py", "TOY-2.py"])
def test_a_name_that_a_download_changed_is_taken_for_the_right_one(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"])
    assert work.problems == (f"{name} was taken for toy.py.",)
    assert work.to_run(["toy.py"]) == [(name, ["toy"])]


def test_a_file_of_another_name_that_defines_what_is_asked_is_looked_at_instead(folder: Path) -> None:
    (folder / "plots.py").write_bytes(b"def plot(): pass\n")
    (folder / "mine.py").write_bytes(b"class Counter: pass\ndef double(x): return 2 * x\n")
    work = read(folder, ["toy.py", "more.py"])
    assert work.problems == ("toy.py, more.py are missing; mine.py was looked at instead.",)
    assert work.to_run(["toy.py", "more.py"]) == [("mine.py", ["toy", "more"])]
    assert set(work.files) == {"mine.py", "plots.py"}


def test_work_that_lies_in_several_files_is_taken_together(folder: Path) -> None:
    (folder / "a.py").write_bytes(b"def double(x): return 2 * x\n")
    (folder / "b.py").write_bytes(b"class Counter: pass\n")
    work = read(folder, ["toy.py"])
    assert work.to_run(["toy.py"]) == [("a.py", ["toy"]), ("b.py", [])]
    assert work.problems == ("toy.py is missing; a.py and b.py were looked at instead.",)


def test_packages_under_the_folder_can_be_imported(folder: Path) -> None:
    for name in ("toy.py", "tools/ops.py", "tools/deep/__init__.py", "tests 2/no.py", "numpy/core.py", ".git/no.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"])
    assert list(work.files) == ["toy.py", "tools/ops.py", "tools/deep/__init__.py"]
    assert len(work.problems) == 1
    assert work.problems[0].startswith("numpy/core.py is left out: a file of that name would hide the numpy")


def test_files_of_other_folders_can_be_imported_unless_they_are_work_of_their_own(folder: Path) -> None:
    work = b"def double(x): pass\nclass Counter: pass"
    for name, content in {"lab/toy.py": b"", "common.py": b"", "old/toy.py": b"", "roe/other.py": work}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content or b"x = 1")
    (folder / "lab" / "more.py").write_bytes(b"x = 1")
    assert set(read(folder, ["toy.py", "more.py"]).files) == {"toy.py", "more.py", "common.py"}


def test_what_the_course_provides_is_there_and_the_students_own_goes_before_it(folder: Path, tmp_path: Path) -> None:
    provided = {name: tmp_path / name for name in ("solver.py", "loader.py")}
    for path in provided.values():
        path.write_bytes(b"# the course's\n")
    (folder / "toy.py").write_bytes(b"x = 1\n")
    (folder / "solver.py").write_bytes(b"# my own\n")
    work = read(folder, ["toy.py"], provided=provided)
    assert work.files == {"toy.py": b"x = 1\n", "solver.py": b"# my own\n", "loader.py": b"# the course's\n"}
    assert work.problems == ()


def test_a_path_that_is_not_there_is_told_in_a_sentence(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file or folder .*nowhere; give the path of a submission"):
        opened(folder / "nowhere")


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
    with pytest.raises(UsageError, match=r"toy\.py can't be read; give it to the user who grades"):
        read(folder, ["toy.py"])
    with pytest.raises(UsageError, match=r"toy\.py can't be read; give it to the user who grades"):
        opened(folder / "toy.py")
    folder.chmod(0o000)
    with pytest.raises(UsageError, match="ada can't be read"):
        opened(folder)
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
    assert len(work.files) == FILES_LIMIT + 1
    assert "toy.py" in work.files
    assert "300 more Python files; only the first 100" in work.problems[0]


def test_an_empty_file_is_read_and_told(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b" \n\n")
    work = read(folder, ["toy.py"])
    assert (work.files, work.problems) == ({"toy.py": b" \n\n"}, ("toy.py is empty.",))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"x = 1\n# caf\xe9\n", "CP1252"),
        ("x = '汉字'\n# 注释\n".encode("gbk"), "GB18030"),
    ],
)
def test_text_that_is_no_utf8_is_read_as_what_it_may_be_and_it_is_told(
    folder: Path, content: bytes, encoding: str
) -> None:
    (folder / "toy.py").write_bytes(content)
    work = read(folder, ["toy.py"])
    assert work.files["toy.py"].decode("utf-8") == content.decode(encoding)
    assert re.fullmatch(
        rf"toy\.py is not UTF-8 text \(byte 0x.. in line \d\); it was read as {encoding}\. Save it as UTF-8\.",
        work.problems[0],
    )


def test_a_file_that_says_what_it_is_or_has_a_mark_is_read_without_a_word(folder: Path) -> None:
    file = folder / "toy.py"
    for cookie in ("# coding: gbk", "#!/usr/bin/python\n# -*- coding: gbk -*-"):
        file.write_bytes(f"{cookie}\nx = '汉字'\n".encode("gbk"))
        assert read(folder, ["toy.py"]).problems == ()
    file.write_bytes("x = 1\ny = 2\n# coding: gbk\nx = '汉字'\n".encode("gbk"))
    assert "is not UTF-8 text" in read(folder, ["toy.py"]).problems[0], "a cookie counts in the first two lines"
    file.write_bytes(b"\xef\xbb\xbfx = 'with a mark'\n")
    work = read(folder, ["toy.py"])
    assert (work.problems, work.lines()["toy.py"]) == ((), ["x = 'with a mark'"])
    file.write_bytes("x = 1\n".encode("utf-16"))
    assert "begins with the mark of UTF-16; it was read as UTF-16" in read(folder, ["toy.py"]).problems[0]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04\x14\0", "a zip or an office document"),
        (b"{\\rtf1\\ansi", "a document of a word processor"),
        (b"<!DOCTYPE html>", "a page of the web"),
        (b"```python\nx = 1\n```", "Markdown"),
        (b'{"cells": []}', "a notebook"),
    ],
)
def test_what_is_no_python_at_all_is_called_by_its_name(folder: Path, content: bytes, what: str) -> None:
    (folder / "toy.py").write_bytes(content)
    work = read(folder, ["toy.py"])
    assert work.files == {}
    assert f"toy.py is {what} and no " in work.refused["toy.py"]


def test_names_that_would_hide_a_module_are_left_out_but_not_the_one_that_is_wanted(folder: Path) -> None:
    for name in ("numpy.py", "random.py", "typing.py", "sitecustomize.py", "toy.py", "graders.py"):
        (folder / name).write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"])
    assert "toy.py" in work.files
    assert not {"numpy.py", "random.py", "typing.py"} & set(work.files)
    assert sum("is left out" in problem for problem in work.problems) == 3
    assert "random.py" in read(folder, ["random.py"]).files


@posix
def test_names_of_any_bytes_are_read(folder: Path) -> None:
    for name in (b"toy.py", b"new\nline.py", b"caf\xe9.py", b"\x1b[2J.py", "ünï.py".encode(), b"-rf.py", b".py"):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"])
    assert set(work.files) == {"toy.py", "ünï.py"}, "what no import can name is not read"


def test_of_several_submissions_none_is_taken_for_the_one_that_is_meant(folder: Path) -> None:
    for student in ("ada", "張三"):
        (folder / student).mkdir()
        (folder / student / "toy.py").write_bytes(b"x = 1\n")
    with pytest.raises(UsageError, match=r"holds 2 folders with toy\.py \(ada, 張三\); name one of them"):
        read(folder, ["toy.py"])


def test_of_several_copies_the_highest_is_taken_and_the_others_are_told(folder: Path) -> None:
    for place in ("src", "src/backup", "old"):
        (folder / place).mkdir()
        (folder / place / "toy.py").write_bytes(place.encode())
    (folder / "src" / "more.py").write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py", "more.py"])
    assert work.files["toy.py"] == b"src"
    assert work.problems == (
        "The files were found in the folder src.",
        "The folder old holds such files too; they were not looked at.",
        "The folder src/backup holds such files too; they were not looked at.",
    )


@pytest.mark.parametrize("name", ["toy.rar", "toy.txt", "toy"])
def test_another_kind_of_file_is_refused_in_one_sentence(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"{}")
    with pytest.raises(UsageError, match=r"is none of what a submission can be: a folder, a \.py file,"):
        opened(folder / name)


def test_a_folder_with_nothing_but_a_zip_is_what_the_zip_holds(folder: Path) -> None:
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        archive.writestr("homework/toy.py", "x = 1\n")
    work = read(folder, ["toy.py"])
    assert (work.name, work.files) == ("ada", {"toy.py": b"x = 1\n"})
    assert work.problems == ("The files were found in the folder homework.zip/homework.",)
    (folder / "plot.py").write_bytes(b"x = 1\n")
    assert read(folder, ["toy.py"]).files["toy.py"] == b"x = 1\n"
    (folder / "toy.py").write_bytes(b"y = 2\n")
    work = read(folder, ["toy.py"])
    assert work.files["toy.py"] == b"y = 2\n"
    assert work.problems == ("The folder homework.zip/homework holds such files too; they were not looked at.",)
    for name in ("toy.py", "plot.py"):
        (folder / name).unlink()
    (folder / "homework.zip").write_bytes(b"PK and then nothing")
    with pytest.raises(CannotGrade, match=r"homework\.zip is no zip that can be read"):
        opened(folder)


def test_of_thousands_of_odd_files_the_first_are_told(folder: Path) -> None:
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        for n in range(1000):
            archive.writestr(f"../{n}.py", "x")
        archive.writestr("toy.py", "x = 1")
    work = read(folder / "homework.zip", ["toy.py"])
    assert work.files == {"toy.py": b"x = 1"}
    assert len(work.problems) == 21
    assert work.problems[-1] == "There is as much to say of 980 more files."


@posix
def test_a_zip_that_is_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("toy.py", "secret = 1")
    (folder / "mine.zip").symlink_to(tmp_path / "other.zip")
    with pytest.raises(CannotGrade, match=r"mine\.zip is a link to somewhere else"):
        opened(folder)
    with pytest.raises(CannotGrade, match=r"mine\.zip is a link to somewhere else"):
        opened(folder / "mine.zip")
    os.mkfifo(folder / "hw.ZIP")  # to open it would wait for a writer for ever
    with pytest.raises(CannotGrade, match=r"hw\.ZIP is no regular file"):
        opened(folder / "hw.ZIP")
    (folder / "toy.py").write_bytes(b"x = 1\n")
    assert read(folder, ["toy.py"]).files == {"toy.py": b"x = 1\n"}


def test_endings_may_be_written_large_or_hidden_behind_another(folder: Path) -> None:
    for name in ("Toy.PY", "toy.py.txt"):
        (folder / name).write_bytes(b"x = 1\n")
        assert read(folder, ["toy.py"]).problems == (f"{name} was taken for toy.py.",)
        (folder / name).unlink()
    with zipfile.ZipFile(folder / "HW.ZIP", "w") as archive:
        archive.writestr("toy.PY", "x = 1\n")
    assert read(folder, ["toy.py"]).to_run(["toy.py"]) == [("toy.PY", ["toy"])]
    (folder / "HW.ZIP").rename(folder / "HW")
    assert opened(folder / "HW").files


def test_of_several_that_could_be_meant_none_is_taken_silently(folder: Path) -> None:
    work = b"def double(x): return 2 * x\nclass Counter: pass\n"
    for name in ("doe_1_toy.py", "roe_2_toy.py"):
        (folder / name).write_bytes(work)
    with pytest.raises(
        UsageError, match=r"holds doe_1_toy\.py, roe_2_toy\.py, which define the same; name one of them"
    ):
        read(folder, ["toy.py"])
    assert "doe_1_toy.py" in read(folder / "doe_1_toy.py", ["toy.py"]).files
    for name in ("doe", "roe"):
        (folder / name).mkdir()
        (folder / f"{name}_{len(name)}_toy.py").unlink(missing_ok=True)
        (folder / name / f"{name}.py").write_bytes(work)
    for name in ("doe_1_toy.py", "roe_2_toy.py"):
        (folder / name).unlink()
    with pytest.raises(UsageError, match=r"holds 2 folders with toy\.py \(doe, roe\); name one of them"):
        read(folder, ["toy.py"])


def test_of_several_downloads_the_last_is_taken_and_the_others_are_told(folder: Path) -> None:
    for number in (2, 10, 1):
        (folder / f"toy ({number}).py").write_bytes(b"x = 1\n")
    work = read(folder, ["toy.py"])
    assert work.to_run(["toy.py"]) == [("toy (10).py", ["toy"])]
    assert work.problems[0] == "toy (10).py was taken for toy.py."
    assert set(work.problems[1:]) == {f"toy ({n}).py looks like toy.py as well; it was not looked at." for n in (1, 2)}
    (folder / "toy.py").write_bytes(b"y = 2\n")
    assert read(folder, ["toy.py"]).to_run(["toy.py"]) == [("toy.py", [])]


@pytest.mark.parametrize("template", [b"", b"def double(x):\n    raise NotImplementedError\n"])
def test_a_notebook_goes_before_a_file_that_was_not_filled_in(folder: Path, template: bytes) -> None:
    (folder / "toy.py").write_bytes(template)
    (folder / "hw.ipynb").write_bytes(notebook("def double(x): return 2 * x"))
    work = read(folder, ["toy.py"])
    assert work.to_run(["toy.py"]) == [("hw.ipynb", ["toy"])]
    assert work.problems == ("toy.py is not filled in; hw.ipynb was looked at instead.",)
    (folder / "hw.ipynb").write_bytes(notebook("def double(x): raise NotImplementedError"))
    assert read(folder, ["toy.py"]).to_run(["toy.py"]) == [("toy.py", [])]


def test_a_file_that_a_cell_writes_is_that_file(folder: Path) -> None:
    (folder / "hw.ipynb").write_bytes(notebook("%%writefile toy.py\ndef double(x): return 2 * x\n", "import toy"))
    work = read(folder, ["toy.py"])
    assert work.files == {"toy.py": b"def double(x): return 2 * x\n"}
    assert work.to_run(["toy.py"]) == [("toy.py", [])]
    assert work.problems == ("toy.py is written by a cell of hw.ipynb and was taken from there.",)


# Notebooks


def notebook(*cells: str) -> bytes:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return nbformat.writes(made).encode()


def test_a_notebook_stands_for_the_files_that_are_missing(folder: Path) -> None:
    (folder / "homework 1.ipynb").write_bytes(notebook("def double(x): return 2 * x"))
    (folder / "plots.ipynb").write_bytes(notebook("print(1)"))
    (folder / "more.py").write_bytes(b"y = 1\n")
    work = read(folder, ["toy.py", "more.py"])
    assert work.problems == ("toy.py is missing; homework 1.ipynb was looked at instead.",)
    assert work.notebooks == {"homework 1.ipynb": (b"def double(x): return 2 * x",)}
    assert work.to_run(["toy.py", "more.py"]) == [("homework 1.ipynb", ["toy"]), ("more.py", [])]
    assert work.parts()["homework 1.ipynb"] == [("homework 1.ipynb, cell 1", b"def double(x): return 2 * x")]
    assert [file.name for file in work.described()] == ["more.py", "homework 1.ipynb"]


def test_a_notebook_of_the_right_name_goes_before_one_that_defines_more(folder: Path) -> None:
    (folder / "toy.ipynb").write_bytes(notebook("from toys import *"))
    (folder / "play.ipynb").write_bytes(notebook("def double(x): return 2 * x"))
    assert read(folder, ["toy.py"]).to_run(["toy.py"]) == [("toy.ipynb", ["toy"])]


def test_a_notebook_beside_the_files_is_not_run(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b"x = 1\n")
    (folder / "train.ipynb").write_bytes(notebook("import toy\ntoy.double(2)"))
    work = read(folder, ["toy.py"])
    assert (list(work.parts()), work.problems) == (["toy.py"], ())
    (folder / "final.ipynb").write_bytes(notebook("def double(x): return 2 * x"))
    work = read(folder, ["toy.py"])
    assert list(work.parts()) == ["toy.py"]
    assert work.problems == ("final.ipynb defines what is asked for as well; it was not looked at.",)


def test_a_single_notebook_is_a_submission(folder: Path) -> None:
    (folder / "x.ipynb").write_bytes(notebook("x = 1", "", "y = 2"))
    work = read(folder / "x.ipynb", ["toy.py"])
    assert work.notebooks == {"x.ipynb": (b"x = 1", b"", b"y = 2")}
    assert work.problems == ()


def test_a_notebook_that_is_none_is_told_and_nothing_is_run(folder: Path) -> None:
    (folder / "toy.ipynb").write_bytes(b"{")
    work = read(folder, ["toy.py"])
    assert work.to_run(["toy.py"]) == []
    assert "toy.ipynb is no notebook" in work.refused["toy.ipynb"]


def test_why_a_wanted_file_could_not_be_taken_is_kept_for_whoever_asks_for_it(folder: Path) -> None:
    (folder / "toy.py").write_bytes(b"%PDF-1.7")
    (folder / "helper.py").write_bytes(b"%PDF-1.7")
    work = read(folder, ["toy.py", "more.py"])
    assert work.refused == {
        "toy.py": "toy.py is a PDF and no Python; hand in the code itself.",
        "more.py": "more.py is missing; there is helper.py.",
    }


def test_a_file_of_blank_lines_is_looked_through_in_no_time() -> None:
    assert Tree("ada", {"a.py": lambda: b"\n" * (1 << 20) + b"import b"}).imports("a.py") == {"b"}
