"""A roster: read in whatever form a TA has it, and matched with who handed in by what is sure."""

import contextlib
import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.collection import matching
from graders.collection.collected import Collection, collect
from graders.collection.layout import Work
from graders.collection.roster import SIZE_LIMIT, Entry, entries, students_on
from graders.errors import UsageError
from graders.register import HandIn, Student
from tests.collection import downloads
from tests.collection.downloads import Class
from tests.fuzz import changing_nothing, few_or_many, tried, within

CODE = {"softmax.py": b"x = 1"}

GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Softmax (991),Current Score
    Points Possible,,,,,20,(read only)
"Doe, Jane",1001,2021001,jdoe,A,,
"O'Brien, Seán",1002,2021002,sobrien,A,,
"王, 小明",1003,2021003,xwang,"A, B",,
"حداد, ليلى",1004,2021004,lhaddad,A,,
"Student, Test",1099,,abc,A,,
"""

WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission),Last modified (grade)
Participant 2001,Jane Doe,jane@example.org,Submitted for grading,,20.00,"Friday, 3 October 2025, 11:59 PM",-
Participant 2002,王小明,xm@example.org,Submitted for grading,,20.00,-,-
Participant 2003,ليلى حداد,layla@example.org,No submission,,20.00,-,-
"""


def collected(folder: Path, roster: str, students: Class, make: str = "folders", **options: object) -> Collection:
    path = getattr(downloads, make)(folder / "class.zip", students, **options)
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    with collect(path, folder / "roster.csv") as collection:
        return collection


def shown(collection: Collection) -> dict[str, str]:
    return {hand_in.student.key: hand_in.student.name for hand_in in collection.hand_ins}


def test_a_gradebook_of_canvas_is_a_roster(tmp_path: Path) -> None:
    students = {"Doe, Jane": CODE, "O'Brien, Seán": CODE, "王, 小明": CODE}
    collection = collected(tmp_path, GRADEBOOK, students, "canvas")
    assert shown(collection) == {"1001": "Doe, Jane", "1002": "O'Brien, Seán", "1003": "王, 小明"}
    jane = next(each.student for each in collection.hand_ins if each.student.key == "1001")
    assert jane.ids == {"canvas": "1001", "sid": "2021001", "login": "jdoe"}
    assert collection.absent == (
        Student("1004", "حداد, ليلى", {"canvas": "1004", "sid": "2021004", "login": "lhaddad"}),
    )
    assert collection.problems == ()


def test_a_gradebook_with_two_columns_of_names_is_a_roster(tmp_path: Path) -> None:
    gradebook = "LastName,FirstName,ID,SIS Login ID,Section,HW (1)\nDoe,Jane,1001,jdoe,A,\nStudent,Test,1,t,A,\n"
    collection = collected(tmp_path, gradebook, {"Doe, Jane": CODE}, "canvas")
    assert shown(collection) == {"1001": "Jane Doe"}
    assert collection.absent == ()


def test_a_worksheet_of_moodle_is_a_roster(tmp_path: Path) -> None:
    collection = collected(tmp_path, WORKSHEET, {"Jane Doe": CODE, "王小明": CODE}, "moodle")
    assert collection.hand_ins[0].student.ids == {"moodle": "2001", "email": "jane@example.org"}
    assert collection.absent == (Student("2003", "ليلى حداد", {"moodle": "2003", "email": "layla@example.org"}),)
    assert collection.problems == ()


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("ID,Vollständiger Name,E-Mail-Adresse,ID-Nummer,Status,Bewertung", "Teilnehmer/in "),
        ("ID,Vollständiger Name,E-Mail-Adresse,ID-Nummer,Status,Bewertung", "Teilnehmer/in"),
        ("Identifiant,Nom complet,Adresse de courriel,Numéro d’identification,Statut,Note", "Participant "),
        ("Identificador,Nombre completo,Dirección de correo,Número de ID,Estado,Calificación", "Participante "),
        ("标识符,全名,电子邮件地址,学号,状态,成绩", "参与者"),
        ("Tunniste,Koko nimi,Sähköpostiosoite,ID number,Tila,Arvosana", "Osallistuja "),
    ],
)
def test_a_worksheet_in_another_language_is_a_roster(tmp_path: Path, header: str, word: str) -> None:
    rows = [f"{word}2001,Jane Doe,j@example.org,77,x,", f"{word}2002,王小明,w@example.org,78,x,"]
    rows += [f"{word}2003,ليلى حداد,l@example.org,79,x,"]
    students = {"Jane Doe": CODE, "王小明": CODE}
    collection = collected(tmp_path, "\n".join([header, *rows, ""]), students, "moodle")
    assert shown(collection) == {"2001": "Jane Doe", "2002": "王小明"}
    assert collection.hand_ins[0].student.ids == {"moodle": "2001", "email": "j@example.org", "sid": "77"}
    absent = {"moodle": "2003", "email": "l@example.org", "sid": "79"}
    assert collection.absent == (Student("2003", "ليلى حداد", absent),)
    assert collection.problems == ()


