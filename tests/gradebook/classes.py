"""Students, hand-ins and results to keep."""

import dataclasses
import datetime
import string

from hypothesis import strategies as st

from graders.model import CheckResult, Isolation, Result, Verdict
from graders.register import HandIn, Student

WORTH = {"values": 2.0, "gradients": 3.0, "learns": 5.0}


def result(lab: str = "softmax", submission: str = "ada", **verdicts: str) -> Result:
    """A result of a lab with three checks; what is not named is passed."""
    checks = tuple(
        CheckResult(name, f"{name} are right.", verdict, worth if verdict is Verdict.PASSED else 0.0, worth)
        for name, worth in WORTH.items()
        for verdict in [Verdict(verdicts.get(name, "passed"))]
    )
    return Result(lab, lab.title(), submission, "seed", checks, Isolation(3, ()))


ADA = Student("17", "Ada Lovelace", {"email": "ada@example.org"})
BOB = Student("bob", "bob")
WEI = Student("李伟_3", "李伟")

# Whatever a file system or a platform may hold, NUL and halves of surrogate pairs among it.
TEXT = st.text(max_size=8) | st.text(st.sampled_from("\\\0\ud800\udfff\u0000u0" + string.hexdigits), max_size=8)
STUDENTS = st.builds(
    Student, TEXT, TEXT, st.dictionaries(TEXT, TEXT, max_size=2), st.lists(TEXT, max_size=2).map(tuple)
)
MOMENTS = st.datetimes(
    timezones=st.none()
    | st.integers(-840, 840).map(lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)))
)
HAND_INS = st.builds(
    HandIn,
    STUDENTS,
    TEXT,
    st.none() | MOMENTS,
    st.booleans(),
    st.integers(0, 99),
    st.lists(TEXT, max_size=2).map(tuple),
    st.none() | TEXT,
)


def class_of(count: int) -> list[HandIn]:
    """A class of many."""
    return [HandIn(Student(f"key{i}", f"Student {i:04}"), f"place{i}") for i in range(count)]


def renamed(hand_in: HandIn, name: str) -> HandIn:
    """The same student under another name."""
    return dataclasses.replace(hand_in, student=dataclasses.replace(hand_in.student, name=name))
