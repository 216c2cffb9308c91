"""The Canvas gradebook: the right cells of one column are filled in, and the file is otherwise the teacher's own."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.errors import UsageError
from graders.exports import canvas
from graders.register import Status
from tests.exports.records import class_, perfect, record

HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (1),Softmax regression (12345),Essay (77),Final Score"
POSSIBLE = "    Points Possible,,,,,10.00,14.50,5.00,(read only)"


def gradebook(separator: str = ",", end: str = "\r\n", mark: str = "\ufeff") -> bytes:
    """As Canvas exports it, with our class in it and two more students."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(HEADER.split(","))
    writer.writerow(["", "", "", "", "", "Manual Posting", "", "", ""])
    writer.writerow(POSSIBLE.split(","))
    for each in class_():
        ids = each.student.ids
        row = [
            each.student.name,
            ids["canvas"],
            ids["sid"],
            ids["email"],
            "Lab 1,\nTuesday",
            "7.00",
            "",
            "4.25",
            "81.2",
        ]
        writer.writerow(row)
    writer.writerow(["Nobody, Nia", "999", "", "nia", "Lab 2", "1.00", "3", "", ""])
    writer.writerow(["Student, Test", "1000", "", "", "Lab 2", "", "", "", ""])
    return (mark + text.getvalue()).encode()


def rows(content: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def fill(content: bytes, records=None, **given):
    given = {"titles": ("softmax", "Softmax regression"), "name": "gradebook.csv", **given}
    return canvas.fill(content, class_() if records is None else records, **given)


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_marks_stand_in_one_column_and_all_else_is_as_it_was(separator, end, mark):
    before = gradebook(separator, end, mark)
    done = fill(before).content
    old, new = rows(before, separator), rows(done, separator)
    assert [[*row[:6], *row[7:]] for row in new] == [[*row[:6], *row[7:]] for row in old]
    got = {row[0]: row[6] for row in new}
    assert got["李雷"] == got["أحمد علي"] == got['Quote "Q", Ann'] == got["=cmd|' /C calc'!A0"] == "14.5"
    assert got["Late, Lee"] == "12.5"
    assert got["Excused, Eva"] == "EX"
    assert got["Nobody, Nia"] == "3"
    assert [got[name] for name in ("Missing, Max", "Broken, Bo", "Unreadable, Uma", "Ungraded, Udo")] == [""] * 4
    assert done.startswith(b"\xef\xbb\xbf") == bool(mark)
    assert done.count(b"\r\n") == before.count(b"\r\n")


def test_filling_twice_changes_nothing_the_second_time():
    once = fill(gradebook()).content
    assert fill(once).content == once


def test_what_was_not_written_is_told_with_names():
    told = "\n".join(fill(gradebook(), [*class_(), record(50, "Guest, Gus", perfect())]).told)
    assert "The marks stand in the column Softmax regression (12345)." in told
    assert "9 students got a mark." in told
    assert "1 excused student got EX." in told
    for name in ("Missing, Max", "Broken, Bo", "Unreadable, Uma", "Ungraded, Udo", "Guest, Gus", "Nobody, Nia"):
        assert name in told
    assert "Canvas has 14.50 points for it, and the lab has 20" in told


def test_who_handed_in_nothing_gets_points_only_where_that_is_asked_for():
    got = {row[0]: row[6] for row in rows(fill(gradebook(), missing_as=0.0).content)}
    assert (got["Missing, Max"], got["Unreadable, Uma"], got["Excused, Eva"]) == ("0", "", "EX")


@pytest.mark.parametrize("asked", ["Essay (77)", "essay", "77"])
def test_the_column_can_be_named_by_header_title_or_number(asked):
    got = {row[0]: row[7] for row in rows(fill(gradebook(), column=asked).content)}
    assert (got["李雷"], got["Missing, Max"]) == ("14.5", "4.25")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"titles": ("lstm",)}, "has no assignment “lstm”; say with --column .*: “Quiz \\(1\\)”, “Softmax"),
        ({"column": "Final Score"}, "has no assignment “Final Score”; say with --column"),
        ({"column": "Softmax"}, "has no assignment “Softmax”"),
    ],
)
def test_a_column_that_is_not_there_is_told_with_those_that_are(given, sentence):
    with pytest.raises(UsageError, match=sentence):
        fill(gradebook(), **given)


def test_two_assignments_of_one_title_are_told_apart_by_their_number():
    twice = gradebook().replace(b"Essay (77)", b"softmax regression (78)")
    with pytest.raises(UsageError, match=r"2 columns .* --column 12345"):
        fill(twice)
    assert {row[0]: row[7] for row in rows(fill(twice, column="78").content)}["李雷"] == "14.5"


