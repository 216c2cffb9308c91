"""What two arrays show by themselves: facts only, and none where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.checks.failure import Seen
from graders.diagnosis import fit

RNG = np.random.default_rng(20)
A = RNG.normal(size=(7, 5)) + 0.1
LENGTHS = {"the number of rows of X": 7, "the number of columns of X": 5, "the number of values in X": 35}


def said(got: object, expected: object = A) -> str:
    return " ".join(finding.said for finding in fit.found(Seen("dW", got, np.asarray(expected)), LENGTHS))


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        (-A, "Every value of dW has the wrong sign."),
        (2 * A, "Every value of dW is twice the expected one."),
        (A / 2, "Every value of dW is half the expected one."),
        (7 * A, "Every value of dW is 7 times the expected one, and 7 is the number of rows of X."),
        (A / 7, "Every value of dW is 1/7 of the expected one, and 7 is the number of rows of X."),
        (
            -5 * A,
            "Every value of dW is 5 times the expected one and has the wrong sign, and 5 is the number of columns",
        ),
        (A / 35, "Every value of dW is 1/35 of the expected one, and 35 is the number of values in X."),
        (0.3 * A, "Every value of dW is 0.3 times the expected one."),
        (A.T, "dW is the transpose of what is expected."),
        (A[::-1], "dW has the right values in another order along axis 0: they are reversed."),
        (A[:, [1, 0, 2, 4, 3]], "in another order along axis 1: expected places 1, 0, 2, 4, 3."),
        (A[:-1], "dW lacks the last row; the others are right."),
        (A[:, 1:], "dW lacks the first column; the others are right."),
        (np.vstack([np.zeros(5), A[1:]]), "Only the first row of dW is zero; the others are right."),
        (np.hstack([A[:, :4], A[:, 4:] + 1]), "Only the last column of dW is wrong; the others are right."),
        (A + 0.37, "Every value of dW is off by the same amount."),
        (A + np.arange(5), "Every row of dW is off by the same numbers."),
        (A + np.arange(7)[:, None], "Every column of dW is off by the same numbers."),
        (A**2, "Every value of dW is the square of the expected one."),
        (1 - A, "Every value of dW is 1 minus the expected one."),
        (A.reshape(5, 7), "dW has the right values in the right order, and another shape."),
    ],
)
def test_a_fact_is_told(got: np.ndarray, sentence: str) -> None:
    assert sentence in said(got)


def test_gates_in_another_order_are_told_as_blocks() -> None:
    blocks = np.split(RNG.normal(size=(4, 12)), 4, axis=1)
    expected, got = np.hstack(blocks), np.hstack([blocks[i] for i in (0, 1, 3, 2)])
    assert said(got, expected) == (
        "dW has the right values in another order along axis 1: its 4 blocks stand in the order 1, 2, 4, 3."
    )


@pytest.mark.parametrize(("got", "sentence"), [(-1.5, "dW has the wrong sign."), (10.5, "dW is 7 times the expected")])
def test_a_single_number_is_explained_by_known_factors_only(got: float, sentence: str) -> None:
    assert sentence in said(got, 1.5)
    assert said(1.5 * 3.21, 1.5) == ""


@pytest.mark.parametrize(
    "got",
    [
        A + RNG.normal(size=A.shape),
        A * (1 + 0.01 * RNG.normal(size=A.shape)),
        np.zeros_like(A),
        np.full_like(A, np.nan),
        np.where(A > 0, A, np.inf),
        RNG.normal(size=(7, 6)),
        "a text",
        None,
        [[1, 2], [3]],
    ],
)
def test_where_there_is_no_fact_nothing_is_said(got: object) -> None:
    assert said(got) == ""


def test_nothing_is_said_where_the_expected_side_is_zero_or_only_a_form() -> None:
    assert said(A, np.zeros_like(A)) == ""
    assert fit.found(Seen("dW", A), LENGTHS) == []


@settings(deadline=None, max_examples=200)
@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 2**32 - 1),
    st.floats(-1e6, 1e6).filter(lambda ratio: abs(ratio) > 1e-6),
)
def test_a_factor_that_is_told_is_the_factor(rows: int, columns: int, seed: int, ratio: float) -> None:
    expected = np.random.default_rng(seed).normal(size=(rows, columns))
    for finding in fit.found(Seen("dW", ratio * expected, expected), LENGTHS):
        number = finding.key.partition("factor ")[2]
        if number:
            assert float(number) == pytest.approx(ratio, rel=1e-3)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 2**32 - 1), st.integers(2, 5), st.integers(2, 5))
def test_noise_is_never_explained(seed: int, rows: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    assert said(rng.normal(size=(rows, columns)), rng.normal(size=(rows, columns))) == ""
