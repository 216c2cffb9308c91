"""What a gradebook holds is what was put in, in a SQLite file and in a PostgreSQL database alike."""

import datetime
import itertools
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graders.errors import UsageError
from graders.gradebook import Gradebook, opened, schema
from graders.gradebook.book import NOT_YET
from graders.policy import Policy, read
from graders.register import AnswerMark, HandIn, Mark, Record, Status, Student
from graders.reports.json import to_json
from tests.gradebook.classes import ADA, BOB, HAND_INS, STUDENTS, TEXT, WEI, WORTH, class_of, renamed, result
from tests.reports.results import RESULTS, everything

ANY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
EXCUSED = '[[excused]]\nstudent = "Li"\nreason = "ill"'
SUBMITTED = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


def keep(book: Gradebook, student: Student, lab: str = "softmax", **verdicts: str) -> None:
    book.keep(student.key, lab, Status.GRADED, f"print of {student.key}", result(lab, student.key, **verdicts), None)


def brief(records: object) -> list[tuple[str, str, Status, float | None]]:
    return [(one.student.key, one.lab, one.status, one.mark.points) for one in records]


def engine(place: Path | str) -> sqlalchemy.Engine:
    """A way into the database that goes around the gradebook."""
    address = f"sqlite:///{place / 'gradebook.db'}" if isinstance(place, Path) else place.replace(":", "+psycopg:", 1)
    return sqlalchemy.create_engine(address, poolclass=sqlalchemy.NullPool)


def emptied(place: Path | str) -> None:
    """Nobody is in the class any more: for tests that need many classes, and have one database."""
    with engine(place).begin() as connection:
        for table in schema.metadata.sorted_tables:
            if table is not schema.settings:
                connection.execute(table.delete())


# What is kept


def test_what_is_kept_is_there_when_the_gradebook_is_opened_again(place) -> None:
    told = HandIn(ADA, "ada/softmax", SUBMITTED, True, 2, ("Two files were left out.",))
    with opened(place, create=True) as book:
        book.register([told], [BOB], "softmax")
        book.keep(ADA.key, "softmax", Status.GRADED, "abc", everything(), None)
        book.source, book.options = "/here", {"lab": "softmax", "definitions_only": True}
    with opened(place) as book:
        ada, bob = book.records()
        assert (book.source, book.options) == ("/here", {"lab": "softmax", "definitions_only": True})
        assert book.fingerprints() == {(ADA.key, "softmax"): "abc"}
    assert (ada.hand_in, ada.status, ada.reason, to_json(ada.result)) == (
        told,
        Status.GRADED,
        None,
        to_json(everything()),
    )
    answers = (AnswerMark("curves"), AnswerMark("momentum", 0.0))
    assert ada.mark == Mark(3.0, 14.5, 3.0, days_late=1, provisional=True, answers=answers)
    assert bob == Record(HandIn(BOB), "softmax", Status.MISSING, Mark(None, 18.0))