def test_a_column_that_canvas_passes_over_is_refused():
    with pytest.raises(UsageError, match="read only"):
        fill(gradebook().replace(b"10.00,14.50", b"10.00,(read only)"))


@pytest.mark.parametrize("content", [b"", b"name;points\nAda;3\n", b"Identifier,Full name,Grade\nParticipant 1,A,\n"])
def test_another_file_is_refused_with_where_to_get_the_right_one(content):
    with pytest.raises(UsageError, match="Export Entire Gradebook"):
        fill(content)


def test_the_decimal_sign_is_that_of_the_file():
    comma = gradebook(";").replace(b"7.00", b"7,00").replace(b"4.25", b"4,25").replace(b"10.00", b"10,00")
    got = {row[0]: row[6] for row in rows(fill(comma).content, ";")}
    assert got["李雷"] == "14,5"


def test_first_and_last_name_may_have_a_column_each():
    content = (
        "LastName,FirstName,ID,Section,Softmax (9)\r\n    Points Possible,,,,20\r\nDoe,Jane,,A,\r\n雷,李,104,A,\r\n"
    ).encode()
    records = [record(0, "Jane Doe", perfect()), record(4, "somebody", perfect())]
    assert rows(fill(content, records, column="9").content)[2:] == [
        ["Doe", "Jane", "", "A", ""],  # who has no number at all is no student to Canvas
        ["雷", "李", "104", "A", "14.5"],
    ]


def small(*lines: str) -> bytes:
    return ("Student,ID,SIS User ID,SIS Login ID,Section,HW (5)\n" + "\n".join(lines) + "\n").encode()


def marks(content: bytes, *records) -> list[str]:
    return [row[5] for row in rows(fill(content, list(records), column="5").content)[1:]]


def test_the_number_counts_more_than_the_name():
    two = small('"Doe, Jane",101,,,A,', '"Doe, Jane",102,,,A,')
    assert marks(two, record(2, "Doe, Jane", perfect())) == ["", "14.5"]


def test_a_name_that_two_have_decides_nothing():
    two = small('"Doe, Jane",1,,,A,', '"Doe, Jane",2,,,A,')
    nameless = record(0, "Doe, Jane", perfect())
    nameless.student.ids.clear()
    assert marks(two, nameless) == ["", ""]
    assert marks(small('"Doe, Jane",1,,,A,'), nameless) == ["14.5"]
    assert marks(small("Jane Doe,1,,,A,"), nameless) == [""], "the names are not the same, only their letters"


def test_another_number_of_the_same_kind_is_another_person():
    assert marks(small('"Doe, Jane",1,,,A,'), record(0, "Doe, Jane", perfect())) == [""]


def test_a_login_or_a_student_number_does_as_well():
    lines = small("a,1,s0,,A,", "b,2,,S1@UNI.example,A,")
    first, second = record(0, "x", perfect()), record(1, "y", perfect())
    for each in (first, second):
        del each.student.ids["canvas"]
    assert marks(lines, first, second) == ["14.5", "14.5"]


def test_the_squashed_name_of_a_canvas_download_is_recognised():
    squashed = record(0, "doejane", perfect())
    squashed.student.ids.clear()
    assert marks(small('"Doe, Jane",1,,,A,'), squashed) == ["14.5"]


def test_every_member_of_a_group_gets_its_mark():
    group = record(1, "Group 7", perfect(), members=("Ada Lovelace", "李雷", "Nobody"))
    lines = small('"Lovelace, Ada",101,,,A,', "李雷,2,,,A,", '"Doe, Jane",3,,,A,')
    assert marks(lines, group) == ["14.5", "14.5", ""]


@settings(deadline=None)
@given(st.lists(st.none() | st.integers(0, 2000), min_size=1, max_size=8), st.randoms())
def test_each_mark_finds_its_own_row_in_any_order(points, random):
    records = [
        record(i, f"Name {i}", None, points=None if p is None else p / 100, status=Status.GRADED)
        for i, p in enumerate(points)
    ]
    order = list(range(len(points)))
    random.shuffle(order)
    lines = small(*(f"whoever,{100 + i},,,A," for i in order))
    random.shuffle(records)
    got = [row[5] for row in rows(fill(lines, records, column="5").content)[1:]]
    assert [float(cell) if cell else None for cell in got] == [
        None if points[i] is None else points[i] / 100 for i in order
    ]
