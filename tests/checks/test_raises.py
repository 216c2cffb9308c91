"""raises accepts the exception asked for and its subclasses, and nothing else."""

from typing import Any

import numpy as np
import pytest

from graders.checks import Failure, StudentError, raises
from graders.model import Frame, Outcome


class Student:
    """A function of the student's that ends as it is told."""

    name = "softmax"

    def __init__(self, end: object) -> None:
        self.end = end
        self.arguments: tuple[Any, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> object:
        self.arguments = (*args, kwargs)
        if isinstance(self.end, Exception):
            raise self.end
        return self.end


def error(exception: str, *bases: str, outcome: Outcome = Outcome.ERROR) -> StudentError:
    line = Frame("softmax.py", 3, "softmax", "raise")
    return StudentError(
        f"softmax raised {exception}: no",
        outcome=outcome,
        exception=exception,
        bases=bases,
        message="no",
        frames=(line,),
        hint="look here",
    )


@pytest.mark.parametrize(
    ("names", "end"),
    [
        ("ValueError", error("ValueError", "Exception")),
        ("ValueError", error("LinAlgError", "ValueError", "Exception")),
        (("TypeError", "ValueError"), error("ValueError", "Exception")),
        ("NotImplementedError", error("NotImplementedError", "RuntimeError", "Exception")),
    ],
)
def test_the_exception_asked_for_passes(names: Any, end: StudentError) -> None:
    student = Student(end)
    raises(names, student, 1, axis=0)
    assert student.arguments == (1, {"axis": 0})


@pytest.mark.parametrize(
    ("names", "end", "reason"),
    [
        ("ValueError", 0.5, "softmax returned the number 0.5; it should raise ValueError."),
        ("ValueError", None, "softmax returned None; it should raise ValueError."),
        ("ValueError", np.ones((2, 3)), "softmax returned an array of shape (2, 3); it should raise ValueError."),
        (
            ("TypeError", "ValueError"),
            error("KeyError", "LookupError", "Exception"),
            "softmax raised KeyError: no; it should raise TypeError or ValueError.",
        ),
        (
            ("RuntimeError", "Exception"),
            error("NotImplementedError", "RuntimeError", "Exception"),
            "softmax raised NotImplementedError: no; it should raise RuntimeError or Exception.",
        ),
    ],
)
def test_anything_else_fails(names: Any, end: object, reason: str) -> None:
    with pytest.raises(Failure) as caught:
        raises(names, Student(end))
    assert caught.value.reason == reason


def test_another_exception_keeps_the_students_lines() -> None:
    with pytest.raises(StudentError) as caught:
        raises("ValueError", Student(error("KeyError")))
    assert [frame.line for frame in caught.value.frames] == [3]
    assert (caught.value.exception, caught.value.hint) == ("KeyError", "look here")


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ERROR])
def test_a_call_that_hangs_or_ends_its_process_is_no_exception(outcome: Outcome) -> None:
    end = error("SystemExit", "BaseException", outcome=outcome)
    with pytest.raises(StudentError) as caught:
        raises(("SystemExit", "BaseException"), Student(end))
    assert caught.value is end
