"""Anything at all comes in: it is read, or refused in a sentence; little memory is taken and nothing is written."""

import contextlib
import io
import json
import os
import struct
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import strategies as st

from graders.answers import taken
from graders.errors import LabproofError
from graders.intake import archive, notebook, parcel, text, writing
from graders.intake.path import opened
from graders.intake.tree import Tree, Unreadable, limit_of
from graders.lab import Question
from graders.reports.legible import legible
from tests.fuzz import changing_nothing, few_or_many, tried, within

MEMORY = 16 << 20
"""Bytes that may be held for what has a few thousand: a bomb, or a size that was believed, takes more."""

QUESTIONS = [Question("curves", "Curves", "Plot the loss.\n\nWhat does it tell?", 2), Question("why", "Why", "Why?")]


def sentence(error: Exception) -> None:
    assert str(error).strip()
    assert len(str(error)) < 4000


def looked_at(tree: Tree) -> None:
    """Do with a tree all that is done with a submission before its code runs."""
    for path in [*tree.files, *tree.writing]:
        legible(path).encode()  # it can be shown
        try:
            content = tree.content(path)
        except Unreadable as error:
            sentence(error)
            continue
        assert type(content) is bytes
        assert len(content) <= limit_of(path)
        for read in (notebook.cells, text.utf8, writing.passages, writing.report):
            with contextlib.suppress(Unreadable):
                read(path, content)
        tree.imports(path), tree.defines(path)
    for problem in tree.problems:
        legible(problem).encode()
    assert all(type(answer.text) is str for answer in taken(QUESTIONS, tree))
    held = parcel.packed(tree)
    assert held.digest == parcel.packed(held.tree()).digest


# ---------------------------------------------------------------------------------------------------------------- zips

ENDINGS = ["", ".py", ".ipynb", ".zip", "report.md", ".png", "/", "/softmax.py"]
NAMES = st.builds("{}{}".format, st.text(max_size=20), st.sampled_from(ENDINGS)).filter(
    lambda name: name and not any("\ud800" <= letter <= "\udfff" for letter in name)
)
CONTENTS = st.binary(max_size=300) | st.sampled_from(
    [b"x = 1\n" * 200, b'{"cells": [], "nbformat": 4}', b"# Curves\n![a](b.png)", b"\x89PNG\r\n\x1a\n" + bytes(20)]
)
PACKINGS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])


