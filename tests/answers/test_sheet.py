"""The table in which people mark answers: what they fill in is kept and counted, whatever a spreadsheet makes of it."""

import csv
import dataclasses
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.errors import UsageError
from graders.exports.answersheet import Asked, read, written
from graders.register import AnswerMark

CLASS = [("李雷", "007"), ("=cmd|calc!A0", "=cmd|calc!A0"), ('Zoë, "Z"', "zoe"), ("Bo", "b1"), ("Bo", "b2")]
ASKED = [
    Asked(name, key, "toy", question, points, "none" if question == "others" else "v1")
    for name, key in [
        ("李雷", "007"),
        ("=cmd|calc!A0", "=cmd|calc!A0"),
        ('Zoë, "Z"', "zoe"),
        ("Bo", "b1"),
        ("Bo", "b2"),
    ]
    for question, points in [("curves", 2.0), ("others", 0.0)]
]


def rows(content: bytes, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def filled(content: bytes, separator: str = ",", **cells: tuple[str, str]) -> bytes:
    """The table with a mark and a comment for ``curves`` of each student, by key."""
    told = rows(content)
    for row in told:
        if row["question"] == "curves" and row["key"].strip("'=") in cells:
            row["mark"], row["comment"] = cells[row["key"].strip("'=")]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(told[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(told)
    return text.getvalue().encode()


def test_the_table_has_a_row_for_each_question_and_computes_nothing():
    told = rows(written(ASKED))
    assert [(row["student"], row["question"]) for row in told[:3]] == [
        ("李雷", "curves"),
        ("李雷", "others"),
        ("'=cmd|calc!A0", "curves"),
    ]
    assert (told[0]["answer"], told[0]["max_points"], told[1]["answer"]) == ("answered", "2", "not answered")
    assert not [cell for row in told for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_marks_and_comments_come_back_and_are_kept(separator):
    content = filled(
        written(ASKED), separator, **{"007": ("1,5", "- gut"), "cmd|calc!A0": ("2", ""), "zoe": ("", "“see” me")}
    )
    found = read(content, ASKED)
    assert found.problems == ()
    assert found.marks == {
        ("007", "toy"): (AnswerMark("curves", 1.5, "- gut", "v1"),),
        ("=cmd|calc!A0", "toy"): (AnswerMark("curves", 2.0, "", "v1"),),
        ("zoe", "toy"): (AnswerMark("curves", None, "“see” me", "v1"),),
    }
    again = written([Asked("Neu", "new", "toy", "curves", 2.0, "v1"), *ASKED], content)
    assert read(again, ASKED) == found
    assert rows(again, separator)[1]["comment"] == "'- gut"
    assert written(ASKED, written(ASKED, again)) == written(ASKED, again)


def test_a_key_that_became_a_number_is_known_by_the_name():
    content = filled(written(ASKED), **{"007": ("2", "")}).replace(b"007", b"7")
    assert read(content, ASKED).marks == {("007", "toy"): (AnswerMark("curves", 2.0, "", "v1"),)}
    assert rows(written(ASKED, content))[0]["mark"] == "2"


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("good", "has the mark “good”, which is no number; the answer stays unmarked."),
        ("3", "has the mark 3, where 0 to 2 can be given"),
        ("-1", "where 0 to 2 can be given"),
        ("nan", "no number"),
        ("1e1", "no number"),
        ("٢", "no number"),
    ],
)
def test_what_is_no_mark_is_told_and_not_counted(mark, said):
    found = read(filled(written(ASKED), zoe=(mark, "ok")), ASKED)
    assert found.marks == {("zoe", "toy"): (AnswerMark("curves", None, "ok", "v1"),)}
    (problem,) = found.problems
    assert problem.startswith("answers.csv, row 6: curves of Zoë")
    assert said in problem


def test_a_mark_for_another_answer_is_kept_apart_and_not_counted():
    content = filled(written(ASKED), zoe=("2", "fine"))
    changed = [dataclasses.replace(each, version="v2") if each.key == "zoe" else each for each in ASKED]
    found = read(content, changed)
    assert "curves of Zoë" in found.problems[0]
    assert "has changed since it was marked; the answer stays unmarked" in found.problems[0]
    assert found.marks[("zoe", "toy")][0].points is None
    again = written(changed, content)
    row = rows(again)[4]
    assert (row["mark"], row["earlier_mark"], row["comment"], row["version"]) == ("", "2", "fine", "v2")
    assert read(filled(again, zoe=("1", "fine")), changed).marks == {
        ("zoe", "toy"): (AnswerMark("curves", 1.0, "fine", "v2"),)
    }


def test_rows_of_nobody_are_told_and_kept():
    content = filled(written(ASKED), b1=("2", "fine"))
    left = [each for each in ASKED if each.student != "Bo"]
    found = read(content, left)
    assert found.marks == {}
    assert "“Bo” was asked no question “curves” of “toy”" in found.problems[0]
    assert rows(written(left, content))[-1]["mark"] == "2"
    assert read(written(left, content), ASKED).marks == {("b1", "toy"): (AnswerMark("curves", 2.0, "fine", "v1"),)}


def test_a_row_that_is_there_twice_with_two_marks_counts_for_neither():
    content = filled(written(ASKED), zoe=("2", ""))
    twice = content + b"Z,zoe,toy,curves,answered,2,1,\r\n"
    found = read(twice, ASKED)
    assert found.marks[("zoe", "toy")][0].points is None
    assert "has another row too" in found.problems[0]
    assert read(written(ASKED, twice), ASKED).marks == found.marks


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no column key"),
        (b"PK\x03\x04", "is a zip"),
        ("student,key,lab,question,mark,comment\nZoë,zoe,toy,curves,1,schön\n".encode("latin-1"), "not UTF-8 any more"),
        (b"\xff\xfea\0", "not text in UTF-8"),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_sentence(content, said):
    for use in (lambda: read(content, ASKED), lambda: written(ASKED, content)):
        with pytest.raises(UsageError, match=said):
            use()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4, unique_by=lambda pair: pair[0].strip("' \t\r\n")))
def test_any_comment_for_any_name_survives_being_written_again(pairs):
    asked = [dataclasses.replace(ASKED[0], student=key, key=f"k{i}{key}") for i, (key, _) in enumerate(pairs)]
    content = written(asked)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("student", "key", "lab", "question", "mark", "comment"))
    for each, (_, comment) in zip(asked, pairs, strict=True):
        writer.writerow(("", *each.place, "1", comment.replace("\t", " ")))
    once = written(asked, text.getvalue().encode())
    assert written(asked, once) == once
    assert len(read(once, asked).marks) == len(asked)
    assert content.startswith(b"\xef\xbb\xbf")