def test_numbers_of_students_with_letters_are_no_participants() -> None:
    text = "ID,Name\ns123,Jane Doe\ns124,Rik Roe\n"
    assert [entry.ids for entry in entries(text, "roster.csv")] == [{"id": "s123"}, {"id": "s124"}]
    text = "Tutorial,Name\nGroup 1,Jane Doe\nGroup 1,Rik Roe\n"
    assert [entry.ids for entry in entries(text, "roster.csv")] == [{}, {}]


@pytest.mark.parametrize(
    "header", ["Nachname,Vorname", "Name,Vorname", "Nom,Prénom", "Apellidos,Nombre", "Apellido(s),Nombre"]
)
def test_first_and_last_names_are_known_in_other_languages(header: str) -> None:
    assert [entry.name for entry in entries(f"{header}\nDoe,Jane\n", "roster.csv")] == ["Jane Doe"]


def test_a_worksheet_without_names_is_a_roster(tmp_path: Path) -> None:
    worksheet = "Identifier,Status,Grade\nParticipant 2001,x,\nParticipant 2002,x,\n"
    collection = collected(tmp_path, worksheet, {"Jane Doe": CODE}, "moodle", blind=True)
    assert shown(collection) == {"2001": "Participant 2001"}
    assert [student.key for student in collection.absent] == ["2002"]


def test_numbers_of_another_assignment_are_passed_over_and_names_compared(tmp_path: Path) -> None:
    collection = collected(
        tmp_path, WORKSHEET, {"Jane Doe": CODE, "王小明": CODE}, "moodle", ids={"Jane Doe": 7, "王小明": 8}
    )
    assert shown(collection) == {"7": "Jane Doe", "8": "王小明"}
    assert collection.hand_ins[0].student.ids == {"moodle": "7", "email": "jane@example.org"}
    assert [student.ids for student in collection.absent] == [{"email": "layla@example.org"}]
    assert "occurs in the download" in collection.problems[0]


def test_who_is_on_no_roster_is_graded_and_told(tmp_path: Path) -> None:
    collection = collected(
        tmp_path, GRADEBOOK, {"Doe, Jane": CODE, "Guest, Gil": CODE}, "canvas", ids={"Guest, Gil": 5000}
    )
    assert shown(collection) == {"1001": "Doe, Jane", "5000": "guestgil"}
    assert collection.problems == ("“guestgil” (5000) is not on the roster; the work is graded all the same.",)


@pytest.mark.parametrize("make", ["canvas", "moodle"])
def test_a_column_id_is_the_platforms_only_where_the_names_agree(tmp_path: Path, make: str) -> None:
    students = {"Jane Doe": CODE, "Rik Roe": CODE, "Pam Poe": CODE}
    ids = {"Jane Doe": 1, "Rik Roe": 2, "Pam Poe": 3}
    own = collected(tmp_path, "name,id\nJane Doe,1\nRik Roe,2\nPam Poe,3\n", students, make, ids=ids)
    others = collected(tmp_path, "name,id\nJane Doe,3\nRik Roe,1\nPam Poe,2\n", students, make, ids=ids)
    assert shown(own) == shown(others) == {"1": "Jane Doe", "2": "Rik Roe", "3": "Pam Poe"}
    assert [each.student.ids for each in own.hand_ins] == [{make: "1"}, {make: "3"}, {make: "2"}]
    assert next(each.student.ids for each in others.hand_ins) == {make: "1", "sid": "3"}


def test_another_number_is_another_person_whatever_the_name(tmp_path: Path) -> None:
    students = {"Doe, Jane": CODE, "Roe, Rik": CODE}
    roster = "name,canvas id\nJane Doe,1001\nRik Roe,4444\n"
    collection = collected(tmp_path, roster, students, "canvas")
    assert shown(collection) == {"1001": "Jane Doe", "1002": "roerik"}
    assert [student.key for student in collection.absent] == ["4444"]


