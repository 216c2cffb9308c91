"""The plain table and nbgrader's: every cell comes back as it was, and none of them is computed by a spreadsheet."""

import csv
import datetime
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from graders.exports.nbgrader import to_grades
from graders.exports.table import FORMULA, to_csv
from tests.exports.records import NAMES, class_, everything, perfect, record


def rows(content: bytes) -> dict[str, dict[str, str]]:
    text = content.decode("utf-8-sig")
    return {row["key"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_names_of_any_script_come_back():
    content = to_csv(class_())
    assert content.startswith(b"\xef\xbb\xbf"), "Excel takes it for something else without the mark"
    got = [row["student"] for row in rows(content).values()]
    assert got[: len(NAMES)] == [f"'{name}" if name.startswith("=") else name for name in NAMES]


def test_a_row_says_what_became_of_the_work():
    table = rows(to_csv(class_()))
    late = table["key20"]
    assert (late["points"], late["earned"], late["penalty"], late["days_late"]) == ("12.5", "14.5", "2", "1")
    assert late["adjustments"] == "0.5: a bug in the lab"
    assert (table["key22"]["excused"], table["key22"]["points"]) == ("ill", "")
    assert (table["key22"]["status"], table["key20"]["late"], table["key0"]["late"]) == ("excused", "yes", "no")
    assert (table["key23"]["status"], table["key23"]["needs_human"]) == ("missing", "no")
    assert (table["key24"]["needs_human"], table["key26"]["needs_human"]) == ("yes", "yes")
    assert table["key25"]["reason"] == "softmax.zip is no zip that can be read"
    assert table["key0"]["submitted"] == "2026-03-01T23:59:30+00:00"


def test_each_check_has_a_column_with_its_points():
    table = rows(
        to_csv([record(0, "a", everything()), record(1, "b", perfect()), record(2, "c", perfect(), lab="lstm")])
    )
    assert [table[f"key{i}"]["softmax.cross_entropy"] for i in range(3)] == ["0", "2", ""]
    assert [table[f"key{i}"]["lstm.cross_entropy"] for i in range(3)] == ["", "", "2"]
    assert table["key0"]["softmax.hardmax"] == "", "a check that broke has no points to show"


@settings(deadline=None)
@given(st.text(st.sampled_from("=+-@\t\r\n\"',;a李") | st.characters(codec="utf-8"), min_size=1))
def test_no_text_is_taken_for_a_formula_and_no_cell_breaks_out(name):
    reason = record(0, name, None, reason=name)
    for content in (to_csv([reason, record(1, "next", None)]), to_grades([reason, record(1, "next", None)])):
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert len(table) == 3
        assert len({len(row) for row in table}) == 1
        assert not [cell for row in table for cell in row if cell.startswith(FORMULA)]


def test_nbgraders_columns_and_no_0_where_there_is_no_mark():
    content = to_grades(class_())
    table = {row["student_id"]: row for row in csv.DictReader(io.StringIO(content.decode(), newline=""))}
    assert content.splitlines()[0] == (
        b"assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,"
        b"score,max_score"
    )
    assert (table["s0"]["last_name"], table["s0"]["first_name"]) == ("Doe", "Jane")
    assert (table["s1"]["last_name"], table["s1"]["email"]) == ("李雷", "s1@uni.example")
    late = table["s20"]
    assert [late[name] for name in ("raw_score", "late_submission_penalty", "score", "max_score")] == [
        *("14.5", "2", "12.5", "20"),
    ]
    assert [table[f"s{i}"]["score"] for i in (22, 23, 24, 25, 26)] == [""] * 5


def test_in_nbgraders_table_each_member_of_a_group_has_a_row():
    group = record(1, "Ada L, Partner P", perfect(), members=("Ada L", "Poe, Pam"))
    table = list(csv.DictReader(io.StringIO(to_grades([group]).decode(), newline="")))
    assert [(row["student_id"], row["last_name"], row["first_name"], row["score"]) for row in table] == [
        ("Ada L", "Ada L", "", "14.5"),
        ("Poe, Pam", "Poe", "Pam", "14.5"),
    ]


def test_nbgraders_table_has_the_deadline_of_the_policy():
    due = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=datetime.timezone.utc)
    records = [record(0, "a", perfect()), record(0, "a", perfect(), lab="lstm")]
    table = list(csv.DictReader(io.StringIO(to_grades(records, {"softmax": due}).decode(), newline="")))
    assert [row["duedate"] for row in table] == ["2026-03-01 23:59:00+00:00", ""]
