"""close refuses what is wrong in any disguise, and lets correct work through in any clothes."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graders.checks import Failure, close
from graders.checks.notes import Notes, collecting

RNG = np.random.default_rng(20)
X = RNG.normal(size=(7, 4))
SQUARE = RNG.normal(size=(5, 5))


class Layer:
    """An object that is no number, and would agree with everything if it were asked."""

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return X

    def __eq__(self, other: object) -> bool:
        return True

    def __len__(self) -> int:
        return 7

    __hash__ = None  # type: ignore[assignment]


def refused(actual: object, expected: object, **options: object) -> Failure:
    with pytest.raises(Failure) as caught:
        close(actual, expected, **options)  # type: ignore[arg-type]
    return caught.value


def with_value(array: np.ndarray, index: tuple[int, ...], value: float) -> np.ndarray:
    changed = array.copy()
    changed[index] = value
    return changed


WRONG_WORK = {
    "nothing": (None, X),
    "an object that agrees with everything": (Layer(), X),
    "a text": ("0.5", 0.5),
    "a dict": ({}, X),
    "a function": (np.tanh, X),
    "empty": (np.zeros((0, 4)), X),
    "an empty list": ([], X),
    "empty, where one axis has the right length": (np.zeros((7, 0)), X),
    "a scalar that would broadcast": (0.0, np.zeros((7, 4))),
    "one element that would broadcast": (np.zeros(1), np.zeros((7, 4))),
    "a column that would broadcast": (np.zeros((7, 1)), np.zeros((7, 4))),
    "a row that would broadcast": (np.zeros(4), np.zeros((7, 4))),
    "an axis too many": (X[None], X),
    "a column for a vector": (X[:, :1], X[:, 0]),
    "a scalar for a vector of one": (1.0, np.ones(1)),
    "transposed": (X.T, X),
    "a square array transposed": (SQUARE.T, SQUARE),
    "flattened": (X.ravel(), X),
    "rows reversed": (X[::-1], X),
    "float16": (X.astype(np.float16), X),
    "a float16 scalar": (np.float16(0.5), 0.5),
    "truth values for numbers": (np.ones((2, 2), bool), np.ones((2, 2))),
    "True for 1": (True, 1),
    "True for 1.0": (True, 1.0),
    "complex": (X + 0j, X),
    "strings": (np.array(["1", "2"]), np.array([1.0, 2.0])),
    "integers too large for any type": ([2**70, 1], np.array([1.0, 1.0])),
    "a ragged list": ([[1.0, 2.0], [3.0]], np.ones((2, 2))),
    "a list with an array among numbers": ([1.0, np.ones(1)], np.ones(2)),
    "a list with a hole": ([1.0, None], np.ones(2)),
    "a list of objects": ([Layer()] * 7, X),
    "3 % off": (1.03 * X, X),
    "1 part in 10,000 off": (X * 1.0001, X),
    "one coordinate 1 % off": (with_value(X, (2, 1), 1.01 * X[2, 1]), X),
    "one small coordinate 1 % off": (with_value(X, (2, 1), 1.01e-7), with_value(X, (2, 1), 1e-7)),
    "zeros": (np.zeros_like(X), X),
    "zeros for small values": (np.zeros(4), np.full(4, 1e-9)),
    "the wrong sign": (-X, X),
    "NaN everywhere": (np.full_like(X, np.nan), X),
    "one NaN": (with_value(X, (2, 1), np.nan), X),
    "infinite": (with_value(X, (2, 1), np.inf), X),
    "infinite for a huge value": (np.inf, 1e308),
    "the other infinity": (-np.inf, np.inf),
    "a huge value for infinity": (1e308, np.inf),
    "NaN for infinity": (np.nan, np.inf),
    "a difference that overflows": (1e308, -1e308),
    "so large that a tolerance of its own size would do": (np.array([1e30, 1.0]), np.array([2.0, 1.0])),
    "a whole number off by one": (np.array([3, 4]), np.array([3, 5])),
    "an unsigned whole number off by two": (np.array([3], np.uint8), np.array([5])),
    "large whole numbers off by one": (2**62, 2**62 + 1),
    "a fraction for a label": (np.array([2.5]), np.array([2])),
    "a label for a truth value": (np.array([2]), np.array([True])),
    "a truth value that is false": (np.array([True, True]), np.array([True, False])),
    "float32 that is 1 % off": (1.01 * X.astype(np.float32), X),
    "float32 with one coordinate 1 % off": (with_value(X, (2, 1), 1.01 * X[2, 1]).astype(np.float32), X),
    "too few results": ((1.0,), (1.0, 2.0)),
    "one number for two results": (1.0, (1.0, 2.0)),
    "one of several results 3 % off": ((1.0, 1.03 * X), (1.0, X)),
    "a dict without a key": ({"W": X}, {"W": X, "b": X}),
    "a dict with one value 3 % off": ({"W": 1.03 * X}, {"W": X}),
    "a list for a dict": ([X], {"W": X}),
}


@pytest.mark.parametrize("case", WRONG_WORK)
def test_wrong_work_is_refused(case: str) -> None:
    refused(*WRONG_WORK[case])


ONES = np.eye(3)[[2, 0, 1, 1]]

RIGHT_WORK = {
    "itself": (X, X),
    "summed in another order": (sum(X[:, i] for i in (3, 1, 0, 2)), X.sum(axis=1)),
    "another stable formula": (
        np.exp(X - np.logaddexp.reduce(X, 1, keepdims=True)),
        np.exp(X) / np.exp(X).sum(1)[:, None],
    ),
    "float32": (X.astype(np.float32), X),
    "a float32 scalar": (np.float32(0.1), 0.1),
    "long double": (X.astype(np.longdouble), X),
    "Fortran order": (np.asfortranarray(X), X),
    "every other element": (np.repeat(X, 2, axis=1)[:, ::2], X),
    "a list of lists": (X.tolist(), X),
    "a tuple of arrays": (tuple(X), X),
    "a list of NumPy scalars": (list(X[0]), X[0]),
    "0-d for a number": (np.array(2.5), 2.5),
    "one element for a number": (np.array([2.5]), 2.5),
    "a 1×1 array for a number": (np.array([[2.5]]), np.array(2.5)),
    "a list of one number for a number": ([2.5], 2.5),
    "a number for 0-d": (2.5, np.array(2.5)),
    "whole-number one-hot for floats": (ONES.astype(int), ONES),
    "float one-hot for whole numbers": (ONES, ONES.astype(int)),
    "unsigned labels": (np.array([3, 0], np.uint8), np.array([3, 0])),
    "almost 1 for 1": (0.9999999999999999, 1),
    "0 and 1 for truth values": (np.array([1, 0]), np.array([True, False])),
    "truth values": (np.array([True, False]), np.array([True, False])),
    "-0 for 0": (-np.zeros(3), np.zeros(3)),
    "rounding for 0": (np.full(3, 1e-16), np.zeros(3)),
    "rounding for rounding": (np.full(3, 3e-16), np.full(3, -1e-16)),
    "infinite where infinity is expected": (np.array([np.inf, -np.inf, 1.0]), np.array([np.inf, -np.inf, 1.0])),
    "denormal": (5e-324, 5e-324),
    "empty where nothing is expected": (np.zeros((0, 3)), np.zeros((0, 3))),
    "several results": ([1.0, X], (1.0, X)),
    "a dict with more keys, in another order": ({"cache": None, "b": 1.0, "W": X}, {"W": X, "b": 1.0}),
}


@pytest.mark.parametrize("case", RIGHT_WORK)
def test_right_work_is_let_through(case: str) -> None:
    close(*RIGHT_WORK[case])


@pytest.mark.parametrize(
    ("actual", "expected", "reason"),
    [
        (None, X, "softmax returned None: is a `return` missing?"),
        (
            X.T,
            X,
            "softmax returned an array of shape (4, 7); an array of shape (7, 4) is expected: it is the transpose.",
        ),
        (
            X[:, :, None],
            X,
            "softmax returned an array of shape (7, 4, 1); an array of shape (7, 4) is expected: "
            "axis 2, of length 1, is one axis too many.",
        ),
        (
            X.sum(0),
            X,
            "softmax returned an array of shape (4,); an array of shape (7, 4) is expected: "
            "axis 0, of length 7, is missing.",
        ),
        (X[:0], X, "softmax returned an array of shape (0, 4); an array of shape (7, 4) is expected: it is empty."),
        (X > 0, X, "softmax returned an array of truth values; an array of numbers is expected."),
        (Layer(), X, "softmax returned a Layer object; an array of shape (7, 4) is expected."),
        (with_value(X, (2, 1), np.nan), X, "softmax is nan at [2, 1] where a finite number is expected."),
        (
            np.full((2, 2), np.inf),
            np.ones((2, 2)),
            "softmax is inf at [0, 0] where a finite number is expected; 4 of its 4 values are like this.",
        ),
        (
            np.array([1.01, 2.06]),
            np.array([1.0, 2.0]),
            "All 2 values of softmax are off; the worst, at [1], is 3 % too large.",
        ),
        (np.array([1.0, 2.02]), np.array([1.0, 2.0]), "1 of 2 values of softmax is off: at [1] it is 1 % too large."),
        (0.5, 2.5, "softmax is too small by a factor of 5.0."),
        (-2.5, 2.5, "softmax is of the wrong sign."),
        (np.array([1, 2]), np.array([1, 3]), "1 of 2 values of softmax is off: at [1] it is 2 where 3 is expected."),
    ],
)
def test_the_reason_is_one_sentence(notes: Notes, actual: object, expected: object, reason: str) -> None:
    assert refused(actual, expected).reason == reason


def test_the_name_of_what_is_compared_can_be_given() -> None:
    assert refused(2.0, 1.0, what="the loss").reason == "the loss is too large by a factor of 2.0."
    assert refused(None, 1.0, what="dW").reason == "dW is None: was it ever set?"
    assert refused((1.0, None), (1.0, 2.0), what="step").reason == "step[1] is None: was it ever set?"


def test_the_evidence_points_at_the_worst_value() -> None:
    actual = X.copy()
    actual[2, 1] += 1e-3
    actual[5, 3] += 1e-5
    evidence = refused(actual, X, what="out").evidence
    assert evidence is not None
    assert (evidence.what, evidence.index, evidence.wrong, evidence.total) == ("out", (2, 1), 2, 28)
    assert evidence.error == pytest.approx(1e-3)
    assert evidence.relative == pytest.approx(1e-3 / abs(X[2, 1]))
    assert float(evidence.got) == pytest.approx(actual[2, 1])
    assert float(evidence.expected) == pytest.approx(X[2, 1])


def test_the_evidence_shows_digits_that_differ_and_never_the_whole_array() -> None:
    failure = refused(np.array([1.0, 2.0000004]), np.array([1.0, 2.0]))
    assert failure.evidence is not None
    assert (failure.evidence.got, failure.evidence.expected) == ("2.0000004", "2")
    assert str(X[0, 0])[:8] not in f"{refused(1.03 * X, X).evidence} {refused(1.03 * X, X).reason}"


def test_the_evidence_holds_finite_numbers_only() -> None:
    for actual, expected in [(1e308, -1e308), (1.0, 5e-324), (np.inf, 1.0)]:
        evidence = refused(actual, expected).evidence
        assert evidence is not None
        assert all(each is None or math.isfinite(each) for each in (evidence.error, evidence.relative))


def test_a_pass_notes_how_close_it_was(notes: Notes) -> None:
    close(1 + 4e-8, 1.0)
    (measurement,) = notes.measurements
    assert (measurement.what, measurement.limit, measurement.sense) == ("softmax", 1, "at most")
    assert measurement.value == pytest.approx(0.4, rel=0.02)


def test_float32_is_remarked(notes: Notes) -> None:
    close(X.astype(np.float32), X)
    assert notes.remarks == ["softmax is in float32; it was compared with a tolerance of 0.0005."]


def test_float32_inside_a_float64_result_is_guessed_at() -> None:
    shifted = X.astype(np.float32) + np.float32(4)
    hint = refused(shifted.astype(float) - 4, X).hint
    assert hint == "The errors are as small as those of float32: is something on the way computed in float32?"
    assert refused(X * 1.0001, X).hint is None


def test_a_tolerance_that_is_given_replaces_the_default() -> None:
    close(1.01, 1.0, rtol=0.02)
    refused(1.01, 1.0, rtol=0.005)
    refused(1 + 1e-9, 1.0, rtol=0, atol=0)
    close([0.1], [0.0], atol=0.2)
    close(np.array([3]), np.array([4]), atol=1)


def test_a_tolerance_does_not_grow_with_the_students_values() -> None:
    expected = np.array([1.0, 1.0])
    refused(np.array([1e12, 1.001]), expected, rtol=1e-2)
    failure = refused(np.array([1e12, 1.001]), expected)
    assert failure.evidence is not None
    assert failure.evidence.wrong == 2


@pytest.mark.parametrize("expected", [np.nan, [1.0, np.nan], None, "a", 1j, [1.0, None]])
def test_an_expected_value_that_is_none_is_the_labs_mistake(expected: object) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        close(1.0, expected)
    assert not isinstance(caught.value, Failure)


@dataclass
class Counted:
    """Counts how many items a list of the student's was asked for."""

    asked: int = 0