class Stream(io.RawIOBase):
    """Where nobody can go back, as when a web server packs while it sends: sizes stand behind each member."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += data
        return len(data)


@st.composite
def zips(draw: st.DrawFn) -> bytes:
    """Zips as programs write them."""
    stream = Stream()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in draw(st.lists(st.tuples(NAMES, CONTENTS), max_size=4, unique_by=lambda pair: pair[0])):
            member = zipfile.ZipInfo(name)
            member.compress_type = draw(PACKINGS)
            member.external_attr = draw(st.sampled_from([0, 0o100644 << 16, 0o120777 << 16, 0o010644 << 16]))
            with made.open(member, "w", force_zip64=draw(st.booleans())) as opened_member:
                opened_member.write(content)
        made.comment = draw(st.sampled_from([b"", b"a comment", b"PK\x05\x06" + bytes(18)]))
    return draw(st.sampled_from([b"", b"MZ" * 40])) + bytes(stream.data) + draw(st.sampled_from([b"", bytes(50)]))


FIELDS = [0, 1, 8, 12, 14, 99, 0xFFFF, 100, 1 << 20, 1 << 30, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF]
SIGNATURES = [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"]


@st.composite
def lying_zips(draw: st.DrawFn) -> bytes:
    """Zips whose headers, or any bytes, are not what they were."""
    content = bytearray(draw(zips()))
    for _ in range(draw(st.integers(1, 4))):
        at = content.rfind(draw(st.sampled_from(SIGNATURES)))
        place = max(at, 0) + draw(st.integers(4, 56))
        if draw(st.booleans()):
            form = draw(st.sampled_from(["<H", "<L", "<Q"]))
            size = struct.calcsize(form)
            content[place : place + size] = struct.pack(form, draw(st.sampled_from(FIELDS)) % (1 << 8 * size))
        else:
            place = draw(st.integers(0, len(content)))
            content[place : place + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
    return bytes(content)


def a_zip_is_read_or_refused(content: bytes) -> None:
    with within(MEMORY), changing_nothing():
        try:
            tree = archive.tree("homework.zip", io.BytesIO(content))
        except LabproofError as error:
            sentence(error)
            return
        looked_at(tree)


@few_or_many
def test_a_zip_of_anything_is_read_or_refused(examples: int) -> None:
    tried(examples, zips(), a_zip_is_read_or_refused)


@few_or_many
def test_a_zip_that_lies_is_read_or_refused(examples: int) -> None:
    tried(examples, lying_zips() | st.binary(max_size=200), a_zip_is_read_or_refused)


# ------------------------------------------------------------------------------------------------------------- folders

PIECES = [b"softmax", b"softmax.py", b".py", b".ipynb", b".zip", b"report.md", b".png", b"\n", b" ", b"-", b"\xff"]
PIECES += ["王".encode("gbk"), "é".encode("latin-1"), "e\u0301\u202e".encode(), b"\x1b[2J", b"CON", b"'\"<&", b"%s{}"]
FILE_NAMES = st.lists(st.sampled_from(PIECES) | st.binary(min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda pieces: b"".join(pieces).replace(b"/", b"_").replace(b"\0", b"_").replace(b".", b"_", 0)
)
KINDS = st.sampled_from(["file", "file", "file", "folder", "link", "loop", "fifo", "zip"])


def a_folder_is_read_or_refused(entries: list[tuple[bytes, str, bytes, bool]]) -> None:
    with TemporaryDirectory() as top:
        where = os.fsencode(top)
        for name, what, content, below in entries:
            place = os.path.join(where, name)
            with contextlib.suppress(OSError):  # the name is there already, or is none
                if what == "folder":
                    os.mkdir(place)
                    where = place if below else where
                elif what == "fifo":
                    os.mkfifo(place)
                elif what in ("link", "loop"):
                    os.symlink(b"/etc/passwd" if what == "link" else name, place)
                elif not os.path.lexists(place):
                    with open(place, "wb") as file:
                        file.write(content)
        with within(MEMORY), changing_nothing():
            for each in [Path(top), *Path(top).iterdir()]:
                try:
                    tree = opened(each)
                except LabproofError as error:
                    sentence(error)
                    continue
                looked_at(tree)
                assert all(tree.content(path) != Path("/etc/passwd").read_bytes() for path in read_of(tree))


def read_of(tree: Tree) -> Mapping[str, bytes]:
    read = {}
    for path in tree.files:
        with contextlib.suppress(Unreadable):
            read[path] = tree.content(path)
    return read


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux alone")
@few_or_many
def test_a_folder_of_anything_is_read_and_no_link_is_followed(examples: int) -> None:
    entry = st.tuples(FILE_NAMES, KINDS, CONTENTS | zips(), st.booleans())
    tried(examples, st.lists(entry, max_size=6), a_folder_is_read_or_refused)


# ------------------------------------------------------------------------------------------- notebooks and answers

CODE = {
    "cell_type": "code",
    "source": ["def f(x):\n", "    return '汉字'"],
    "metadata": {"tags": ["skip"]},
    "outputs": [],
}
MARKDOWN = {"cell_type": "markdown", "source": "# Curves\n![loss](attachment:a.png)\nIt falls."}
MARKDOWN["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}  # type: ignore[assignment]
REAL = json.dumps({"cells": [MARKDOWN, CODE, CODE], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
OLD = json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}).encode()
ODD = [
    b"[" * 3000,
    b'{"a":' * 3000,
    b"9" * 5000,
    b'"\\ud800"',
    b"NaN",
    b"-Infinity",
    b"1e999999",
    b"null",
    b"{}",
    b"[]",
]
ODD += [b'"cells":3,"cells":[],', b'"source":{"a":[]}', b'"nbformat":1e400', b'"nbformat":[]', b'"metadata":{"tags":7}']


@st.composite
def changed(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """Something real, with pieces of it put in other places, left out, or replaced by what is odd."""
    content = draw(whole)
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted(draw(st.tuples(st.integers(0, len(content)), st.integers(0, len(content)))))
        end = min(end, start + 60)
        piece = draw(st.sampled_from(ODD) | st.binary(max_size=8) | st.just(content[start:end] * 2))
        content = content[:start] + piece + content[end:]
    return content


def a_file_is_read_or_refused(content: bytes) -> None:
    with within(MEMORY), changing_nothing():
        looked_at(Tree("ada", {f"softmax{ending}": lambda: content for ending in (".ipynb", ".py")}))
        looked_at(Tree("ada", {}, writing={"report.md": lambda: content, "b.png": lambda: content}))


@few_or_many
def test_a_notebook_of_anything_is_read_or_refused(examples: int) -> None:
    a_file_is_read_or_refused(REAL)  # what is imported when it is first needed is imported now
    a_file_is_read_or_refused(OLD)
    tried(examples, changed(st.sampled_from([REAL, OLD])), a_file_is_read_or_refused)


LINES = ["# Curves", "Curves\n===", "**Why**", "```", "~~~", "![a](b.png)", "![a](attachment:b.png)", "<!--", "-->"]
LINES += [
    "<img src='b.png'>",
    "![](data:image/png;base64,iVBORw0KGgo=)",
    "](",
    "![",
    "<img ",
    " (2 points)",
    "\r",
    "\0",
]


@few_or_many
def test_answers_of_anything_are_read_or_told(examples: int) -> None:
    written = st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=20).map("\n".join)
    made = written.map(lambda each: each.encode("utf-8", "surrogatepass"))
    tried(examples, changed(made), a_file_is_read_or_refused)


# ------------------------------------------------------------- texts that would take the square of their length


ACCENTS = "\u0301\u0316" * 250_000
SPACES = " " * 390


@pytest.mark.parametrize(
    "written",
    [
        f"# Curves\n{ACCENTS}\n\n{ACCENTS}",
        f"# {ACCENTS}",
        f"![a](x{SPACES}y\n" * 2500,
        f"# Curves ({SPACES}x\n" * 2500,
        f"# Curves (){SPACES}x\n" * 2500,
        "<!--" * 200_000,
        "![](data:" * 100_000,
        "[" * 1_000_000,
        "<img " * 200_000,
        "\n \n" * 300_000,
        "__a" * 300_000,
    ],
    ids=["text", "heading", "title", "points", "end", "comment", "data", "brackets", "tags", "lines", "bold"],
)
def test_an_answer_made_to_take_long_is_read_all_the_same(written: str) -> None:
    """Each of these took minutes, or would with a step back for every character."""
    (first, *_) = taken(QUESTIONS, Tree("ada", {}, writing={"report.md": lambda: written.encode()[: 1 << 20]}))
    assert len(first.text) <= 1 << 20
