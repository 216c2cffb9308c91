"""Attacks by what is shown: whatever a submission says or is called stays text, in every form that a result takes.

The files 092 to 100 hold them; ``rows.py`` says how they are read. Each is graded as the command does it and then shown
in every form that there is, alone and in a class; a naive way to show the same falls for it.
"""

from __future__ import annotations

import base64
import copy
import csv
import dataclasses
import hashlib
import io
import json
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib
import markdown_it
import pytest
from rich.console import Console

from graders import cli
from graders.exports import answersheet, classroom50, comment, feedback, gradescope, nbgrader, table
from graders.lab import Lab
from graders.model import Isolation, Result
from graders.register import HandIn, Mark, Record, Status, Student
from graders.reports import class_summary, files, html, junit, site, terminal, text
from graders.reports import json as documents
from graders.score import score
from tests.attacks.conftest import Observed
from tests.attacks.places import Places
from tests.attacks.rows import LABS, Attack, rows
from tests.attacks.surroundings import Surroundings
from tests.attacks.test_files import (
    DATA,
    Fate,
    HandedIn,
    best,
    graded,
    handed_in,
    kept_or_told,
    listing,
    texts,
    ways,
)

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.attack,
    pytest.mark.xdist_group("attacks"),
    pytest.mark.skipif(sys.platform != "linux", reason="what they reach for is Linux"),
]

NaiveWay: TypeAlias = Callable[[HandedIn, Result], bool]

STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a cursor, ends a line unseen, turns the reading around, or is no character."""

FORGED = re.compile(r"6 of 6 points|score: ?100|::error::|small: 1 graded|error: none|report: /tmp")
"""How a line begins that is a student's and looks like the grader's."""

FORMULA = re.compile(r"^[^\S\n]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

ENVIRONMENT = dict.fromkeys(classroom50.NAMES.values(), "x")


@pytest.fixture(scope="session")
def lab(places: Places) -> Lab:
    """The small lab, with a question that is answered in words and pictures."""
    lab = copy.copy(places.lab)
    lab.questions = {}
    lab.question("why", title="Why", text="Why does softmax take the largest score off first?", points=2, figures=1)
    return lab


# ------------------------------------------------------------------------------------------ the looks


ELEMENTS = {"iframe", "object", "embed", "base", "frame", "frameset", "math", "template", "plaintext", "textarea"}
ATTRIBUTES = {"style", "srcdoc", "srcset", "action", "formaction", "ping", "poster"}
"""What none of the pages has."""

OWN_ADDRESS = re.compile(r"#.*|data:,|data:image/(?:png|jpeg);base64,[\w+/=]+|[\w./-]+\.html(?:#.*)?")

FRAGMENT = "DOCUMENT_FRAGMENT"
"""What html5lib calls the whole of it."""


def tree_of(page: str) -> Element:
    """A page as a browser understands it."""
    return html5lib.parse(page, namespaceHTMLElements=False)


def steered(page: Element, own_script: str = "") -> list[str]:
    """What there is in a page that could run, load or lead anywhere, but for links within it and to its own pages."""
    found = []
    for each in page.iter():
        tag = str(each.tag)
        if tag == "script" and each.text != own_script:
            found.append(f"<script>{each.text}")
        if tag in ELEMENTS:
            found.append(f"<{tag}>")
        if tag == "meta" and each.get("http-equiv") not in (None, "Content-Security-Policy"):
            found.append(f"<meta {each.get('http-equiv')}>")
        for name, value in each.attrib.items():
            is_address = str(name).endswith(("href", "src", "data"))
            if str(name).startswith("on") or name in ATTRIBUTES or (is_address and not OWN_ADDRESS.fullmatch(value)):
                found.append(f"<{tag} {name}={value}>")
    return found


def page_is_deaf(page: str, own_script: str = "") -> None:
    """Assert that a page holds nothing that runs or loads, and that its policy says the same."""
    tree = tree_of(page)
    assert steered(tree, own_script) == []
    assert not STEERS.search(page)
    (policy,) = (each.get("content") for each in tree.iter("meta") if each.get("http-equiv"))
    (style,) = (each.text for each in tree.iter("style"))
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{_digest(style)}'; ")
    scripts = [each.text for each in tree.iter("script")]
    assert re.findall("script-src ([^;]+);", policy) == [f"'sha256-{_digest(each)}'" for each in scripts]
    assert "base-uri 'none'; form-action 'none'" in policy


def _digest(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def lines_are_ours(said: str) -> None:
    """Assert that plain text steers no terminal, and that no line of it is forged."""
    assert not STEERS.search(said), STEERS.findall(said)
    assert [line for line in said.splitlines() if FORGED.match(line)] == []


def table_computes_nothing(content: bytes, rows: int) -> None:
    """Assert that a CSV file has so many rows below its titles, and no cell that a spreadsheet takes for a formula."""
    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(found) == rows + 1
    assert {len(row) for row in found} == {len(found[0])}
    assert [cell for row in found for cell in row if computed(cell)] == []


def computed(cell: str) -> bool:
    """Whether a spreadsheet program computes a cell, or a part of it that it takes for one."""
    parts = [] if NUMBER.fullmatch(cell) else re.split(r"[\r\n;\t]", cell)
    return any(FORMULA.match(part) for part in parts) or cell.startswith(("\t", "\r"))


def document(said: str) -> dict[str, object]:
    """A document of JSON, as a strict reader reads it."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    said.encode("utf-8")
    assert not STEERS.search(said)
    found = json.loads(said, parse_constant=refuse, object_pairs_hook=_once)
    assert isinstance(found, dict)
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


