"""The form of a result: its parts and their shapes."""

import numpy as np
import pytest

from graders.checks import Failure, parts, shaped


def test_parts_come_back_to_be_unpacked() -> None:
    assert parts((1, 2), "loss", "dW") == (1, 2)
    assert parts([1, 2], "loss", "dW") == [1, 2]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "train returned None; 3 are expected: W, b, history."),
        (np.ones(3), "train returned a single value; 3 are expected: W, b, history."),
        ((1, 2), "train returned 2 values; 3 are expected: W, b, history."),
    ],
)
def test_another_number_of_parts_is_said(value: object, said: str) -> None:
    with pytest.raises(Failure) as failure:
        parts(value, "W", "b", "history", what="train")
    assert failure.value.reason == said


def test_a_shape_is_held_whatever_the_values() -> None:
    shaped(1e300 * np.ones((2, 3)), 2, 3)
    shaped(0.5)


@pytest.mark.parametrize(
    "value", [np.ones((3, 2)), np.ones((1, 2, 3)), np.full((2, 3), np.nan), None, np.zeros((0, 3))]
)
def test_another_shape_or_no_numbers_are_refused(value: object) -> None:
    with pytest.raises(Failure):
        shaped(value, 2, 3, what="dW")