def test_marks_for_written_answers_are_kept_and_counted(place) -> None:
    given = {(ADA.key, "softmax"): (AnswerMark("curves", 1.5, "schön \ud800\0\\"),), ("gone", "x"): (AnswerMark("a"),)}
    with opened(place, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")
        book.keep(ADA.key, "softmax", Status.GRADED, "abc", everything(), None)
        book.answer_marks = given
    with opened(place) as book:
        assert book.answer_marks == given
        assert book.policy_text == ""
        (ada,) = book.records()
    assert (ada.mark.points, ada.mark.max_points) == (4.5, 16.5)
    assert ada.mark.answers[0].comment == given[ADA.key, "softmax"][0].comment


def test_any_class_comes_back_as_it_was(place) -> None:
    """Names of any script, and those that no script has."""
    with opened(place, create=True) as book:

        @ANY
        @given(
            st.lists(HAND_INS, max_size=4, unique_by=lambda one: one.student.key),
            st.lists(STUDENTS, max_size=3),
            st.lists(TEXT.filter(bool), min_size=1, max_size=2, unique=True),
            st.sampled_from(Status),
            TEXT,
        )
        @example([HandIn(Student("\ud800\udfff", "\ud800\udfff"))], [], ["\ud83d\ude00"], Status.GRADED, "\0\\u0000")
        def there_and_back(
            told: list[HandIn], absent: list[Student], labs: list[str], status: Status, text: str
        ) -> None:
            emptied(place)
            for lab in labs:
                book.register(told, absent, lab)
            for hand_in, lab in itertools.product(told, labs):
                book.keep(hand_in.student.key, lab, status, text, None, text)
            found = {(one.student.key, one.lab): one for one in book.records()}
            for hand_in, lab in itertools.product(told, labs):
                one = found.pop((hand_in.student.key, lab))
                assert (one.hand_in, one.status, one.reason) == (hand_in, status, text)
            keys = {student.key for student in absent} - {hand_in.student.key for hand_in in told}
            assert found.keys() == set(itertools.product(keys, labs))
            assert all(one.status is Status.MISSING and one.hand_in == HandIn(one.student) for one in found.values())

        there_and_back()


def test_any_result_comes_back_as_it_was(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")

        @ANY
        @given(RESULTS)
        def there_and_back(made) -> None:
            book.keep(ADA.key, "softmax", Status.GRADED, "", made, None)
            (one,) = book.records()
            assert repr(one.result) == repr(made)

        there_and_back()


def test_records_come_by_name_then_key_then_lab(place) -> None:
    students = [Student("2", "zoe"), Student("1", "Zoë"), Student("4", "ada"), Student("3", "ada"), Student("5", "Bob")]
    with opened(place, create=True) as book:
        for lab in ("softmax", "lstm"):
            book.register([HandIn(student) for student in students], [], lab)
        for student, lab in itertools.product(students, ("softmax", "lstm")):
            keep(book, student, lab)
        order = [("3", "ada"), ("4", "ada"), ("5", "Bob"), ("2", "zoe"), ("1", "Zoë")]
        assert [(one.student.key, one.student.name) for one in book.records()][::2] == order
        assert [one.lab for one in book.records()][:2] == ["lstm", "softmax"]
        assert [(student.key, student.name) for student in book.students()] == order


def test_a_large_class_is_read_to_its_end(place) -> None:
    hand_ins = class_of(101)
    with opened(place, create=True) as book:
        book.register(hand_ins, [], "softmax")
        keep(book, hand_ins[0].student)
        assert [one.hand_in for one in book.records()] == hand_ins


def test_a_new_grade_takes_the_place_of_the_old_one(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")
        book.keep(ADA.key, "softmax", Status.UNGRADED, "", None, "the machine was switched off")
        keep(book, ADA, learns="failed")
        assert brief(book.records()) == [("17", "softmax", Status.GRADED, 5.0)]


def test_what_the_platform_tells_changes_without_a_new_grade(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA, "old")], [BOB], "softmax")
        keep(book, ADA)
        newer = renamed(HandIn(ADA, "new", SUBMITTED, late=True), "Ada King")
        book.register([newer], [BOB], "softmax")
        assert book.fingerprints() == {("17", "softmax"): "print of 17"}
        ada, bob = book.records()
    assert (ada.hand_in, ada.mark.points, ada.mark.days_late) == (newer, 10.0, 1)
    assert bob.status is Status.MISSING


def test_who_handed_in_once_is_not_absent_later(place) -> None:
    """A download of a part of the class costs nobody a mark."""
    with opened(place, create=True) as book:
        book.register([HandIn(ADA), HandIn(BOB)], [], "softmax")
        keep(book, ADA), keep(book, BOB)
        book.register([HandIn(BOB)], [ADA, WEI], "softmax")
        assert [(key, status) for key, _, status, _ in brief(book.records())] == [
            ("17", Status.GRADED),
            ("bob", Status.GRADED),
            (WEI.key, Status.MISSING),
        ]
        book.register([HandIn(BOB)], [], "softmax")  # a roster without 李伟, who has left
        assert book.students() == [ADA, BOB]


def test_who_is_absent_from_a_lab_stays_in_the_class_for_the_others(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA)], [BOB], "softmax")
        book.register([HandIn(WEI)], [ADA], "lstm")
        book.register([HandIn(WEI)], [], "lstm")  # a roster of a part of the class
        assert [(one.student, one.lab, one.status) for one in book.records()] == [
            (ADA, "lstm", Status.MISSING),
            (ADA, "softmax", Status.UNGRADED),
            (BOB, "lstm", Status.MISSING),
            (BOB, "softmax", Status.MISSING),
            (WEI, "lstm", Status.UNGRADED),
            (WEI, "softmax", Status.MISSING),
        ]
        book.register([HandIn(ADA)], [], "softmax")  # a roster without Bob, who has left
        assert book.students() == [ADA, WEI]