def marked_up(said: str) -> set[str]:
    """The elements that Markdown makes of a text."""
    page = markdown_it.MarkdownIt("commonmark").enable("table").render(said)
    return {str(each.tag) for each in html5lib.parseFragment(page, namespaceHTMLElements=False).iter()} - {FRAGMENT}


# ----------------------------------------------------------------------------------------- all forms


def printed(show: Callable[[Console], None], *, colour: bool = False) -> str:
    """What a terminal gets; without the colours, which are the grader's own."""
    file = io.StringIO()
    show(Console(file=file, width=500, color_system="truecolor" if colour else None, force_terminal=colour))
    return re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())


def record_of(fate: Fate, name: str) -> Record:
    """What a class's gradebook holds of it, for a student of that name."""
    student = Student(name or "-", name, {"moodle": "12", "email": name, "sid": name, "login": name}, (name, "Ada"))
    result = fate.result
    place = f"{name}_12_assignsubmission_file/"
    if result is None:
        return Record(HandIn(student, place), "small", Status.UNREADABLE, Mark(None, 6.0), fate.refusal)
    return Record(HandIn(student, place), "small", Status.GRADED, Mark(score(result).points, 6.0), None, result)


def result_is_shown_safely(result: Result) -> None:
    """Assert that no form that one result takes does anything but say it."""
    page_is_deaf(html.render(result))
    for said in (printed(lambda console: terminal.render(result, console)), text.render(result)):
        verdicts = re.findall(r"^(?:(?:\W|x) )?(?:passed|failed|skipped|broken)  ", said, re.MULTILINE)
        assert len(verdicts) == len(result.checks)
        marks = [line for line in said.splitlines() if re.match(r"\d+ of \d+ points\. ", line)]
        assert marks == [text.total(result)]
        lines_are_ours(said.replace(text.total(result), ""))
        assert marked_up(re.sub("^", "    ", said, flags=re.MULTILINE)) <= {"pre", "code"}, "the summary on GitHub"
    coloured = printed(lambda console: terminal.render(result, console), colour=True)
    assert not STEERS.search(coloured)

    total, count = score(result), len(result.checks)
    for said in (documents.to_json(result), documents.to_line(result)):
        found = document(said)
        assert found["score"]["points"] == total.points
        assert [check["verdict"] for check in found["checks"]] == [check.verdict.value for check in result.checks]
        assert documents.from_json(said).checks == result.checks or "\\ud" in said or "\\\\ud" in said
    for said in (gradescope.to_gradescope(result), classroom50.to_classroom50(result, ENVIRONMENT)):
        found = document(said)
        assert len(found["tests"]) in (count, sum(check.public for check in result.checks))
        for each in [found, *found["tests"]]:
            assert {value for member, value in each.items() if member.endswith("_format")} <= {"text"}
        assert not any(STEERS.search(value) for value in strings(found))
    assert found["score"] == sum(check.points for check in result.checks if check.public)
    found = document(gradescope.to_gradescope(result))
    assert found["score"] == total.points
    assert {"output_format", "test_output_format", "test_name_format"} <= found.keys()
    suites = ElementTree.fromstring(junit.to_junit(result))
    assert len(list(suites.iter("testcase"))) == count
    assert len(list(suites.iter("failure"))) == total.failed
    assert {each.tag for each in suites.iter()} <= {
        *("testsuites", "testsuite", "testcase", "properties", "property", "failure", "error", "skipped"),
        *("system-out", "system-err"),
    }


