"""Attacks that come as odd files: each is taken in or left out with a sentence, and nothing beside it notices.

The files 084 to 091 hold them; ``rows.py`` says how they are read. Each is handed in, taken in and graded as the
command does it; a naive way to do the same falls for it.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import dataclasses
import io
import json
import os
import pickle
import re
import stat
import struct
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graders import choice, oracle, run
from graders.collection.collected import collect
from graders.errors import CannotGrade, UsageError
from graders.exports import feedback
from graders.intake.path import opened
from graders.lab import Lab
from graders.model import Result, Verdict
from graders.register import HandIn, Mark, Record, Status, Student
from graders.reports import files, site
from graders.reports.legible import UNSEEN, legible
from graders.sandbox.nursery import Nursery
from graders.submission import Submission
from tests.attacks.conftest import Observed
from tests.attacks.places import LAYERS_FORBIDDEN, Places
from tests.attacks.rows import LABS, Attack, rows
from tests.attacks.surroundings import Surroundings

pytestmark = [
    pytest.mark.attack,
    pytest.mark.xdist_group("attacks"),
    pytest.mark.skipif(sys.platform != "linux", reason="what they reach for is Linux"),
]

PEAK = 192 << 20
"""Bytes that taking one submission in may need at any moment. A zip may have 64 MB of files, of which one may be a
notebook of 64 MB: it is there as bytes, as text and as the values that the text says."""

PEAK_OF_VALUES = 512 << 20
"""The same for a notebook that means harm: one letter of four bytes makes 256 MB of its text, and the 1,000,000 texts
in it that are read take 80 bytes and more each."""

DATA = {".pt", ".pth", ".pkl", ".pickle", ".npy", ".npz", ".joblib", ".safetensors", ".h5", ".json", ".html", ".xml"}
"""The endings of what is nobody's business here."""

IN_OPEN = 0x20
IN_ISDIR = 0x40000000
INOTIFY = struct.Struct("iIII")


# ---------------------------------------------------------------------------------------- handing in


@dataclass(frozen=True)
class HandedIn:
    """What lies there to be graded, and what the student is called."""

    path: Path
    name: str


@dataclass(frozen=True)
class Fate:
    """What became of it: a result, or the sentence why there is none.

    ``opened`` are the names of the files in its folder that were opened, by whomever; ``peak`` is what taking it in
    needed of the grader's memory, in bytes.
    """

    result: Result | None
    refusal: str
    opened: frozenset[str]
    peak: int

    @property
    def said(self) -> str:
        """All that the student reads of it, legible."""
        return legible("\n".join([self.refusal, *(texts(self.result) if self.result else ())]))

    @property
    def full(self) -> bool:
        """Whether it has all points."""
        return self.result is not None and all(each.verdict is Verdict.PASSED for each in self.result.checks)


def ways(first: int, last: int, quick: int = 1000) -> list[object]:
    """The ways of some rows as parameters; what takes long is marked slow, and of each row all but ``quick`` ways."""
    return [
        pytest.param(attack, id=attack.id, marks=[pytest.mark.slow] if attack.has("slow") or number >= quick else [])
        for row in rows(first, last)
        for number, attack in enumerate(row.attacks)
    ]


def handed_in(attack: Attack, folder: Path, surroundings: Surroundings) -> HandedIn:
    """Let a way write what is handed in."""
    if attack.has("needs"):
        pytest.importorskip(attack.about["needs"])
    folder.mkdir()
    names: dict[str, Any] = {"folder": folder, "work": attack.work, **surroundings.names()}
    exec(compile(attack.code, attack.id, "exec", dont_inherit=True), names)
    entries = list(folder.iterdir())
    return HandedIn(entries[0] if len(entries) == 1 else folder, names.get("name", folder.name))


def best(places: Places, packages: tuple[str, ...] = ("numpy",)) -> Nursery:
    """The best place that this machine has."""
    for place in LAYERS_FORBIDDEN:
        with contextlib.suppress(pytest.skip.Exception):
            return places.nursery(place, packages)
    pytest.skip("this machine has no place to grade")