@pytest.mark.parametrize(
    ("folder", "row"),
    [
        ("2021001", "Jane Doe,2021001,jdoe,jane.d@example.org"),
        ("jdoe", "Jane Doe,2021001,jdoe,jane.d@example.org"),
        ("jane.d@example.org", "Jane Doe,2021001,jdoe,jane.d@example.org"),
        ("jane.d", "Jane Doe,2021001,,jane.d@example.org"),
        ("JANE  doe", "Jane Doe,,,"),
        ("Doe, Jane", "Jane Doe,,,"),
        ("doe_jane", "Jane Doe,,,"),
        ("DoeJane", "Jane Doe,,,"),
        ("2021001_Jane", "Jane Doe,2021001,,"),
        ("softmax-jdoe", "Jane Doe,2021001,jdoe,"),
        ("张三", "张三,,,"),
        ("2021001-张三", "张三,2021001,,"),
        ("Zoe\u0308", "Zo\u00eb,,,"),
    ],
)
def test_a_folder_is_matched_by_whatever_it_is_named_after(tmp_path: Path, folder: str, row: str) -> None:
    roster = f"Name,Student number,Username,E-mail\n{row}\nSomebody Else,2029999,else,else@example.org\n"
    collection = collected(tmp_path, roster, {folder: CODE, "other": CODE})
    assert row.split(",")[0] in shown(collection).values()
    assert [student.name for student in collection.absent] == ["Somebody Else"]


def test_the_key_stays_the_platforms(tmp_path: Path) -> None:
    collection = collected(tmp_path, "name,login\nJane Doe,jdoe\n", {"jdoe": CODE}, "nbgrader")
    (hand_in,) = collection.hand_ins
    assert hand_in.student == Student("jdoe", "Jane Doe", {"login": "jdoe"})


def test_who_is_missing_has_the_kind_of_key_that_others_have(tmp_path: Path) -> None:
    roster = "name,login,student number\nA A,aa,1\nB B,bb,2\nC C,cc,3\n"
    assert collected(tmp_path, roster, {"1": CODE, "2": CODE}).absent[0].key == "3"
    assert collected(tmp_path, roster, {"aa": CODE, "bb": CODE}).absent[0].key == "cc"


def test_two_of_one_name_are_not_guessed_at(tmp_path: Path) -> None:
    roster = "name,student number\nJane Doe,1\nJane Doe,2\n"
    collection = collected(tmp_path, roster, {"Jane Doe": CODE, "x": CODE})
    assert {each.student.name: each.student.ids for each in collection.hand_ins} == {"Jane Doe": {}, "x": {}}
    assert "it may be “Jane Doe”, “Jane Doe” by name" in collection.problems[0]
    assert collection.absent == ()


def test_two_hand_ins_of_one_student_are_told_and_neither_is_taken(tmp_path: Path) -> None:
    roster = "name,login\nJane Doe,jdoe\n"
    collection = collected(tmp_path, roster, {"Jane Doe": CODE, "jdoe": CODE})
    assert shown(collection) == {"Jane Doe": "Jane Doe", "jdoe": "jdoe"}
    assert all("others look like “Jane Doe”" in problem for problem in collection.problems)
    assert len(collection.problems) == 2
    assert collection.absent == ()


@pytest.mark.parametrize("make", ["canvas", "moodle", "folders"])
def test_a_groups_members_come_from_the_roster(tmp_path: Path, make: str) -> None:
    roster = "name,login,group\nJane Doe,jd,Team 1\nRik Roe,rr,Team 1\n王小明,xm,Team 2\nليلى حداد,lh,\n"
    options = {"groups": True} if make == "canvas" else {}
    collection = collected(tmp_path, roster, {"Team 1": CODE, "Team 2": CODE}, make, **options)
    assert {each.student.name: each.student.members for each in collection.hand_ins} == {
        "Team 1": ("Jane Doe", "Rik Roe"),
        "Team 2": ("王小明",),
    }
    assert [student.name for student in collection.absent] == ["ليلى حداد"]


def test_a_group_in_the_roster_does_not_make_ones_own_work_the_groups(tmp_path: Path) -> None:
    roster = "name,canvas id,group\nJane Doe,1001,Tutorial A\nRik Roe,1002,Tutorial A\n"
    collection = collected(tmp_path, roster, {"Doe, Jane": CODE, "Roe, Rik": CODE}, "canvas")
    assert [each.student.members for each in collection.hand_ins] == [(), ()]
    assert shown(collection) == {"1001": "Jane Doe", "1002": "Rik Roe"}


def test_a_group_of_gradescope_has_the_rosters_names_and_nobody_of_it_is_missing(tmp_path: Path) -> None:
    roster = 'name,sid\n"Doe, Jane",1\n"Roe, Rik",2\n"Poe, Pam",3\n'
    sids = {"jane d": "1", "rik": "2"}
    collection = collected(tmp_path, roster, {"jane d": CODE}, "gradescope", groups={"jane d": ["rik"]}, sids=sids)
    (hand_in,) = collection.hand_ins
    assert hand_in.student.members == ("Doe, Jane", "Roe, Rik")
    assert [student.key for student in collection.absent] == ["3"]


