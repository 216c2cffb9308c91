"""Whatever people are called and write, no export computes it, breaks on it or is steered by it: a test per writer."""

import csv
import dataclasses
import io
import json
import re
import unicodedata
import zipfile
from html import unescape
from xml.etree import ElementTree

import html5lib
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from graders.exports import answersheet, canvas, classroom50, feedback, gradescope, moodle, nbgrader, table
from graders.exports.comment import comment
from graders.exports.filled import listed
from graders.register import Adjustment, AnswerMark, Decision, HandIn, Mark, MoreTime, Record, Status, Student
from graders.reports import text
from graders.reports.junit import class_to_junit, to_junit
from graders.reports.legible import legible
from tests.exports.schemas import CLASSROOM50, GRADESCOPE
from tests.reports.results import filled
from tests.reports.texts import ANY, FORMULAS, NAMES, steering

few = settings(max_examples=25, deadline=None)


def record(said: str, *, number: int = 0, graded: bool = True) -> Record:
    """A record in which everybody and everything is called ``said``, who lost points by hand."""
    ids = dict.fromkeys(("canvas", "moodle", "sid", "email", "login"), said)
    hand_in = HandIn(Student(said, said, ids, ()), f"{said}/{said}", problems=(said,), refused=said)
    result = filled(lambda: said)
    mark = Mark(
        *(-1.5, 20.0, 3.0),
        adjustments=(Adjustment(-4.5, said), Adjustment(1.0, said)),
        dropped=(Decision(said, said),),
        given=(Decision(said, said),),
        extensions=(MoreTime(2, said),),
        answers=(AnswerMark(said, 1.0, said, said),),
    )
    if not graded:
        ids = {}
        person = Student(f"{said}{number}", said, ids, (said, said))
        unread = dataclasses.replace(mark, points=None, excused=said)
        return Record(HandIn(person, said), said, Status.UNREADABLE, unread, said)
    return Record(hand_in, said, Status.GRADED, mark, said, result)


