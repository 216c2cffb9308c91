"""The course of a training in words: what is no series, where it stops being finite, where it grows or stays."""

from typing import Any

import numpy as np
import pytest

from graders.checks import Failure, training
from graders.checks.notes import collecting
from graders.checks.training import course
from graders.model import Curve

FALLING = [2.3 * 0.8**k for k in range(30)]


@pytest.mark.parametrize(
    ("history", "said"),
    [
        (None, "None"),
        (0.5, "the number 0.5"),
        ([], "a list of 0 values"),
        (["a"], "a list of 1 value"),
        (np.zeros((2, 3)), "an array of shape (2, 3)"),
        ([[1.0], [2.0, 3.0]], "a list of 2 values"),
    ],
)
def test_what_is_no_series_is_told(history: Any, said: str) -> None:
    with pytest.raises(Failure) as caught:
        training(history)
    assert caught.value.reason == f"training loss is {said}; a list of numbers, one after the other, is expected."


@pytest.mark.parametrize("history", [[1.0], (3, 2, 1), np.array([2.0, 1.0]), [[2.0], [1.0]], [np.float32(1.5)]])
def test_series_in_other_forms_are_fine(history: Any) -> None:
    assert training(history).tolist() == np.asarray(history, dtype=float).ravel().tolist()


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_the_first_value_that_is_not_finite_is_named(bad: float) -> None:
    with pytest.raises(Failure) as caught, collecting() as noted:
        training([2.0, 1.5, bad, bad])
    assert caught.value.reason.startswith(f"training loss is {bad} from value 3 of 4 on after 1.5;")
    assert noted.curves[0].values == (2.0, 1.5, None, None)


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (FALLING, None),
        ([2.3] * 30, "stays near 2.3 from value 1 of 30 on; the reference's is at most 0.01 by then"),
        (FALLING[:10] + [FALLING[9]] * 20, "stays near 0.3092 from value 10 of 30 on; the reference's"),
        (FALLING[:10] + [0.4 * 1.5**k for k in range(20)], "grows from value 11 of 30 on: 0.3087 before it, 887 at"),
        (FALLING[:15], "is 0.1012 at the end; the reference's is at most 0.01 by then"),
        ([0.009], None),
    ],
)
def test_a_course_in_words(series: list[float], said: str | None) -> None:
    found = course(np.array(series), (2.4, 0.5, 0.01))
    assert found is None if said is None else found is not None and found.startswith(said[:10]), found


def test_a_single_bad_batch_is_no_divergence() -> None:
    rng = np.random.default_rng(0)
    series = np.linspace(2.3, 0.3, 1200) + 0.2 * rng.random(1200)
    assert course(series, (2.4, 0.3)) is not None
    assert "grows" not in str(course(series, (2.4, 0.3)))


def test_without_a_band_only_what_never_falls_is_told() -> None:
    assert course(np.array(FALLING[:5])) is None
    assert course(np.array([1.0, 1.0, 1.0, 1.0])) == "stays near 1 from value 1 of 4 on"
    assert str(course(np.array([1.0, 0.5, 4.0, 8.0]))).startswith("grows from value 3 of 4 on: 0.5 before it")


def test_the_remark_and_the_curve_are_beside_the_band() -> None:
    band = Curve("training loss", (), (2.2, 0.01), (2.4, 0.02))
    with collecting(bands=[band]) as noted:
        training([2.3] * 12)
    assert noted.remarks == [
        "Training loss stays near 2.3 from value 1 of 12 on; the reference's is at most 0.02 by then."
    ]
    assert noted.curves == [Curve("training loss", (2.3,) * 12, (2.2, 0.01), (2.4, 0.02))]
