"""One mistake is charged once: what calls a wrong function is judged with the reference's in its place."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graders import oracle, recording, replay
from graders.checks import close
from graders.errors import UsageError
from graders.lab import Lab
from graders.model import CheckResult, Verdict

Grade = Callable[..., dict[str, CheckResult]]

TOTAL = "def total(x):\n    return float(np.sum(double(x))) / 2\n"
WRONG = "def double(x):\n    return 3 * x\n"


@pytest.fixture
def chain(lab: Lab) -> Lab:
    """``total`` may call ``double``, and is then not charged for it."""

    @lab.check(points=1, proves=["double"])
    def doubles(student, reference, rng):  # type: ignore[no-untyped-def]
        """double doubles."""
        x = rng.normal(size=3)
        close(student.double(x), reference.double(x))

    @lab.check(points=2, follows=doubles)
    def totals(student, reference, rng):  # type: ignore[no-untyped-def]
        """total adds up."""
        x = rng.normal(size=3)
        close(student.total(x), reference.total(x))

    return lab


def source(*parts: str) -> str:
    return "\n\n".join(["import numpy as np", *parts])


def test_what_calls_a_wrong_function_keeps_its_points_and_says_why(chain: Lab, grade: Grade) -> None:
    found = grade(chain, source(WRONG, TOTAL))
    assert [check.points for check in found.values()] == [0, 2]
    assert found["totals"].remarks == (
        "Judged with the reference's `double` in place of yours, which is wrong and counted where it is checked.",
    )


def test_a_function_that_is_not_written_yet_is_stood_in_for_as_well(chain: Lab, grade: Grade) -> None:
    assert [check.points for check in grade(chain, source(TOTAL)).values()] == [0, 2]
    unfinished = "def double(x):\n    raise NotImplementedError\n"
    assert [check.points for check in grade(chain, source(unfinished, TOTAL)).values()] == [0, 2]


def test_what_is_wrong_itself_fails_as_the_students_own_program_does(chain: Lab, grade: Grade) -> None:
    found = grade(chain, source(WRONG, TOTAL.replace("/ 2", "/ 4")))["totals"]
    assert (found.verdict, found.remarks) == (Verdict.FAILED, ())
    assert "25 % too small" in (found.reason or "")  # 3/4, not the 1/2 that is left with the reference's double


def test_what_copies_the_mistake_is_charged_for_it(chain: Lab, grade: Grade) -> None:
    copied = "def total(x):\n    return float(np.sum(3 * x)) / 2\n"
    assert grade(chain, source(WRONG, copied))["totals"].verdict is Verdict.FAILED


def test_a_function_imported_under_another_name_is_stood_in_for(chain: Lab, grade: Grade) -> None:
    own = source("from toy import double as twofold", "def total(x):\n    return float(np.sum(twofold(x))) / 2\n")
    chain.files = ("toy.py", "other.py")
    found = grade(chain, source(WRONG), other=own)
    assert found["totals"].verdict is Verdict.PASSED


def test_a_function_that_stands_in_a_table_is_stood_in_for(chain: Lab, grade: Grade) -> None:
    table = 'KINDS = {"twofold": double}\n\ndef total(x):\n    return float(np.sum(KINDS["twofold"](x))) / 2\n'
    assert [check.points for check in grade(chain, source(WRONG, table)).values()] == [0, 2]


def test_right_work_is_judged_by_itself(chain: Lab, grade: Grade) -> None:
    right = "def double(x):\n    return 2 * x\n"
    found = grade(chain, source(right, TOTAL))
    assert [check.points for check in found.values()] == [1, 2]
    assert found["totals"].remarks == ()


@pytest.mark.parametrize("asked", ["np.ones((200, 200))", "10**9", "[10**9]", "object()"])
def test_the_reference_is_not_kept_busy_by_what_it_is_handed(chain: Lab, grade: Grade, asked: str) -> None:
    greedy = f"""
def total(x):
    try:
        double({asked})
    except ValueError:
        return float(np.sum(double(x))) / 2
    return 0.0
"""
    assert grade(chain, source(WRONG, greedy))["totals"].verdict is Verdict.PASSED


def test_a_function_is_handed_over_to_what_stands_in(lab: Lab, grade: Grade) -> None:
    @lab.check(points=1, proves=["twice"])
    def twices(student, reference, rng):  # type: ignore[no-untyped-def]
        """twice calls twice."""
        close(student.twice(lambda x: x + 1, 1), 3)

    @lab.check(points=2, follows=twices)
    def doubles(student, reference, rng):  # type: ignore[no-untyped-def]
        """double is made of twice."""
        close(student.double(4), 8)

    own = "def twice(f, x):\n    return f(x)\n\ndef double(x):\n    return twice(lambda y: y + x / 2, x)\n"
    assert [check.points for check in grade(lab, source(own)).values()] == [0, 2]


def test_what_stands_in_shows_the_students_code_no_reference(chain: Lab, grade: Grade) -> None:
    prying = """
def total(x):
    code = getattr(double, "__code__", None)
    assert code is None or "call_back" in code.co_name, code
    assert "textbook" not in str(getattr(double, "__module__", "")), double.__module__
    return float(np.sum(double(x))) / 2
"""
    assert grade(chain, source(WRONG, prying))["totals"].verdict is Verdict.PASSED


def test_a_recorded_reference_cannot_stand_in(chain: Lab, grade: Grade) -> None:
    recorded = replay.Replay(chain, recording.record(chain, "public"))
    found: dict[str, Any] = grade(chain, source(WRONG, TOTAL), oracle_=recorded)
    assert [check.verdict for check in found.values()] == [Verdict.FAILED, Verdict.FAILED]
    assert found["totals"].remarks == ("It may follow from your `double`, which fails its own check: mend that first.",)
    right = "def double(x):\n    return 2 * x\n"
    own = grade(chain, source(right, TOTAL.replace("/ 2", "/ 4")), oracle_=recorded)["totals"]
    assert (own.verdict, own.remarks) == (Verdict.FAILED, ()), "nothing else is to blame"


def test_a_lab_is_told_what_it_declares_wrongly(lab: Lab) -> None:
    with pytest.raises(UsageError, match=r"check a proves tripled, which is no function of the reference"):

        @lab.check(proves=["tripled"])
        def a(student, reference, rng):  # type: ignore[no-untyped-def]
            """A check."""

    @lab.check()
    def b(student, reference, rng):  # type: ignore[no-untyped-def]
        """A check."""

    with pytest.raises(UsageError, match=r"check c follows b, which doesn't say what it proves"):

        @lab.check(follows=b)
        def c(student, reference, rng):  # type: ignore[no-untyped-def]
            """A check."""


def test_the_textbook_answers_as_it_does_for_a_check(chain: Lab) -> None:
    double = oracle.Live(chain, "seed").textbook("double")
    assert double is not None
    assert double(np.array([1.0, 2.0])).tolist() == [2.0, 4.0]
