"""at_least compares finite real numbers only, and notes the margin."""

import numpy as np
import pytest

from graders.checks import Failure, at_least
from graders.checks.notes import Notes


@pytest.mark.parametrize(
    "value", [0.9, 1, 0.95, np.float32(0.95), np.float64(0.9), np.int64(1), np.array(0.9), [0.9][0]]
)
def test_what_reaches_the_bar_passes(value: object) -> None:
    at_least(value, 0.9, what="accuracy")


@pytest.mark.parametrize(
    "value",
    [0.899999, -1, np.float64(0.5), np.nan, np.inf, -np.inf, True, np.True_, None, "1.0", [0.95], np.ones(2), {}, 1j],
)
def test_what_does_not_reach_the_bar_or_is_no_number_fails(value: object) -> None:
    with pytest.raises(Failure):
        at_least(value, 0.9, what="accuracy")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (0.83, "accuracy is 0.83; at least 0.9 is needed."),
        (0.89999999, "accuracy is 0.89999999; at least 0.9 is needed."),
        (np.nan, "accuracy is nan; a finite number of at least 0.9 is needed."),
        (None, "accuracy is None; a number of at least 0.9 is needed."),
        (True, "accuracy is the truth value True; a number of at least 0.9 is needed."),
    ],
)
def test_the_reason_is_one_sentence(value: object, reason: str) -> None:
    with pytest.raises(Failure) as caught:
        at_least(value, 0.9, what="accuracy")
    assert caught.value.reason == reason


def test_the_margin_is_noted(notes: Notes) -> None:
    at_least(0.95, 0.9, what="accuracy")
    (measurement,) = notes.measurements
    assert (measurement.what, measurement.value, measurement.limit, measurement.sense) == (
        "accuracy", 0.95, 0.9, "at least",
    )  # fmt: skip


def test_the_evidence_has_the_distance() -> None:
    with pytest.raises(Failure) as caught:
        at_least(0.6, 0.8, what="accuracy", hint="train longer")
    assert caught.value.hint == "train longer"
    assert caught.value.evidence is not None
    assert caught.value.evidence.error == pytest.approx(0.2)
    assert caught.value.evidence.relative == pytest.approx(0.25)


@pytest.mark.parametrize("bar", [np.nan, np.inf])
def test_a_bar_that_is_no_number_is_the_labs_mistake(bar: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        at_least(1.0, bar, what="accuracy")