def test_an_empty_folder_of_somebody_on_the_roster_is_one_missing_student(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"jdoe": CODE, "other": CODE})
    (path / "rroe").mkdir()
    (tmp_path / "roster.csv").write_text("name,login\nJane Doe,jdoe\nRik Roe,rroe\n", encoding="utf-8")
    with collect(path, tmp_path / "roster.csv") as collection:
        assert [(student.key, student.name) for student in collection.absent] == [("rroe", "Rik Roe")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_roster_may_come_from_any_spreadsheet(tmp_path: Path, separator: str, encoding: str) -> None:
    text = f"学号{separator}姓名\r\n2021001{separator}王小明\r\n\r\n2021002{separator}李雷\r\n"
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    assert students_on(path) == (Entry("王小明", {"sid": "2021001"}), Entry("李雷", {"sid": "2021002"}))


def test_letters_of_western_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes("Name;E-Mail\r\nJosé Müller;jm@example.org\r\n".encode("cp1252"))
    assert students_on(path) == (Entry("José Müller", {"email": "jm@example.org"}),)


def test_first_and_last_names_are_joined_as_the_language_does() -> None:
    text = "Last name,First name,E-mail\nDoe,Jane,j@x\n王,小明,w@x\n김,지우,k@x\n"
    assert [entry.name for entry in entries(text, "roster.csv")] == ["Jane Doe", "王小明", "김지우"]


def test_a_row_that_is_there_twice_counts_once() -> None:
    assert len(entries("name,login\nA,a\nA,a\n,\n", "roster.csv")) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"Mark;Comment\n1;good\n", "has no column that tells who is who"),
        (b"PK\x03\x04abc", "is a zip and no CSV file"),
        (b"PK\x03\x04abc xl/workbook.xml", "is a workbook of a spreadsheet program such as Excel"),
        (b"name\n" + b'"' + b"a" * 200_000, "is no CSV file"),
    ],
)
def test_what_is_no_roster_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        students_on(path)


def test_a_roster_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = downloads.folders(tmp_path / "class", {"ada": CODE})
    with pytest.raises(UsageError, match="roster"):
        collect(path, tmp_path / "none.csv")


@given(st.binary(max_size=300))
def test_a_roster_of_anything_is_read_or_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        path.write_bytes(content)
        with contextlib.suppress(UsageError):
            assert all(entry.name for entry in students_on(path))


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=20).map(
    str.strip
)


def of_the_platform(name: str) -> bool:
    """A row that a platform puts among the students' for its own use."""
    return "points possible" in name.lower() or name in ("Student, Test", "Test Student")


@settings(deadline=None)
@example(rows=[("Test Student", "0")], separator=",")
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), separator=st.sampled_from(",;\t"))
def test_whatever_a_student_is_called_is_read_back(rows: list[tuple[str, str]], separator: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows([("Name", "Login"), *rows])
    read = {(entry.ids.get("login", "")) for entry in entries(written.getvalue(), "roster.csv")}
    assert read >= {login for name, login in rows if login and not of_the_platform(name)}


@few_or_many
def test_a_roster_in_any_words_and_encoding_is_read_or_refused(examples: int, tmp_path: Path) -> None:
    titles = st.sampled_from(
        ["Student", "ID", "SIS Login ID", "Section", "name", "Identifier", "e-mail", "group", "姓名"]
    )
    cells = (
        titles
        | st.sampled_from(["Doe, Jane", "Participant 7", "a@example.org", '"', '""', "=1+1"])
        | st.text(max_size=9)
    )
    rows = st.lists(st.lists(cells, max_size=6).map(",".join), max_size=6).map("\n".join)
    encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1"])
    written = st.builds(lambda text, encoding: text.encode(encoding, "replace"), rows, encodings)
    marked = st.builds(bytes.__add__, st.sampled_from([b"", b"\xff\xfe", b"PK\x03\x04", b"\0"]), written)

    def holds(content: bytes) -> None:
        (tmp_path / "roster.csv").write_bytes(content)
        with within(2 * SIZE_LIMIT), changing_nothing(), contextlib.suppress(UsageError):
            assert all(entry.name for entry in students_on(tmp_path / "roster.csv"))

    tried(examples, marked | st.binary(max_size=200), holds)


def test_a_name_of_many_words_is_looked_up_as_it_stands() -> None:
    """Every order of fifty thousand words would fill the memory."""
    many = " ".join(["ada"] * 50_000)
    work = Work(HandIn(Student("7", many)), {"softmax.py": "x"})
    with within(64 << 20):
        matched = matching.matched([work], [Entry(many), Entry("Jane Doe")])
    assert [each.name for each in matched.absent] == ["Jane Doe"]