def graded(handed: HandedIn, lab: Lab, nursery: Nursery) -> Fate:
    """Grade what was handed in, as the command does it."""
    folder = handed.path.parent if handed.path.name != "hand-in" else handed.path
    with looked_at(folder) as seen:
        tracemalloc.start()
        try:
            work = choice.chosen(opened(handed.path), lab)
            _, peak = tracemalloc.get_traced_memory()
        except (UsageError, CannotGrade) as refusal:
            return Fate(None, str(refusal), frozenset(seen), tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        result = result_of(work, lab, nursery)
    return Fate(result, "", frozenset(seen), peak)


def result_of(work: Submission, lab: Lab, nursery: Nursery) -> Result:
    """What the grader says of it."""
    *_, last = run.grade(lab, work, nursery, oracle.Live(lab, "a seed"))
    assert isinstance(last, run.Graded)
    return last.result


@contextlib.contextmanager
def looked_at(folder: Path) -> Iterator[set[str]]:
    """The names of the files in a folder that anybody opens meanwhile (inotify(7)); complete at the end."""
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert fd >= 0, os.strerror(ctypes.get_errno())
    seen: set[str] = set()
    try:
        assert libc.inotify_add_watch(fd, os.fsencode(folder), IN_OPEN) >= 0, os.strerror(ctypes.get_errno())
        yield seen
        with contextlib.suppress(BlockingIOError):
            while events := os.read(fd, 1 << 16):
                while events:
                    _, kind, _, length = INOTIFY.unpack_from(events)
                    if not kind & IN_ISDIR:
                        seen.add(os.fsdecode(events[INOTIFY.size : INOTIFY.size + length].rstrip(b"\0")))
                    events = events[INOTIFY.size + length :]
    finally:
        os.close(fd)


def texts(result: Result) -> Iterator[str]:
    """Every text of a result that a submission can have a hand in."""
    yield result.submission
    yield result.output
    yield from result.problems
    yield from (file.name for file in result.files)
    for answer in result.answers:
        yield from (answer.text, answer.source, *answer.problems, *(figure.alt for figure in answer.figures))
    for check in result.checks:
        yield from (check.reason or "", check.hint or "", check.output, *check.remarks)
        yield from (text for frame in check.frames for text in (frame.file, frame.function, frame.text))
        yield from (each.said for each in check.diagnoses)
        if check.evidence is not None:
            yield from (check.evidence.what, check.evidence.got)


def listing(folder: Path) -> list[object]:
    """All that lies below a folder, so that a change of it is seen."""
    found = [(path, os.lstat(path)) for path in sorted(folder.rglob("*"))]
    return [(path, about.st_mode, about.st_size, about.st_mtime_ns, about.st_ino) for path, about in found]


def is_sentence(text: str) -> bool:
    """Whether it is one line that a terminal may show, and no traceback."""
    return bool(re.fullmatch(r"\S[^\n]{15,}", text)) and "Traceback" not in text and len(text) < 2000


def kept_or_told(attack: Attack, fate: Fate) -> None:
    """Assert that the rest of the work has its points, or that a sentence says why not."""
    if fate.result is not None:
        assert Verdict.BROKEN not in {each.verdict for each in fate.result.checks}, fate.said
    if attack.has("says"):
        assert re.search(attack.about["says"], fate.said), fate.said
    assert fate.full == attack.has("keeps"), fate.said
    if fate.result is None:
        assert is_sentence(legible(fate.refusal).replace("\n", r"\n")), fate.refusal


@pytest.mark.parametrize("attack", ways(84, 91))
def test_no_file_does_harm(attack: Attack, places: Places, tmp_path: Path, observed: Observed) -> None:
    nursery = best(places, ("numpy", "torch") if attack.has("needs") else ("numpy",))
    with Surroundings() as surroundings:
        handed = handed_in(attack, tmp_path / "hand-in", surroundings)
        before = listing(tmp_path)
        fate = graded(handed, places.lab, nursery)
        harm = surroundings.harm(fate.said)
        if attack.row == "90":  # what a notebook may need has a limit of its own, below
            harm = [each for each in harm if not each.startswith("the grader took")]
        after = listing(tmp_path)
    met = "keeps its points" if fate.full else "refused" if fate.result is None else "no points"
    observed.setdefault(attack.id, {}).setdefault(f"tier {nursery.isolation.tier}", []).append(met)
    assert harm == []
    assert after == before
    assert fate.peak <= (PEAK_OF_VALUES if attack.row == "90" else PEAK)
    assert not {name for name in fate.opened if Path(name).suffix.lower() in DATA}
    kept_or_told(attack, fate)


@pytest.fixture(scope="module")
def right(places: Places) -> Result:
    """The result of right work."""
    return result_of(choice.chosen(opened(LABS / "small" / "textbook.py"), places.lab), places.lab, best(places))


@pytest.mark.parametrize("attack", ways(88, 88))
def test_no_name_of_a_student_is_a_path(attack: Attack, places: Places, right: Result, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Surroundings() as surroundings:
        handed = handed_in(attack, tmp_path / "hand-in", surroundings)
        name = opened(handed.path).name
        (tmp_path / "hand-in" / "ada").mkdir()
        (tmp_path / "hand-in" / "ada" / "work.py").write_text(attack.work)
        with collect(tmp_path / "hand-in") as collection:
            students = [*(each.student for each in collection.hand_ins), Student(handed.name, handed.name)]
            works = [choice.chosen(collection.tree(each), places.lab) for each in collection.hand_ins]
        assert all(work.files and not work.refused for work in works)
        for called in (name, handed.name, f"{handed.name}/{handed.name}.py"):
            report = files.report(out, dataclasses.replace(right, submission=called))
            assert files.write(report, "a report").resolve().parent == out
            assert re.fullmatch(r"\w[\w.-]*\.html", report.name)
            assert not DEVICES.fullmatch(report.name)
        mark = Mark(6, 6)
        class_ = [Record(HandIn(each, each.name), "small", Status.GRADED, mark, None, right) for each in students]
        site.write(out / "class", lambda: iter(class_), handed.name)
        filled = feedback.files(class_, "results.json", lambda *_: "{}")
        with zipfile.ZipFile(io.BytesIO(filled.content)) as archive:
            archive.extractall(out / "zip")
        harm = surroundings.harm("")
    assert harm == []
    assert {path.name for path in tmp_path.iterdir()} == {"hand-in", "out"}
    assert len(list((out / "zip").glob("*/results.json"))) == len(students)
    assert len(list((out / "class" / "students").iterdir())) == len({each.key for each in students})
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.html", path.name) for path in (out / "class").rglob("*.*"))


# ------------------------------------------------------------------------------------ the naive ways

MUCH = 8 << 20
"""So many bytes for a few that were handed in are too many."""

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def extracted(handed: HandedIn, into: Path) -> bool:
    """Each member of a zip is written to where its name leads. Fooled where it leads out, or two lead to one."""
    with zipfile.ZipFile(handed.path) as archive:
        names = [member.filename.replace("\\", "/") for member in archive.infolist()]
        for name, member in zip(names, archive.infolist(), strict=True):
            place = into / name
            if name.endswith("/"):
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.read(member))
    written = [path for path in into.rglob("*") if path.is_file()]
    return len(written) < len(names) or any(UNSEEN.search(path.name) or path.name.startswith("-") for path in written)


def followed(handed: HandedIn, into: Path) -> bool:
    """Links of a zip are made, and every file of code is read. Fooled where that gives others' text, or no end."""
    folder = handed.path
    if zipfile.is_zipfile(folder):
        folder = into
        with zipfile.ZipFile(handed.path) as archive:
            for member in archive.infolist():
                place = into / member.filename
                if stat.S_ISLNK(member.external_attr >> 16):
                    place.symlink_to(archive.read(member).decode())
                elif not stat.S_ISDIR(member.external_attr >> 16):
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(archive.read(member))
    read = "import pathlib, sys; here = pathlib.Path(sys.argv[1])\n"
    read += "for file in (sorted(here.rglob('*.py')) if here.is_dir() else [here]): file.read_bytes()"
    links = [path for path in [folder, *folder.rglob("*.py")] if path.is_symlink()]
    return bool(links) or not _ends_well(read, folder, seconds=0.5)


def _ends_well(program: str, *arguments: Path, seconds: float = 20, memory: int = 1 << 30) -> bool:
    """Whether a program ends with status 0 before long, in so many bytes."""
    limits = f"import resource as r; r.setrlimit(r.RLIMIT_AS, ({memory},) * 2); r.setrlimit(r.RLIMIT_CORE, (0, 0))"
    command = [sys.executable, "-I", "-S", "-c", f"{limits}\n{program}", *arguments]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def unpacked_whole(handed: HandedIn, into: Path) -> bool:
    """Everything is read, and so is what is packed in it. Fooled where a little becomes much."""

    def size(content: bytes, left: int) -> int:
        total = 0
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with contextlib.suppress(zipfile.BadZipFile):
                    inside = archive.read(member)
                    total += size(inside, left - total) if zipfile.is_zipfile(io.BytesIO(inside)) else len(inside)
                if total > left or tracemalloc.get_traced_memory()[1] > MUCH:
                    break
        return total

    paths = [handed.path] if handed.path.is_file() else sorted(handed.path.iterdir())
    total = 0
    tracemalloc.start()
    try:
        for path in paths:
            content = path.read_bytes()
            total += size(content, MUCH - total) if zipfile.is_zipfile(path) else len(content)
        return max(total, tracemalloc.get_traced_memory()[1]) > MUCH
    finally:
        tracemalloc.stop()


def untarred(handed: HandedIn, into: Path) -> bool:
    """A tar is unpacked as Python did it for twenty years."""
    archives = [handed.path] if handed.path.is_file() else list(handed.path.iterdir())
    for path in archives:
        content = io.BytesIO(path.read_bytes())
        if zipfile.is_zipfile(path) and not tarfile.is_tarfile(path):
            with zipfile.ZipFile(path) as outer:
                content = io.BytesIO(outer.read("more.tar"))
        if tarfile.is_tarfile(content):
            content.seek(0)
            with tarfile.open(fileobj=content) as archive:
                archive.extraction_filter = lambda member, _: member
                archive.extractall(into)
    return False


def named(handed: HandedIn, into: Path) -> bool:
    """The report is called as the student is. Fooled where it lies elsewhere, or can't be written or be named."""
    report = into / f"{handed.name}.html"
    report.write_text("a report")
    plain = re.fullmatch(r"\w[\w ()'.-]*[\w)]", handed.name) and not DEVICES.match(report.name)
    return not plain or report.resolve().parent != into or report.stem == "index.html"


def parsed(handed: HandedIn, into: Path) -> bool:
    """The work is parsed and its names compared by the grader itself. Fooled where it does not live to tell."""
    file = handed.path if handed.path.is_file() else handed.path / "work.py"
    program = """if True:
        import ast, difflib, sys, tokenize
        source = open(sys.argv[1], "rb").read()
        try:
            tree = ast.parse(source)
            compile(tree, "work.py", "exec")
            seen = source.decode()
        except (SyntaxError, LookupError):
            sys.exit(0)
        with tokenize.open(sys.argv[1]) as opened:
            sys.exit(opened.read() != seen)
    """
    return not _ends_well(program, file, memory=32 * MUCH)


SHELL = re.compile(r"%%(?:bash|sh|script sh|!|sx|system)\n(.*)", re.DOTALL)
COMMAND = re.compile(r"^.*?!+(\w+ /.*)", re.MULTILINE)
FILE = re.compile(r"%%writefile (/.*)\n")


def run_and_shown(handed: HandedIn, into: Path) -> bool:
    """A notebook is run line by line, its outputs are written and shown. Fooled where that does more than show."""
    shown = ""
    for book in [handed.path] if handed.path.is_file() else sorted(handed.path.iterdir()):
        if not _ends_well("import json, sys; json.load(open(sys.argv[1]))", book, memory=8 * MUCH):
            return True
        for cell in json.loads(book.read_bytes())["cells"]:
            source = cell["source"]
            for command in [*SHELL.findall(source), *COMMAND.findall(source)]:
                subprocess.run(["sh", "-c", command], cwd=into, check=False, capture_output=True)
            for file in FILE.findall(source):
                Path(file).write_text(source)
            if source.startswith("import os\n"):
                exec(source, {})
            for output in cell.get("outputs") or ():
                for kind, name in output.get("metadata", {}).get("filenames", {}).items():
                    (into / name).write_bytes(base64.b64decode(output["data"][kind]))
                shown += "".join(output.get("data", {}).get(kind, "") for kind in ("text/html", "image/svg+xml"))
    return "<script" in shown


CALLED = """
import pickle, runpy, sys
import numpy as np
answer = runpy.run_path(sys.argv[1])["softmax"](np.zeros((2, 2)))
if isinstance(answer, bytes):
    pickle.loads(answer)
"""


def loaded(handed: HandedIn, into: Path) -> bool:
    """Weights are loaded by what they are called, and the work is run."""
    folder = handed.path
    if zipfile.is_zipfile(folder):
        folder = into
        with zipfile.ZipFile(handed.path) as archive:
            archive.extractall(into)
    for path in sorted(folder.iterdir()) if folder.is_dir() else [folder]:
        content = path.read_bytes()
        if path.name == "work.py":
            if b"Payload" in content:
                subprocess.run([sys.executable, "-c", CALLED, path], cwd=into, check=False, capture_output=True)
                continue
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content = archive.read(next(name for name in archive.namelist() if name.endswith((".pkl", ".npy"))))
        with contextlib.suppress(pickle.UnpicklingError, FileExistsError):
            if content.startswith(b"\x93NUMPY"):
                np.load(io.BytesIO(content), allow_pickle=True)
            else:
                pickle.loads(content)
    return False


NAIVE_WAYS: dict[str, Callable[[HandedIn, Path], bool]] = {
    "84": extracted,
    "85": followed,
    "86": unpacked_whole,
    "87": untarred,
    "88": named,
    "89": parsed,
    "90": run_and_shown,
    "91": loaded,
}


def fooled(attack: Attack, folder: Path, naive: Callable[[HandedIn, Path], bool]) -> bool:
    """Whether a naive way comes to grief: as it says itself, by what is done around it, or by an error of its own."""
    with Surroundings() as surroundings:
        handed = handed_in(attack, folder / "hand-in", surroundings)
        into = folder / "into"
        into.mkdir()
        try:
            told = naive(handed, into)
        except Exception:
            return True
        return told or bool(surroundings.harm(""))


@pytest.mark.parametrize("attack", ways(84, 91, quick=2))
def test_a_naive_way_falls_for_it(attack: Attack, tmp_path: Path) -> None:
    told = fooled(attack, tmp_path, NAIVE_WAYS[attack.row])
    assert told == (attack.naive == "fooled")
