"""gather gives what a plain loop would give, in as few messages as can be."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graders.checks.pending import Pending, gather, open_batch, resolve

POINTS = [1.0, 2.0, 3.0]


def model(x: float) -> tuple[float, dict[str, Any]]:
    """A loss and its cache, as a student's function may return them."""
    return x * x, {"W": np.full(3, x), "steps": [x, 2 * x]}


def test_calls_travel_in_one_message(remote: Any) -> None:
    student = remote(model)
    assert gather(lambda x: student(x)[0], POINTS) == [1.0, 4.0, 9.0]
    assert student.messages == [3]


def test_only_the_wanted_part_comes_back(remote: Any) -> None:
    student = remote(model)
    assert gather(lambda x: student(x)[1]["steps"][1], POINTS) == [2.0, 4.0, 6.0]
    assert student.places == [(1, "steps", 1)] * 3


def test_a_function_without_calls_is_a_plain_loop() -> None:
    assert gather(lambda x: x + 1, POINTS) == [2.0, 3.0, 4.0]
    assert gather(lambda x: x, []) == []


FORCED: dict[str, tuple[Callable[[Any], Any], float]] = {
    "arithmetic": (lambda result: 2 * result[0] + 1 - result[0] / 2, 7.0),
    "a power": (lambda result: result[0] ** 2, 16.0),
    "minus": (lambda result: -result[0], -4.0),
    "size": (lambda result: abs(-result[0]), 4.0),
    "float": (lambda result: float(result[0]), 4.0),
    "unpacking": (lambda result: (lambda loss, cache: loss)(*result), 4.0),
    "an array on the left": (lambda result: np.ones(3) @ result[1]["W"], 6.0),
    "an array times it": (lambda result: (np.ones(3) * result[1]["W"]).sum(), 6.0),
    "a NumPy function": (lambda result: np.sum(result[1]["W"]), 6.0),
    "a method": (lambda result: result[1]["W"].sum(), 6.0),
    "a slice": (lambda result: result[1]["W"][:2].sum(), 4.0),
    "its length": (lambda result: len(result[1]["steps"]), 2.0),
    "a comparison": (lambda result: 4.0 if result[0] > 3 else 0.0, 4.0),
    "its truth": (lambda result: 4.0 if result[0] else 0.0, 4.0),
}


@pytest.mark.parametrize("use", FORCED)
def test_whatever_needs_the_number_gets_it(remote: Any, use: str) -> None:
    function, expected = FORCED[use]
    student = remote(model)
    assert gather(lambda x: function(student(x)), [2.0]) == [expected]
    assert sum(student.messages) == 1


def test_a_value_that_is_forced_late_sends_all_that_wait(remote: Any) -> None:
    student = remote(model)
    seen: list[Any] = []

    def loss(x: float) -> Any:
        seen.append(student(x)[0])
        return seen[0] + seen[1] if x == 2.0 else seen[-1]

    assert gather(loss, POINTS) == [1.0, 5.0, 9.0]
    assert student.messages == [2, 1]


def test_two_parts_of_one_call_are_both_right(remote: Any) -> None:
    student = remote(model)

    def both(x: float) -> tuple[Any, Any]:
        result = student(x)
        return result[0], result[1]["steps"][0]

    assert gather(both, POINTS) == [(1.0, 1.0), (4.0, 2.0), (9.0, 3.0)]
    assert student.messages == [3]


def test_two_students_get_a_message_each(remote: Any) -> None:
    one, other = remote(lambda x: x), remote(lambda x: -x)
    assert gather(lambda x: (one(x), other(x)), POINTS) == [(x, -x) for x in POINTS]
    assert (one.messages, other.messages) == ([3], [3])


def test_an_exception_is_raised_for_the_first_call_that_has_one(remote: Any) -> None:
    def picky(x: float) -> float:
        if x > 1.5:
            raise ValueError(f"no {x}")
        return x

    student = remote(picky)
    with pytest.raises(ValueError, match=r"no 2\.0"):
        gather(student, POINTS)
    assert student.messages == [3]
    assert open_batch() is None


def test_an_exception_of_the_check_itself_leaves_no_batch_behind(remote: Any) -> None:
    student = remote(model)

    def broken(x: float) -> float:
        student(x)
        raise KeyError(x)

    with pytest.raises(KeyError):
        gather(broken, POINTS)
    assert open_batch() is None
    assert student(3.0)[0] == 9.0


def test_outside_gather_a_call_is_answered_at_once(remote: Any) -> None:
    student = remote(model)
    assert not isinstance(student(2.0), Pending)
    assert resolve((1.0, [2.0])) == (1.0, [2.0])