def test_a_list_of_another_length_is_not_walked_through() -> None:
    counted = Counted()

    class Long(list[float]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            counted.asked += 1
            return super().__iter__()

    refused(Long([0.0] * 1000), np.zeros(10))
    assert counted.asked == 0


# ---------------------------------------------------------------------------------------------- properties

SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, max_side=5)
FINITE = st.floats(-1e100, 1e100, allow_nan=False)
ARRAYS = SHAPES.flatmap(lambda shape: hnp.arrays(float, shape, elements=FINITE))
quick = settings(max_examples=60, deadline=None)


@quick
@given(ARRAYS)
def test_any_finite_result_is_close_to_itself(array: np.ndarray) -> None:
    with collecting() as noted:
        close(array, array)
    assert noted.measurements[0].value == 0


@quick
@given(ARRAYS, st.data())
def test_an_error_beyond_the_tolerance_is_found_where_it_is(array: np.ndarray, data: st.DataObject) -> None:
    index = tuple(data.draw(st.integers(0, side - 1)) for side in array.shape)
    allowed = 1e-7 * abs(array[index]) + max(1e-10 * np.abs(array).max(), 1e-12)
    actual = array.copy()
    actual[index] += data.draw(st.sampled_from([-1, 1])) * allowed * data.draw(st.floats(1.01, 1e6))
    evidence = refused(actual, array).evidence
    assert evidence is not None
    assert (evidence.index, evidence.wrong) == (index, 1)
    assert evidence.got != evidence.expected


