"""The Moodle grading worksheet: grades and comments are filled in, in any language, and nothing else changes."""

import csv
import io
from dataclasses import replace

import html5lib
import pytest

from graders.errors import UsageError
from graders.exports import moodle
from graders.exports.comment import comment
from graders.model import Verdict
from tests.exports.records import class_, everything, half_done, perfect, record

ENGLISH = (
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"),
    *("Last modified (submission)", "Online text", "Last modified (grade)", "Feedback comments"),
)
GERMAN = (
    *("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung"),
    *("Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)", "Texteingabe online"),
    *("Zuletzt geändert (Bewertung)", "Feedback als Kommentar"),
)
DATE = "Sunday, 1 March 2026, 11:59 PM"


def worksheet(header=ENGLISH, word="Participant ", maximum="20.00", blind=False) -> bytes:
    """As Moodle hands it out, with our class in it, one more, and one whose grade is locked."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([title for i, title in enumerate(header) if not (blind and i in (1, 2))])
    people = [(r.student.name, r.student.ids["moodle"], "Yes") for r in class_()]
    for name, number, open_ in [*people, ("Nobody, Nia", "9999", "Yes"), ("Locked, Lu", "5060", "No")]:
        row = [f"{word}{number}", name, "somebody@uni.example", "Submitted for grading - ", "", maximum, open_]
        row += [DATE, 'text, with "quotes"\nand lines', "-", ""]
        writer.writerow([cell for i, cell in enumerate(row) if not (blind and i in (1, 2))])
    return text.getvalue().encode()


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def fill(content: bytes, records=None, columns=moodle.NO_COLUMNS, **given):
    return moodle.fill(
        content, class_() if records is None else records, comment, columns, name="worksheet.csv", **given
    )


def test_grades_and_comments_are_filled_in_and_all_else_is_as_it_was():
    old, new = rows(worksheet()), rows(fill(worksheet()).content)
    assert [[*row[:4], *row[5:10]] for row in new] == [[*row[:4], *row[5:10]] for row in old]
    grades = {row[1]: row[4] for row in new}
    comments = {row[1]: row[10] for row in new}
    assert grades["李雷"] == grades["Doe, Jane"] == "14.5"
    assert grades["Late, Lee"] == "12.5"
    unmarked = ("Excused, Eva", "Missing, Max", "Broken, Bo", "Unreadable, Uma", "Ungraded, Udo", "Nobody, Nia")
    assert [(grades[name], comments[name]) for name in unmarked] == [("", "")] * 6
    assert comments["Late, Lee"].startswith("<p>12.5 of 20 points.</p><p>Late: −2 points: 1 day late</p>")
    assert "a bug in the lab" in comments["Late, Lee"]
    assert "Take that of each row" not in comments["Doe, Jane"]
    assert "cross_entropy is too large by a factor of 7.0." in comments["Half, Hana"]


def test_without_marks_the_file_stays_byte_for_byte_and_a_second_time_changes_nothing():
    assert fill(worksheet(), []).content == worksheet()
    once = fill(worksheet()).content
    assert fill(once).content == once


def test_what_moodle_would_pass_over_in_silence_is_told():
    records = [*class_(), record(60, "Locked, Lu", perfect()), record(0, "Doe, Jane", perfect(), points=25.0)]
    told = "\n".join(fill(worksheet(), records[1:]).told)
    assert "Moodle has locked the grade (1): Locked, Lu." in told
    assert "no grade over its highest (1): Doe, Jane." in told
    for name in ("Excused, Eva", "Missing, Max", "Broken, Bo", "Unreadable, Uma", "Ungraded, Udo", "Nobody, Nia"):
        assert name in told
    assert rows(fill(worksheet(), records[1:]).content)[1][4] == ""


def test_another_highest_grade_than_the_labs_is_told():
    told = fill(worksheet(maximum="100.00"), [record(0, "Doe, Jane", perfect())]).told
    assert any("Moodle's highest grade is 100, and that of the lab is 20" in line for line in told)


@pytest.mark.parametrize(
    ("header", "word", "maximum", "grade"),
    [
        (GERMAN, "Teilnehmer/in", "20,00", "14,5"),
        (("标识符", "姓名", "邮箱", "状态", "成绩", "最高分", "a", "b", "c", "d", "e"), "参与者 ", "20.00", "14.5"),
    ],
)
def test_other_languages_are_understood_by_what_stands_in_the_columns(header, word, maximum, grade):
    filled = fill(worksheet(header, word, maximum))
    assert {row[1]: row[4] for row in rows(filled.content)}["李雷"] == grade
    assert any("--comments names one" in line for line in filled.told)


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        (GERMAN, "Ja", "Nein"),
        (("x", "Nom complet", "c", "Statut", "Note", "Note maximale", "?", "d", "e", "f", "g"), "Oui", "Non"),
        (("x", "全名", "c", "状态", "成绩", "最高分", "?", "d", "e", "f", "g"), "是", "否"),
    ],
)
def test_a_locked_grade_is_told_in_other_languages(header, yes, no):
    content = worksheet(header, maximum="20,00").decode().replace(",Yes,", f",{yes},").replace(",No,", f",{no},")
    filled = fill(content.encode(), [record(60, "Locked, Lu", perfect()), record(0, "Doe, Jane", perfect())])
    assert "Left as they were, because Moodle has locked the grade (1): Locked, Lu." in filled.told
    assert {row[1]: row[4] for row in rows(filled.content)}["Locked, Lu"] == ""


def test_where_nothing_says_what_is_locked_that_is_told():
    content = worksheet().decode().replace("Grade can be changed", "?").replace(",Yes,", ",bai,").encode()
    assert any("says which grades Moodle has locked" in line for line in fill(content).told)
    assert not any("says which grades" in line for line in fill(worksheet()).told)


@pytest.mark.parametrize("maximum", ["20,00", "20.00"])
@pytest.mark.parametrize("header", [ENGLISH, GERMAN, ("x", *"abcdefghij")])
@pytest.mark.parametrize("place", [0, 1, 2, 3, 5, 6, 7, 8, 9, 10])
def test_marks_are_written_over_no_column_of_something_else(header, maximum, place):
    with pytest.raises(UsageError, match="is not one for grades; the column that would do is “") as told:
        fill(worksheet(header, maximum=maximum), columns=moodle.Columns(header[place]))
    assert str(told.value).endswith(f"“{header[4]}”")


@pytest.mark.parametrize("header", [ENGLISH, GERMAN, ("x", *"abcdefghij")])
@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5, 6, 9])
def test_comments_are_written_over_no_column_of_something_else(header, place):
    with pytest.raises(UsageError, match=r"is not one for comments; .* would do .*“") as told:
        fill(worksheet(header), columns=moodle.Columns(header[4], header[place]))
    assert f"“{header[10]}”" in str(told.value)


def test_where_the_highest_grade_is_not_the_same_for_all_the_column_can_be_named():
    content = worksheet(GERMAN).decode().replace("20.00", "50.00", 1).encode()
    with pytest.raises(UsageError, match="say with --column which it is: “Bewertung”"):
        fill(content)
    filled = fill(content, columns=moodle.Columns("Bewertung"))
    assert {row[1]: row[4] for row in rows(filled.content)}["Doe, Jane"] == "14.5"


def test_students_are_found_by_numbers_in_other_languages():
    content = "ID,Vollständiger Name,ID-Nummer,Bewertung,Bestwertung\nTeilnehmer/in 1,Jane D,s0,,20.00\n"
    filled = fill(content.encode(), [record(0, "Doe, Jane", perfect())])
    assert rows(filled.content)[1][3] == "14.5"


def test_a_column_for_comments_can_be_named_in_any_language():
    columns = moodle.Columns(comments="Feedback als Kommentar")
    filled = fill(worksheet(GERMAN, "Teilnehmer/in", "20,00"), columns=columns)
    assert {row[1]: row[10] for row in rows(filled.content)}["李雷"].startswith("<p>14.5 of 20 points.</p>")


def test_blind_marking_is_joined_by_the_number_alone():
    filled = fill(worksheet(blind=True))
    assert {row[0]: row[2] for row in rows(filled.content)}["Participant 5001"] == "14.5"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Download grading worksheet"),
        (b"Student,ID,Section,HW (1)\nA,1,2,3\nB,x,y,z\n", "Download grading worksheet"),
        (b"Identifier,Full name,Grade,Scale\nParticipant 1,A,-,Bad;Good\n", "graded by a scale"),
        (b"X,Name,Y\nParticipant 1,A,\n", "can't be told where worksheet.csv has its grades"),
    ],
)
def test_another_file_is_refused_with_what_to_do(content, sentence):
    with pytest.raises(UsageError, match=sentence):
        fill(content)


def test_a_column_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(UsageError, match="no columns “Points”; it has “Identifier”, “Full name”"):
        fill(worksheet(), columns=moodle.Columns("Points"))


def test_a_comment_is_html_in_which_nothing_of_a_student_is_markup():
    said = comment(record(0, "x", everything()))
    page = html5lib.parse(said, namespaceHTMLElements=False)
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} == {"html", "head", "body", "p"}
    assert said.count("<p>") == said.count("</p>") >= 4
    assert "Subtract the maximum" in said or "Take that of each row" in said
    assert "\x1b" not in said


def test_a_comment_begins_with_the_mark_and_names_three_things_to_mend_at_most():
    said = comment(record(0, "x", half_done()))
    assert said.startswith("<p>3 of 20 points.</p><p>2 of 7 checks passed;")
    assert [f"<p>{number}. " in said for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_a_comment_accounts_for_each_check_that_failed():
    alike = [
        replace(check, verdict=Verdict.FAILED, reason="softmax is missing.", hint=None, evidence=None, frames=())
        for check in perfect().checks[:3]
    ]
    alike = [replace(check, diagnoses=()) for check in alike]
    said = comment(record(0, "x", replace(perfect(), checks=tuple(alike))))
    assert "And 2 more fail for the same reason." in said
    failed = [replace(check, reason=f"reason {i}") for i, check in enumerate([*alike, *alike])]
    said = comment(record(0, "x", replace(perfect(), checks=tuple(failed[:4]))))
    assert "And 1 more; the report names it." in said
    assert "same reason" not in said


def test_a_file_in_another_encoding_keeps_its_bytes_and_gets_ascii():
    content = worksheet().decode().replace("Nobody, Nia", "Möglich, Mo").replace("李雷", "Li").replace("أحمد علي", "Ah")
    content = content.encode("latin-1")
    done = fill(content, [record(20, "Late, Lee", perfect(), penalty=2.0, days_late=1)]).content
    assert b"Late: &#8722;2 points" in done
    assert "Möglich, Mo".encode("latin-1") in done
