"""The handout of every lab: made, self-checked where nothing but the lab's packages is installed, and searched for
what no student may have."""

from __future__ import annotations

import ast
import functools
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graders import labs, recording
from graders.cassette import Cassette
from graders.checks.failure import StudentError
from graders.handout import folder
from graders.inventory import Inventory
from graders.judge import judged
from graders.lab import Lab
from graders.model import Outcome, Verdict
from graders.oracle import Live
from graders.overlay import overlay
from graders.rehearsal import rehearsed
from graders.replay import Replay
from graders.sandbox import wire
from graders.student import Student
from tests.handout.statements import sequences

ROOT = Path(__file__).parents[2]
LABS = sorted(labs.available())
TORCH = [name for name in LABS if "torch" in labs.packages(name)]
VARIANTS = [(name, list(labs.load_rewrites(labs.load(name)).variants)[-1]) for name in LABS]
VENDORED = ("jinja2/", "markupsafe/")
LINE = 30
"""A line of code that is shorter than this could stand anywhere."""

CONSTANT = {"default_space_values"}
"""Checks of functions without arguments, whose one answer stands in the statement."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("handouts")]  # made once, and by two processes


@pytest.fixture(scope="module")
def handouts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handouts of all labs that are asked for, made on two cores; the slowest come first."""
    out = tmp_path_factory.mktemp("handouts")
    chosen = [item.callspec.params["name"] for item in request.session.items if item.path == request.path]  # type: ignore[attr-defined]
    wanted = sorted(set(chosen), key=lambda name: (name not in TORCH, name))
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(make, wanted, [out] * len(wanted)))
    return out