def strings(value: object) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)


def class_is_shown_safely(record: Record, folder: Path) -> None:
    """Assert that no form that a class takes does anything but say it, and that all its files lie where they should."""
    ada = HandIn(Student("ada", "Ada", {"moodle": "13"}), "Ada_13_assignsubmission_file/")
    other = Record(ada, "small", Status.MISSING, Mark(None, 6.0))
    records = [record, other]
    first = site.write(folder / "class", lambda: iter(records), record.student.name)
    pages = [path for path in folder.rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,120}\.html", path.name) for path in pages)
    assert {path.parent for path in pages} <= {first.parent, first.parent / "students", first.parent / "checks"}
    assert len(list((first.parent / "students").iterdir())) == 1
    script = (ROOT / "templates" / "class.js").read_text(encoding="utf-8")
    for path in pages:
        page = path.read_text(encoding="utf-8")
        page_is_deaf(page, script if "<script" in page else "")

    tally = class_summary.Tally()
    list(tally.counted(records))
    said = printed(lambda console: class_summary.render(tally.labs, console))
    assert not STEERS.search(said)
    assert len(said.splitlines()) <= 8
    assert [line for line in said.splitlines()[1:] if FORGED.match(line)] == []

    members = sum(len(each.student.members) or 1 for each in records)
    table_computes_nothing(table.to_csv(records), 2)
    table_computes_nothing(nbgrader.to_grades(records), members)
    asked = [question for each in records for question in answersheet.questions(each)]
    table_computes_nothing(answersheet.written(asked), len(asked))
    assert answersheet.read(answersheet.written(asked), asked).problems == ()

    said = comment.comment(record)
    fragment = html5lib.parseFragment(said, namespaceHTMLElements=False)
    assert {str(each.tag) for each in fragment.iter()} == {FRAGMENT, "p"}
    assert not any(each.attrib for each in fragment.iter())
    assert not STEERS.search(said)
    assert "\n" not in said
    assert marked_up(said) == {"p"}

    suites = ElementTree.fromstring(junit.class_to_junit(records))
    assert len(list(suites.iter("testsuite"))) == 2
    assert len({each.get("name") for each in suites.iter("testsuite")}) == 2
    zips = [feedback.for_moodle(records, lambda each: "a page")]
    if record.result is not None:
        zips.append(feedback.files(records, "results.json", lambda _, result: gradescope.to_gradescope(result)))
    for filled in zips:
        with zipfile.ZipFile(io.BytesIO(filled.content)) as archive:
            names = archive.namelist()
        (name,) = names
        where, _, file = name.partition("/")  # Moodle knows it again by its own name for it
        assert file in ("report.html", "results.json")
        assert where not in ("", ".", "..")
        assert "\\" not in where
        assert not STEERS.search(name)
        assert len(where.encode()) <= 255
        assert not any(STEERS.search(line) or "\n" in line for line in filled.told)


