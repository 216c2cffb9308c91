"""either accepts any of several conventions, tells which, and hides nothing that went wrong."""

import pytest

from graders.checks import Failure, StudentError, close, curve, either, remark
from graders.checks.notes import Notes
from graders.model import Outcome


def test_the_usual_convention_is_accepted_without_a_word(notes: Notes) -> None:
    assert either({"the mean": lambda: close(2.0, 2.0), "the sum": lambda: close(2.0, 8.0)}) == "the mean"
    assert notes.remarks == []
    assert [m.what for m in notes.measurements] == ["softmax"]


def test_another_convention_is_accepted_and_remarked(notes: Notes) -> None:
    def sum_holds() -> None:
        remark("a sum")
        curve([2.0, float("nan"), 1.0])
        close(8.0, 8.0, what="the sum")

    def mean_holds() -> None:
        close(1.0, 1.0, what="something that fits both")
        remark("a mean")
        close(8.0, 2.0)

    assert either({"the mean": mean_holds, "the sum": sum_holds}) == "the sum"
    assert notes.remarks == ["a sum", "Accepted by another convention than the usual one: the sum."]
    assert [m.what for m in notes.measurements] == ["the sum"]
    assert notes.curves[0].values == (2.0, None, 1.0)


def test_where_none_holds_the_first_failure_is_told_with_all_conventions(notes: Notes) -> None:
    with pytest.raises(Failure) as caught:
        either({"the mean": lambda: close(6.0, 2.0, hint="mean?"), "the sum": lambda: close(6.0, 8.0)})
    assert caught.value.reason == (
        "softmax is too large by a factor of 3.0. None of the accepted conventions fits: the mean or the sum."
    )
    assert caught.value.hint == "mean?"
    assert caught.value.evidence is not None
    assert caught.value.evidence.expected == "2"
    assert notes.measurements == []


def test_an_error_of_the_students_ends_the_search() -> None:
    tried = []

    def crashes() -> None:
        raise StudentError("softmax raised", outcome=Outcome.ERROR)

    with pytest.raises(StudentError):
        either({"the mean": crashes, "the sum": lambda: tried.append(1)})
    assert tried == []


def test_an_error_of_the_checks_own_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        either({"the mean": lambda: 1 / 0, "the sum": lambda: None})


def test_no_convention_is_the_labs_mistake() -> None:
    with pytest.raises(ValueError, match="convention"):
        either({})
