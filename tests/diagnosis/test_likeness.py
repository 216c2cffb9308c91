"""Two failures are the same only if their numbers are, in the same comparison."""

import numpy as np
import pytest

from graders.checks import Failure, StudentError
from graders.checks.failure import Seen
from graders.diagnosis.likeness import comparable, explicable, same, telling
from graders.model import Outcome

RNG = np.random.default_rng(3)
EXPECTED = RNG.normal(size=(4, 3))


def failure(got: object, expected: object = EXPECTED, what: str = "dW", reason: str = "dW is off.") -> Failure:
    made = Failure(reason)
    made.seen = Seen(what, got, None if expected is None else np.asarray(expected))
    return made


def error(
    exception: str = "ValueError", message: str = "shapes (3,) (4,)", outcome: Outcome = Outcome.ERROR
) -> Failure:
    return StudentError("it raised", outcome=outcome, exception=exception, message=message)


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e9])
def test_equal_numbers_are_the_same_failure_in_any_size_and_in_float32(size: float) -> None:
    mistake = failure(2 * size * EXPECTED, size * EXPECTED)
    assert same(failure(2 * size * EXPECTED, size * EXPECTED), mistake)
    assert same(failure((2 * size * EXPECTED).astype(np.float32), size * EXPECTED), mistake)
    assert same(failure((2 * size * EXPECTED).tolist(), size * EXPECTED), mistake)


@pytest.mark.parametrize(
    "other",
    [
        failure(2.001 * EXPECTED),
        failure(2 * EXPECTED + 1e-3),
        failure(2 * EXPECTED, what="db"),
        failure(2 * EXPECTED, 2 * EXPECTED),
        failure(2 * EXPECTED, None),
        failure(2 * EXPECTED.T),
        failure(np.full((4, 3), np.nan)),
        failure(None),
        error(),
        Failure("dW is off."),
    ],
)
def test_other_numbers_are_another_failure(other: Failure) -> None:
    assert not same(other, failure(2 * EXPECTED))
    assert not same(failure(2 * EXPECTED), other)


def test_a_small_effect_asks_for_as_much_closeness() -> None:
    """A mistake that moves the last digits must not be found wherever the last digits are wrong."""
    assert not same(failure(EXPECTED * (1 + 2e-5)), failure(EXPECTED * (1 + 1e-5)))
    assert same(failure(EXPECTED * (1 + 1e-5)), failure(EXPECTED * (1 + 1e-5)))


def test_values_that_are_not_finite_have_to_stand_in_the_same_places() -> None:
    some = np.where(EXPECTED > 0, np.nan, EXPECTED)
    assert same(failure(some), failure(some))
    assert not same(failure(some), failure(np.where(EXPECTED > 1, np.nan, EXPECTED)))
    assert not same(failure(np.where(EXPECTED > 0, np.inf, EXPECTED)), failure(some))


def test_exceptions_are_the_same_by_class_and_message() -> None:
    assert same(error(), error())
    assert not same(error(), error(message="shapes (3,) (5,)"))
    assert not same(error(), error(exception="IndexError"))
    assert not same(error(), error(outcome=Outcome.EXITED))


def test_failures_without_numbers_are_the_same_by_their_sentence() -> None:
    assert same(Failure("history is empty."), Failure("history is empty."))
    assert not same(Failure("history is empty."), Failure("history holds 3 losses."))


def test_what_says_by_itself_what_is_the_matter_is_not_explained() -> None:
    assert explicable(error())
    assert explicable(failure(EXPECTED))
    for exception in ("NotImplementedError", "ModuleNotFoundError"):
        assert not explicable(error(exception))
    for outcome in (Outcome.CPU, Outcome.MISSING, Outcome.EXITED, Outcome.CRASH):
        assert not explicable(error(outcome=outcome))


@pytest.mark.parametrize(
    "got", [np.zeros(3), np.array([1, 2, 0]), np.array([np.nan, 0.5]), None, "text", [[1], [2, 3]]]
)
def test_zeros_whole_numbers_and_nan_tell_little(got: object) -> None:
    assert not telling(failure(got))
    assert telling(failure([0.5, 0.0]))
    assert not telling(error())


def test_right_numbers_of_which_some_are_missing_are_not_telling() -> None:
    assert not telling(failure(EXPECTED[:-1]))
    assert not telling(failure(EXPECTED[:-1].astype(np.float32)))
    assert telling(failure(EXPECTED))
    assert telling(failure(EXPECTED[:-1] + 0.01))


def test_only_finite_numbers_beside_finite_numbers_can_be_called_unexplained() -> None:
    assert comparable(failure(2 * EXPECTED))
    assert not comparable(failure(np.full((4, 3), np.nan)))
    assert not comparable(failure(EXPECTED[:2]))
    assert not comparable(failure(2 * EXPECTED, None))
    assert not comparable(error())