def test_a_hand_in_for_one_lab_leaves_those_for_another_alone(place) -> None:
    late = HandIn(ADA, "week 2/ada", late=True)
    with opened(place, create=True) as book:
        book.register([HandIn(ADA, "week 1/ada")], [], "softmax")
        keep(book, ADA)
        book.register([late], [BOB], "lstm")
        keep(book, ADA, "lstm")
        lstm, softmax, *others = book.records()
    assert (lstm.hand_in, lstm.mark.days_late) == (late, 1)
    assert (softmax.hand_in, softmax.mark.days_late) == (HandIn(ADA, "week 1/ada"), 0)
    assert [(one.student, one.lab, one.status) for one in others] == [
        (BOB, "lstm", Status.MISSING),
        (BOB, "softmax", Status.MISSING),
    ]


def test_whoever_lacks_one_of_the_labs_is_missing_there(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA), HandIn(BOB)], [WEI], "softmax")
        book.register([HandIn(ADA)], [BOB], "lstm")
        keep(book, ADA), keep(book, ADA, "lstm"), keep(book, BOB)
        book.policy_text = '[marks]\nmissing = "zero"'
        assert brief(book.records()) == [
            ("17", "lstm", Status.GRADED, 10.0),
            ("17", "softmax", Status.GRADED, 10.0),
            ("bob", "lstm", Status.MISSING, 0.0),
            ("bob", "softmax", Status.GRADED, 10.0),
            (WEI.key, "lstm", Status.MISSING, 0.0),
            (WEI.key, "softmax", Status.MISSING, 0.0),
        ]


def test_what_a_stopped_run_left_over_is_nobodys_zero(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA), HandIn(BOB), HandIn(WEI, refused="It is empty.")], [], "softmax")
        keep(book, ADA)
        book.policy_text = '[marks]\nmissing = "zero"'
        _, bob, wei = book.records()
    assert (bob.status, bob.reason, bob.mark.points, bob.needs_human) == (Status.UNGRADED, NOT_YET, None, True)
    assert (wei.status, wei.reason, wei.mark.points) == (Status.UNREADABLE, "It is empty.", None)


def test_an_empty_gradebook_has_no_records(place) -> None:
    with opened(place, create=True) as book:
        assert (list(book.records()), book.students(), book.checks(), book.fingerprints()) == ([], [], {}, {})


def test_records_are_those_of_the_moment_when_reading_began(place) -> None:
    hand_ins = class_of(70)
    with opened(place, create=True) as book:
        book.register(hand_ins, [], "softmax")
        for hand_in in hand_ins:
            keep(book, hand_in.student)
        records = book.records()
        first = next(records)
        for hand_in in hand_ins:
            keep(book, hand_in.student, learns="failed")
        assert {one.mark.points for one in [first, *records]} == {10.0}
        assert {one.mark.points for one in book.records()} == {5.0}


def test_records_that_nobody_reads_to_the_end_are_no_burden(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA), HandIn(BOB)], [], "softmax")
        keep(book, ADA)
        records = book.records()
        next(records)
    records.close()


# The policy


def test_the_policy_decides_of_the_marks_and_changes_without_a_new_grade(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA), HandIn(BOB)], [], "softmax")
        keep(book, ADA, learns="failed"), keep(book, BOB)
        assert (book.policy_text, book.policy) == ("", Policy())
        text = '[[excused]]\nstudent = "ada@example.org"\nreason = "ill"\n[points]\nsoftmax.learns = 1 # 一'
        assert [points for *_, points in brief(book.records(read(text)))] == [None, 6.0]
        assert [points for *_, points in brief(book.records())] == [5.0, 10.0]
        book.policy_text = text
    with opened(place) as book:
        assert (book.policy_text, [points for *_, points in brief(book.records())]) == (text, [None, 6.0])
        assert book.checks() == {"softmax": WORTH}


def test_a_policy_with_a_mistake_is_not_taken(place) -> None:
    with opened(place, create=True) as book:
        with pytest.raises(UsageError, match="rouding"):
            book.policy_text = "[marks]\nrouding = 1"
        assert book.policy_text == ""
        book.register([HandIn(Student("1", "Li")), HandIn(Student("2", "Li"))], [], "softmax")
        with pytest.raises(UsageError, match="“Li”, and that may be any of “1”, “2”"):
            list(book.records(read(EXCUSED)))