def make(name: str, out: Path) -> None:
    """Make the handout of a lab with a part of its known mistakes, each of which takes long to record.

    That of a torch lab has the fewest draws as well: each is a training for every check that trains.
    """
    load = labs.load_rewrites

    def some(lab: Lab, place: Path) -> Lab:
        lab = load(lab, place)
        lab.mistakes = dict(list(lab.mistakes.items())[:: 20 if name in TORCH else 5])
        return lab

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(labs, "load_rewrites", some)
        if name in TORCH:
            patch.setattr(recording, "DRAWS", recording.FEWEST_DRAWS)
        folder.write(folder.handout(name, labs.ASSIGNMENTS).files, out / name)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with NumPy and nothing else, to be all that an interpreter finds beside its standard library."""
    folder = tmp_path_factory.mktemp("numpy")
    installed = Path(np.__file__).parents[1]
    for name in ("numpy", "numpy.libs"):
        if (installed / name).exists():
            (folder / name).symlink_to(installed / name)
    return folder


def checked(handout: Path, lab: Lab, bare: Path) -> dict[str, Any]:
    """What ``python check.pyz`` says of the files in a handout, as JSON."""
    torch = "torch" in lab.packages
    path = str(Path(np.__file__).parents[1]) if torch else str(bare)
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}, "PYTHONPATH": path}
    command = [sys.executable, "-S", "check.pyz", "--json", "-"]
    said = subprocess.run(command, cwd=handout, env=environment, capture_output=True, text=True)
    assert said.returncode in (0, 1), said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    return found


@pytest.mark.parametrize("name", LABS)
def test_the_handout_checks_a_student_without_the_reference(
    name: str, handouts: Path, bare: Path, tmp_path: Path
) -> None:
    lab = labs.load(name)
    handout = Path(shutil.copytree(handouts / name, tmp_path / name))
    recorded = Cassette.from_bytes(zipfile.ZipFile(handout / "check.pyz").read("cassette"))
    untouched = checked(handout, lab, bare)
    assert untouched["score"]["points"] == 0
    assert {check["verdict"] for check in untouched["checks"]} <= {"failed", "skipped"}
    assert [check["name"] for check in untouched["checks"]] == list(recorded.asked)
    shown = (handout / "report.html").read_text(encoding="utf-8") + json.dumps(untouched, ensure_ascii=False)
    assert [line for line in lines_of_bodies() if line in html.unescape(shown)] == []
    write_solution(lab, handout)
    solved = checked(handout, lab, bare)
    assert [(check["name"], check["reason"]) for check in solved["checks"] if check["verdict"] != "passed"] == []
    assert (handout / "report.html").stat().st_size > 10_000


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_correct_work_written_otherwise_passes_by_the_recording(name: str, variant: str, handouts: Path) -> None:
    """A check that draws or asks otherwise for a student than for the textbook would be broken on their machine."""
    lab = labs.load_rewrites(labs.load(name))
    oracle = Replay(lab, Cassette.from_bytes(zipfile.ZipFile(handouts / name / "check.pyz").read("cassette")))
    work = overlay(lab, lab.variants[variant].replaces)
    results = [
        rehearsed(check, work, oracle).result for check in lab.checks.values() if check.name in oracle.cassette.asked
    ]
    assert [(r.name, r.reason) for r in results if r.verdict is not Verdict.PASSED] == []


def write_solution(lab: Lab, handout: Path) -> None:
    """Fill the starters in: with the whole reference, from which each file takes what it is asked for."""
    source = Path(str(lab.reference.__file__)).read_text(encoding="utf-8")
    for file in lab.files:
        (handout / file).write_text(source, encoding="utf-8")
    for neighbour in re.findall(r"^from reference\.(\w+) import", source, re.MULTILINE):
        (handout / "reference").mkdir(exist_ok=True)
        shutil.copy(ROOT / "reference" / f"{neighbour}.py", handout / "reference")
    for notebook in handout.glob("*.ipynb"):
        notebook.unlink()


# --------------------------------------------------------------------------------- what no student may have


@pytest.mark.parametrize("name", LABS)
def test_no_part_of_a_reference_is_in_a_handout(name: str, handouts: Path) -> None:
    """Of none of the references: a course hands out several labs."""
    lab = labs.load(name)
    known = answers()
    copied = [
        f"{where}: {text} (of {known[normal]})"
        for where, source in code_of(handouts / name, lab)
        for normal, text in sequences(source)
        if normal in known
    ]
    assert copied == []
    everything = b"\n".join(content for _, content in members(handouts / name, lab))
    assert [line for line in lines_of_bodies() if line.encode() in everything] == []


@pytest.mark.parametrize("name", LABS)
def test_no_hidden_check_is_in_a_handout(name: str, handouts: Path) -> None:
    lab = labs.load(name)
    secret = [check for check in lab.checks.values() if not check.public]
    everything = b"\n".join(content for _, content in members(handouts / name, lab))
    assert [check.name for check in secret if check.title.encode() in everything] == []
    definitions = {
        node.name
        for _, source in code_of(handouts / name, lab)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }
    assert definitions.isdisjoint(check.name for check in secret)
    comments = [c for c in comments_of(ROOT / "assignments" / name / "lab.py") if len(c) > LINE and "---" not in c]
    assert [comment for comment in comments if comment.encode() in everything] == []


@pytest.mark.parametrize("name", LABS)
def test_a_table_of_the_public_answers_scores_nothing_under_a_secret_seed(name: str, handouts: Path) -> None:
    lab = labs.load(name)
    recorded = Cassette.from_bytes(zipfile.ZipFile(handouts / name / "check.pyz").read("cassette"))
    secret = Live(lab, "a class's own seed")
    table: dict[bytes, bytes] = {}
    for take in recorded.takes:
        for track in take.tracks.values():
            table.update(zip(track.answers[::2], track.answers[1::2], strict=True))
    names = {file: dict.fromkeys(secret.functions, "function") for file in lab.files}
    passed = [
        check.name
        for check in lab.checks.values()
        if judged(check, Student(Table(table), Inventory(names)), secret).result.verdict is Verdict.PASSED
    ]
    assert set(passed) <= CONSTANT
    assert {take.seed for take in recorded.takes}.isdisjoint({secret.seed})


class Table:
    """A connection to somebody who knows all recorded answers, and gives the likeliest."""

    call_back: Callable[[Any], Any]

    def __init__(self, table: dict[bytes, bytes]) -> None:
        self.table = table
        self.by_target = {target(wire.unpack(question)): answer for question, answer in table.items()}

    def ask(self, frame: bytes, what: str) -> Any:
        """The recorded answer to this question, or else to another one of the same function."""
        answer = self.table.get(frame) or self.by_target.get(target(wire.unpack(frame)))
        if answer is None:
            raise StudentError("not in the table", outcome=Outcome.ERROR)
        return wire.unpack(answer)

    def forged(self, what: str) -> StudentError:
        """What is recorded has its form."""
        raise AssertionError(what)


def target(question: Any) -> str:
    """What is called in a question."""
    return repr([call[0] for call in question[1]] if question[0] == "calls" else question[:2])


def members(handout: Path, lab: Lab) -> Iterator[tuple[str, bytes]]:
    """Every file of a handout and every part of its archives, unpacked; but for what the course provides."""
    for path in sorted(handout.iterdir()):
        if path.name in lab.provided:
            continue
        if path.suffix != ".pyz":
            yield path.name, path.read_bytes()
            continue
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if not member.startswith((*VENDORED, "provided/")):
                    content = archive.read(member)
                    yield member, zlib.decompress(content) if member == "cassette" else content


def code_of(handout: Path, lab: Lab) -> Iterator[tuple[str, str]]:
    """The Python in a handout, notebooks cell by cell."""
    for name, content in members(handout, lab):
        if name.endswith(".py"):
            yield name, content.decode()
        elif name.endswith(".ipynb"):
            for cell in json.loads(content)["cells"]:
                text = "".join(cell["source"])
                if cell["cell_type"] == "code" and "%" not in text:
                    yield name, text


@functools.cache
def answers() -> dict[tuple[str, ...], str]:
    """The statements of all references' bodies in their normal form, but for those that the starters keep."""
    from graders.handout.starter import bodiless

    known = {}
    for path in sorted((ROOT / "reference").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        kept = {normal for normal, _ in sequences(bodiless(source))}
        known.update({normal: f"{path.stem}.{text}" for normal, text in sequences(source) if normal not in kept})
    return known


@functools.cache
def lines_of_bodies() -> tuple[str, ...]:
    """The lines of code and the comments in the bodies of all references, but for those that the starters keep."""
    from graders.handout.starter import bodiless

    lines = []
    for path in sorted((ROOT / "reference").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        kept = bodiless(source)
        written = source.splitlines()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                first = node.body[1:] if ast.get_docstring(node) is not None else node.body
                if first:
                    body = written[first[0].lineno - 1 : node.end_lineno]
                    lines += [line.strip() for line in body if len(line.strip()) >= LINE and line.strip() not in kept]
    return tuple(dict.fromkeys(lines))


def comments_of(path: Path) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