def cells(content: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def computed(cell: str) -> list[str]:
    """The parts of a cell that some spreadsheet program would compute: those that begin as formulas do.

    A program that parts cells by another sign than the file, or by lines, begins a cell behind it.
    """
    parts = [part.lstrip() for part in re.split("[;\t\r\n]", cell)]
    return [part for part in parts if unicodedata.normalize("NFKC", part[:1]) in ("=", "+", "-", "@") and part]


NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
"""What the grader itself writes may begin with a minus; it is a number and nothing else."""


def harmful(rows: list[list[str]]) -> list[str]:
    return [cell for row in rows for cell in row if computed(cell) and not NUMBER.fullmatch(cell)] + [
        cell for row in rows for cell in row if steering(cell)
    ]


# ------------------------------------------------------------------------------------------------ tables


@pytest.mark.parametrize("start", [*FORMULAS, "\r=", "\u2003=", "x\n=", "x;=", "x;\n\xa0=", "x\t-", "''=", "\n\n@"])
def test_no_beginning_of_a_formula_is_left(start):
    assert computed(table.harmless(f"{start}1+1")) == []


@pytest.mark.parametrize(
    "said", ["dW − 1", "a - b", "x = y", "ada@uni.example", "1.5; good", "O'Neil", "– none", "'tis"]
)
def test_what_no_program_computes_stays_as_it_is(said):
    assert table.harmless(said) == said


@given(ANY)
def test_what_was_made_harmless_comes_back_as_it_was_shown(said):
    cell = table.harmless(said)
    assert computed(cell) == []
    assert steering(cell) == []
    assert table.plain(cell) == legible(said)


@few
@given(ANY)
def test_the_table_of_everything(said):
    content = table.to_csv([record(said), record(said, number=1, graded=False)])
    rows = cells(content)
    assert harmful(rows) == []
    assert {len(row) for row in rows} == {len(rows[0])}
    first = dict(zip(rows[0], rows[1], strict=True))
    assert len(rows) == 3
    assert (first["points"], first["earned"]) == ("-1.5", "3"), "a number stays a number"


@few
@given(ANY)
def test_nbgraders_table(said):
    rows = cells(nbgrader.to_grades([record(said), record(said, number=1, graded=False)]))
    assert harmful(rows) == []
    assert [len(row) for row in rows] == [len(nbgrader.COLUMNS)] * 4, "a row for each member of the group"
    assert rows[1][nbgrader.COLUMNS.index("score")] == "-1.5"


@few
@given(NAMES, ANY, st.sampled_from(",;\t"))
def test_marks_of_written_answers_come_back_whatever_everybody_is_called_and_told(name, said, separator):
    asked = [
        answersheet.Asked(name, f"{name}{number}", "toy", question, 2.0, "v1")
        for number in (1, 2)
        for question in ("curves", "why")
    ]
    before = cells(answersheet.written(asked))
    assert harmful(before) == []
    typed = io.StringIO(newline="")
    writer = csv.writer(typed, delimiter=separator)
    for number, row in enumerate(before):
        mark = {1: "1.5", 2: "-1", 3: "2"}.get(number, "")
        writer.writerow(row if number == 0 else [*row[:6], mark, table.harmless(said.strip()), *row[8:]])
    found = answersheet.read(typed.getvalue().encode(), asked)
    comments = {mark.comment for marks in found.marks.values() for mark in marks}
    assert comments <= {legible(said.strip()).strip()}
    assert [mark.points for mark in found.marks.get((f"{name}1", "toy"), ())] == [1.5, None]
    assert [mark.points for mark in found.marks.get((f"{name}2", "toy"), ())][:1] == [2.0]
    again = answersheet.written(asked, typed.getvalue().encode())
    assert harmful([[*row[:6], *row[7:]] for row in cells(again, separator)]) == []
    assert answersheet.read(again, asked) == found
    assert answersheet.written(asked, again) == again, "what was written is not changed by writing it again"


def test_whoever_begins_with_a_minus_is_called_so_after_marking():
    """The table shows an apostrophe before such a name; nothing that is said of it does."""
    asked = [answersheet.Asked("-Ada", "-ada", "toy", "curves", 2.0, "v1")]
    content = answersheet.written(asked)
    assert cells(content)[1][:2] == ["'-Ada", "'-ada"]
    marked = content.replace(b",2,,,", b",2,1.5,'-0.5 for the axes,")
    assert answersheet.read(marked, asked).marks == {
        ("-ada", "toy"): (AnswerMark("curves", 1.5, "-0.5 for the axes", "v1"),)
    }
    (told,) = answersheet.read(marked, [answersheet.Asked("Bo", "b", "toy", "curves", 2.0, "v1")]).problems
    assert "“-Ada” was asked no question" in told
    stripped = marked.replace(b"'-", b"-")  # some spreadsheet programs take the apostrophe for a sign to them
    assert answersheet.read(stripped, asked) == answersheet.read(marked, asked)


def test_a_row_of_somebody_who_is_gone_stays_as_it_was_typed():
    gone = [answersheet.Asked("-Ada", "=ada", "toy", "curves", 2.0, "v1")]
    marked = answersheet.written(gone).replace(b",2,,,", b",2,1,'=1+1,")
    asked = [answersheet.Asked("Bo", "b", "toy", "curves", 2.0, "v1")]
    once = answersheet.written(asked, marked)
    assert cells(once)[-1][:2] == ["'-Ada", "'=ada"]
    assert cells(once)[-1][7] == "'=1+1"
    assert answersheet.written(asked, once) == once


CANVAS = b"Student,ID,SIS User ID,SIS Login ID,Section,softmax (12)\n    Points Possible,,,,,20\n"


@few
@given(NAMES)
def test_canvas_gets_marks_and_nothing_else(said):
    mine = dataclasses.replace(record(said), lab="softmax")
    student = Student(said, said, {"canvas": "7"}, ())
    known = dataclasses.replace(mine, hand_in=HandIn(student))
    filled_in = canvas.fill(CANVAS + b'"Doe, Jane",7,s7,j7,A,\n', [known, mine], titles=("softmax",))
    assert filled_in.content == CANVAS + b'"Doe, Jane",7,s7,j7,A,-1.5\n'
    assert [line for line in filled_in.told if steering(line) or "\n" in line] == []


MOODLE = (
    "Identifier,Full name,Grade,Maximum grade,Grade can be changed,Feedback comments\nParticipant 7,Jane Doe,,20,Yes,\n"
)


@few
@given(NAMES)
def test_moodle_gets_marks_and_comments_that_no_program_computes(said):
    student = Student(said, said, {"moodle": "7"}, ())
    known = dataclasses.replace(record(said), hand_in=HandIn(student))
    filled_in = moodle.fill(MOODLE.encode(), [known], comment)
    (_, row) = cells(filled_in.content)
    assert row[:5] == ["Participant 7", "Jane Doe", "-1.5", "20", "Yes"]
    assert computed(row[5]) == []
    assert steering(row[5]) == []


# ------------------------------------------------------------------------------------------------ comments


@few
@given(ANY)
def test_a_comment_is_paragraphs_and_nothing_else(said):
    made = comment(record(said))
    tree = html5lib.parseFragment(made, namespaceHTMLElements=False)
    assert {(each.tag, len(each)) for each in tree} == {("p", 0)}
    assert not any(each.attrib for each in tree)
    assert steering(unescape(made)) == []
    assert "\n" not in made


@few
@given(ANY)
def test_the_summary_of_a_workflow_is_one_block_of_code(said):
    """What ``examples/github/labproof.yml`` makes of the table: no links, no pictures, and nobody is mentioned."""
    printed = text.render(filled(lambda: said))
    summary = "## Labproof: softmax\n\n" + re.sub("^", "    ", printed, flags=re.MULTILINE)
    tokens = [token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(summary)]
    assert tokens == ["heading_open", "inline", "heading_close", "code_block"]
    assert steering(summary) == []


# ------------------------------------------------------------------------------------------------ JSON and XML


def texts(document: object) -> list[str]:
    """Every text in a document, the names of its members too."""
    if isinstance(document, dict):
        return [found for pair in document.items() for each in pair for found in texts(each)]
    if isinstance(document, list):
        return [found for each in document for found in texts(each)]
    return [document] if isinstance(document, str) else []


@few
@given(ANY)
def test_gradescopes_results(said):
    mine = record(said)
    assert mine.result is not None
    made = gradescope.to_gradescope(mine.result, mine.mark)
    document = json.loads(made)
    jsonschema.validate(document, GRADESCOPE)
    assert [each for each in texts(document) if steering(each)] == []
    assert document["score"] == -1.5
    made.encode()


@few
@given(ANY.filter(lambda said: "\0" not in said))
def test_classroom50s_result(said):
    environment = dict.fromkeys((*classroom50.NAMES.values(), "REVIEW_URL"), said)
    mine = record(said)
    assert mine.result is not None
    for made in (
        classroom50.to_classroom50(mine.result, environment),
        classroom50.of_record(mine, mine.result, {"CLASSROOM": "dl"}),
    ):
        document = json.loads(made)
        jsonschema.validate(document, CLASSROOM50)
        assert [each for each in texts(document) if steering(each)] == []
        made.encode()


ALLOWED_IN_XML = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""Extensible Markup Language (XML) 1.0, production 2."""


@few
@given(ANY)
def test_junit_holds_no_character_that_xml_forbids(said):
    mine, unread = record(said), record(said, number=1, graded=False)
    assert mine.result is not None
    for made in (class_to_junit([mine, unread]), to_junit(mine.result)):
        assert ALLOWED_IN_XML.fullmatch(made)
        assert steering(made) == []
        tree = ElementTree.fromstring(made.encode())
        assert {each.tag for each in tree.iter()} <= {
            *("testsuites", "testsuite", "testcase", "properties", "property"),
            *("failure", "error", "skipped", "system-out", "system-err"),
        }


@few
@given(NAMES)
def test_no_name_leads_out_of_a_zip(said):
    mine, unread = record(said), record(said, number=1, graded=False)
    made = feedback.files([mine, mine, unread], "results.json", lambda record, result: "x")
    moodle_knows = dataclasses.replace(mine, hand_in=HandIn(Student("k", said, {"moodle": "7"})))
    canvas_knows = dataclasses.replace(mine, hand_in=HandIn(mine.student, f"a_7_8_{said}"))
    for content in (
        made.content,
        feedback.for_moodle([moodle_knows, mine], lambda record: "x").content,
        feedback.for_canvas([canvas_knows, mine], lambda record: "x").content,
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                assert "\\" not in name
                assert steering(name) == []
                assert not {"..", ".", ""} & set(name.split("/"))
    assert [line for line in made.told if steering(line) or "\n" in line] == []


@given(st.lists(ANY, max_size=15))
def test_names_in_a_sentence_stay_on_its_line(names):
    assert steering(listed(names)) == []
    assert "\n" not in listed(names)