def test_a_name_in_the_policy_stays_one_students(place) -> None:
    """Else a mark would change because of who else is in the class."""
    first, second = Student("1", "Li", {"email": "li@example.org"}), Student("2", "Li")
    with opened(place, create=True) as book:
        book.register([HandIn(first)], [], "softmax")
        keep(book, first)
        book.policy_text = EXCUSED
        before = list(book.records())
        with pytest.raises(UsageError, match="“Li”, and that may be any of “1”, “2”; write one of these instead"):
            book.register([HandIn(first), HandIn(second)], [], "softmax")
        assert list(book.records()) == before
        book.policy_text = EXCUSED.replace("Li", "li@example.org")
        book.register([HandIn(first), HandIn(second)], [], "softmax")
        assert [one.mark.excused for one in book.records()] == ["ill", None]


# A regrade


def test_proposals_change_nothing_until_they_are_taken(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA), HandIn(BOB)], [WEI], "softmax")
        keep(book, ADA), keep(book, BOB)
        before = list(book.records())
        book.proposed.keep(ADA.key, "softmax", Status.GRADED, "new", result(learns="failed"), None)
    with opened(place) as book:  # a regrade, too, goes on where it was stopped
        assert book.proposed.fingerprints() == {(ADA.key, "softmax"): "new"}
        assert list(book.records()) == before
        proposed = list(book.proposals())
        assert brief(proposed) == [
            ("17", "softmax", Status.GRADED, 5.0),
            ("bob", "softmax", Status.GRADED, 10.0),
            (WEI.key, "softmax", Status.MISSING, None),
        ]
        book.take()
        assert list(book.records()) == list(book.proposals()) == proposed
        assert book.proposed.fingerprints() == {}
        assert book.fingerprints()[ADA.key, "softmax"] == "new"


def test_proposals_that_are_dropped_leave_no_trace(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")
        keep(book, ADA)
        before = list(book.records())
        book.proposed.keep(ADA.key, "softmax", Status.UNREADABLE, "new", None, "It is empty.")
        book.drop()
        assert list(book.records()) == list(book.proposals()) == before


KEYS = st.sampled_from([ADA.key, BOB.key, WEI.key])
LABS = ("softmax", "lstm")
STEPS = st.lists(st.tuples(st.booleans(), KEYS, st.sampled_from(LABS), st.sampled_from(Status)), max_size=8)


def test_what_is_proposed_is_what_is_there_once_it_is_taken(place) -> None:
    with opened(place, create=True) as book:

        @ANY
        @given(STEPS)
        def taken(steps) -> None:
            emptied(place)
            for lab in LABS:
                book.register([HandIn(ADA), HandIn(BOB)], [WEI], lab)
            for stands, key, lab, status in steps:
                grades = book if stands else book.proposed
                grades.keep(key, lab, status, "", None, None)
            proposed = list(book.proposals())
            book.take()
            assert list(book.records()) == proposed

        taken()


# Opening


def test_a_class_has_one_seed_for_good(place) -> None:
    with opened(place, create=True) as book:
        seed = book.seed
    with opened(place, create=True) as book:
        assert book.seed == seed
    with opened(place, seed=seed) as book:
        assert book.seed == seed
    with pytest.raises(UsageError, match="has a seed of its own") as refused, opened(place, seed="another"):
        pass
    assert seed not in str(refused.value)
    assert len(seed) >= 32


def test_a_seed_may_be_given(place) -> None:
    with opened(place, seed="repeat me", create=True) as book:
        assert book.seed == "repeat me"


def test_two_classes_never_have_the_same_seed_by_chance(tmp_path: Path) -> None:
    seeds = set()
    for name in ("a", "b"):
        with opened(tmp_path / name, create=True) as book:
            seeds.add(book.seed)
    assert len(seeds) == 2


def test_where_there_is_no_gradebook_it_is_said_and_none_is_made(place) -> None:
    with pytest.raises(UsageError, match="holds no gradebook; grade a class first"), opened(place):
        pass
    assert not isinstance(place, Path) or not place.exists()


@pytest.mark.parametrize("format", ["0", "2", "99"])
def test_a_gradebook_of_another_version_is_refused_in_one_sentence(place, format: str) -> None:
    with opened(place, create=True):
        pass
    with engine(place).begin() as connection:
        connection.exec_driver_sql(f"UPDATE labproof_settings SET value = '{format}' WHERE name = 'format'")
    said = f"has the format {format}, and this version of labproof reads format 1"
    with pytest.raises(UsageError, match=said), opened(place, create=True):
        pass


def test_the_class_of_another_program_in_the_same_database_is_left_alone(place) -> None:
    if isinstance(place, Path):
        pytest.skip("a file has one owner")
    with engine(place).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE students (name text)")
    with opened(place, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")
    with engine(place).connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM students").all() == []