@pytest.mark.parametrize("attack", ways(92, 100))
def test_no_text_does_anything_but_stand_there(
    attack: Attack, places: Places, lab: Lab, tmp_path: Path, observed: Observed, capsys: pytest.CaptureFixture[str]
) -> None:
    nursery = best(places)
    with Surroundings() as surroundings:
        handed = handed_in(attack, tmp_path / "hand-in", surroundings)
        before = listing(tmp_path)
        fate = graded(handed, lab, nursery)
        harm = surroundings.harm(fate.said)
        after = listing(tmp_path)
        shown = fate.result or dataclasses.replace(EMPTY, submission=handed.path.name)
        assert falls_for(NAIVE_WAYS[attack.row], handed, shown, surroundings) == (attack.naive == "fooled")
    assert after == before
    met = "keeps its points" if fate.full else "refused" if fate.result is None else "no points"
    observed.setdefault(attack.id, {}).setdefault(nursery.isolation.tier, []).append(met)
    assert harm == []
    assert not {name for name in fate.opened if Path(name).suffix.lower() in DATA}
    kept_or_told(attack, fate)
    if fate.result is None:
        assert cli.main([str(handed.path), "--lab", "small", "--labs", str(LABS)]) == 2
        said = capsys.readouterr().err
        assert re.fullmatch(r"error: [^\n]+\n", said)
        assert not STEERS.search(said)
    else:
        result_is_shown_safely(fate.result)
        report = files.report(tmp_path / "reports", fate.result)
        assert files.write(report, html.render(fate.result)).parent == tmp_path / "reports"
        assert re.fullmatch(r"\w[\w.-]{1,200}\.html", report.name)
    class_is_shown_safely(record_of(fate, handed.name), tmp_path / "results")


# ------------------------------------------------------------------------------------ the naive ways

EMPTY = Result("small", "A small lab", "", "a seed", (), Isolation(3, ()))
"""What there is to show of work that is not graded: its name."""


def falls_for(naive: NaiveWay, handed: HandedIn, result: Result, surroundings: Surroundings) -> bool:
    """Whether a naive way of showing comes to grief: as it says, by an error, or by what is done around it."""
    try:
        told = naive(handed, result)
    except Exception:
        return True
    return told or bool(surroundings.harm(""))


def raw(handed: HandedIn, result: Result) -> list[str]:
    """Every text that a naive grader would show, as it is."""
    return [handed.name, *filter(None, texts(result))]


def in_html(handed: HandedIn, result: Result) -> bool:
    """Texts are put into a page."""
    return bool(steered(tree_of("<h1>A report</h1>" + "".join(f"<p>{each}</p>" for each in raw(handed, result)))))


def in_a_script(handed: HandedIn, result: Result) -> bool:
    """Texts are data of a script, as JSON."""
    script = f"show({json.dumps(raw(handed, result), ensure_ascii=False)})"
    tree = tree_of(f"<body><script>{script}</script><p>A report</p>")
    return [each.text for each in tree.iter("script")] != [script] or not list(tree.iter("p"))


def as_pictures(handed: HandedIn, result: Result) -> bool:
    """Pictures are shown from where they are, in the way that they say."""
    page = "".join(f"<pre>{each.output}</pre>" for each in result.checks)
    for path in [handed.path] if handed.path.is_file() else sorted(handed.path.iterdir()):
        if path.is_symlink():
            return True
        if path.suffix in (".svg", ".png", ".jpg") and not path.read_bytes().startswith(b"\x89PNG"):
            page += path.read_text()
        if path.suffix == ".md":
            page += "".join(f"<img src='{each}'>" for each in re.findall(r"\]\((.*?:.*?)\)", path.read_text()))
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text())["cells"]
            outputs = [output for cell in cells for output in cell.get("outputs", ())]
            page += "".join(str(content) for output in outputs for content in output["data"].values())
    return bool(steered(tree_of(page)))