@quick
@given(ARRAYS, st.data())
def test_an_error_within_the_tolerance_passes(array: np.ndarray, data: st.DataObject) -> None:
    index = tuple(data.draw(st.integers(0, side - 1)) for side in array.shape)
    actual = array.copy()
    actual[index] *= 1 + data.draw(st.floats(-0.9e-7, 0.9e-7))
    close(actual, array)


@quick
@given(SHAPES, SHAPES)
def test_another_shape_never_passes(shape: tuple[int, ...], other: tuple[int, ...]) -> None:
    if shape == other or (other == () and math.prod(shape) == 1):
        close(np.ones(shape), np.ones(other))
    else:
        refused(np.ones(shape), np.ones(other))


ODD = st.sampled_from([0.0, -0.0, 5e-324, 1.0, -1.0, np.nan, np.inf, -np.inf])


@quick
@given(st.lists(st.tuples(ODD, ODD.filter(lambda value: value == value)), min_size=1, max_size=4))
def test_among_odd_numbers_only_the_same_pass(pairs: list[tuple[float, float]]) -> None:
    got, expected = (np.array(side) for side in zip(*pairs, strict=True))
    if all(0.0 + got * (abs(got) > 1e-300) == 0.0 + want * (abs(want) > 1e-300) for got, want in pairs):
        close(got, expected)
    else:
        refused(got, expected)