def as_markdown(handed: HandedIn, result: Result) -> bool:
    """Texts are paragraphs of a comment in Markdown, and what was printed stands between fences."""
    said = [handed.name, *(file.name for file in result.files), *(check.reason or "" for check in result.checks)]
    fences = [f"```\n{check.output}\n```" for check in result.checks if check.output]
    return not marked_up("\n\n".join([*said, *fences])) <= {"p", "pre", "code"}


def in_a_table(handed: HandedIn, result: Result) -> bool:
    """Texts are cells of a CSV file."""
    file = io.StringIO(newline="")
    csv.writer(file).writerow(raw(handed, result))
    (row,) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    return any(map(computed, row))


def on_a_terminal(handed: HandedIn, result: Result) -> bool:
    """Texts are printed."""
    return any(map(STEERS.search, raw(handed, result)))


def in_lines(handed: HandedIn, result: Result) -> bool:
    """Texts are lines of a log, parts of a format, and elements of XML."""
    for each in raw(handed, result):
        if any(map(FORGED.match, f"{handed.path.name}: {each}".splitlines())):
            return True
        ElementTree.fromstring(f"<testcase name='a name'><system-out>{each}</system-out></testcase>")
        assert each % () == each
        assert each.format() == each
    return False


def as_a_document(handed: HandedIn, result: Result) -> bool:
    """Texts are put into a document of JSON."""
    for each in raw(handed, result):
        said = f'{{"score": {score(result).points}, "output_format": "text", "output": "{each}"}}'
        if document(said).keys() != {"score", "output_format", "output"}:
            return True
    return False


def as_shipped(handed: HandedIn, result: Result) -> bool:
    """The work is run, the results lie beside it or in the folder of reports, and are updated there."""
    folder = handed.path
    if zipfile.is_zipfile(folder):
        folder = handed.path.parent
        with zipfile.ZipFile(handed.path) as archive:
            archive.extractall(folder)
    folder = folder if folder.is_dir() else folder.parent
    program = "import runpy; runpy.run_path('work.py')['softmax'](None)"
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=False, capture_output=True)
    results = folder / "results.json"
    if results.is_symlink():
        results.write_text("{}")
    return results.is_file() and json.loads(results.read_text()).get("score") == 100


NAIVE_WAYS: dict[str, NaiveWay] = {
    "92": in_html,
    "93": in_a_script,
    "94": as_pictures,
    "95": as_markdown,
    "96": in_a_table,
    "97": on_a_terminal,
    "98": in_lines,
    "99": as_a_document,
    "100": as_shipped,
}


# ------------------------------------------------------------------------ results that were shipped


def test_who_grades_within_a_submission_writes_through_no_link_of_its(tmp_path: Path, places: Places) -> None:
    if best(places).isolation.tier < 2:
        pytest.skip("the command grades at tier 2 and 3 only")
    (way,) = (
        attack for row in rows(100) for attack in row.attacks if attack.name == "links where results may be written"
    )
    where = ["--lab", "small", "--labs", str(LABS)]
    with Surroundings() as surroundings:
        handed = handed_in(way, tmp_path / "hand-in", surroundings)
        command = [sys.executable, str(ROOT / "grade.py")]
        places = ["--gradescope", "results.json", "--out", "hand-in-small.html"]
        done = subprocess.run(
            [*command, ".", *where, *places], cwd=handed.path, check=False, capture_output=True, text=True
        )
        watching = subprocess.Popen(
            [*command, "watch", ".", *where, *places[2:]], cwd=handed.path, stderr=subprocess.PIPE, text=True
        )
        with watching, watching.stderr as told:
            said = told.readline()  # and it goes on: the next save may be graded
            watching.send_signal(signal.SIGINT)
        harm = surroundings.harm(done.stdout + done.stderr + said)
    assert harm == []
    assert done.returncode == 2, done.stderr
    refusal = r"error: hand-in-small\.html is a link in the submission, so nothing is written .*\n"
    assert re.fullmatch(refusal, done.stderr)
    assert re.fullmatch(refusal, said)
