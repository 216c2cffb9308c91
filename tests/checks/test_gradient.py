"""gradient refuses what is not the slope of the loss, down to one coordinate, whatever kinks or rounding do."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graders.checks import Failure, gradient
from graders.checks.notes import Notes

RNG = np.random.default_rng(31)
N, D, C = 9, 5, 4
X, y = RNG.normal(size=(N, D)), RNG.integers(C, size=N)
W = RNG.normal(size=(D, C))
Z, U = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4))


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def softmax_backward(upstream: np.ndarray, z: np.ndarray = Z) -> np.ndarray:
    p = softmax(z)
    return p * (upstream - (upstream * p).sum(axis=1, keepdims=True))


def loss(W: np.ndarray) -> float:
    """Mean cross-entropy of the scores X W."""
    z = X @ W
    return float(np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(N), y]))


def slope(W: np.ndarray) -> np.ndarray:
    p = softmax(X @ W)
    p[np.arange(N), y] -= 1
    return X.T @ p / N


DW = slope(W)
A = RNG.normal(size=(30, 40))
COS = np.cos(A)


def sines(A: np.ndarray) -> float:
    return float(np.sin(A).sum())


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def refused(function: Callable[[np.ndarray], Any], at: Any, claimed: Any, **options: Any) -> Failure:
    with pytest.raises(Failure) as caught:
        gradient(function, at=at, claimed=claimed, rng=rng(), **options)
    return caught.value


def scaled(array: np.ndarray, index: tuple[int, ...], factor: float) -> np.ndarray:
    changed = array.copy()
    changed[index] *= factor
    return changed


WRONG_WORK: dict[str, tuple[Callable[[np.ndarray], Any], Any, Any, dict[str, Any]]] = {
    "3 % off": (loss, W, 1.03 * DW, {}),
    "1 part in 10,000 off": (loss, W, 1.0001 * DW, {}),
    "multiplied by N": (loss, W, N * DW, {}),
    "the wrong sign": (loss, W, -DW, {}),
    "zeros": (loss, W, np.zeros_like(DW), {}),
    "another layout": (loss, W, DW.ravel().reshape(C, D).T, {}),
    "transposed": (loss, W, DW.T, {}),
    "a regularisation too many": (loss, W, DW + 1e-4 * W, {}),
    "nothing": (loss, W, None, {}),
    "empty": (loss, W, DW[:0], {}),
    "a scalar that would broadcast": (lambda x: x.sum(), np.ones((3, 2)), 1.0, {}),
    "a row that would broadcast": (lambda x: x.sum(), np.ones((3, 2)), np.ones(2), {}),
    "truth values": (lambda x: x.sum(), np.ones((3, 2)), np.ones((3, 2), bool), {}),
    "float16": (loss, W, DW.astype(np.float16), {}),
    "NaN": (loss, W, scaled(DW, (2, 1), np.nan), {}),
    "NaN beside a loss that is NaN": (lambda W: np.nan, W, np.full_like(W, np.nan), {}),
    "a softmax's zeros under a random upstream": (softmax, Z, np.zeros_like(Z), {"upstream": U}),
    "a softmax's zeros, upstream drawn here": (softmax, Z, lambda upstream: np.zeros_like(upstream), {}),
    "the upstream itself": (softmax, Z, lambda upstream: upstream, {}),
    "the right one for another upstream": (softmax, Z, softmax_backward(U), {"upstream": U + 1e-3 * Z}),
    "3 % off on a large array": (sines, A, 1.03 * COS, {}),
    "zeros on a large array": (sines, A, np.zeros_like(A), {}),
    "a loss per sample": (lambda W: np.logaddexp.reduce(X @ W, axis=1), W, DW, {}),
    "an output of another shape than the upstream": (softmax, Z, softmax_backward(U), {"upstream": U[:, :1]}),
    "slopes where the loss is flat": (lambda W: float(np.argmax(X @ W)), W, DW, {}),
    "a corner, and more than either slope": (lambda x: np.maximum(x, 0).sum(), np.zeros(3), np.full(3, 1.2), {}),
    "a loss that is nowhere finite": (lambda W: np.inf, W, DW, {}),
    "a loss that is None": (lambda W: None, W, DW, {}),
    "a loss that is a text": (lambda W: "0.5", W, DW, {}),
    "3 % off in float32": (lambda W: np.float32(loss(W)), W, np.float32(1.03) * DW.astype(np.float32), {}),
    "zeros in float32": (lambda W: np.float32(loss(W)), W, np.zeros(W.shape, np.float32), {}),
    "zeros beside a huge loss": (lambda W: 1e12 + loss(W), W, np.zeros_like(W), {}),
    "zeros beside a loss with a jitter": (lambda W: loss(W) + np.sin(1e9 * W.sum()), W, np.zeros_like(W), {}),
}


@pytest.mark.parametrize("case", WRONG_WORK)
def test_wrong_work_is_refused(case: str) -> None:
    function, at, claimed, options = WRONG_WORK[case]
    refused(function, at, claimed, **options)


@pytest.mark.parametrize("index", list(np.ndindex(D, C)))
def test_one_coordinate_that_is_1_percent_off_is_refused_and_named(index: tuple[int, ...]) -> None:
    failure = refused(loss, W, scaled(DW, index, 1.01), what="dW")
    size = "1 % too large" + (" in size" if DW[index] < 0 else "")
    where = f"[{index[0]}, {index[1]}]"
    assert failure.reason == f"1 of 20 values of dW is not the slope of the loss; the worst, at {where}, is {size}."
    assert failure.evidence is not None
    assert (failure.evidence.index, failure.evidence.wrong, failure.evidence.total) == (index, 1, 20)


@pytest.mark.parametrize("small", [1e-2, 1e-4, 1e-6])
def test_one_small_coordinate_that_is_1_percent_off_is_refused(small: float) -> None:
    scale = np.array([1.0, 1.0, small])
    at = np.array([0.3, -0.4, 0.5])
    claimed = scale * np.cos(at)
    gradient(lambda x: np.sin(x) @ scale, at=at, claimed=claimed, rng=rng())
    assert refused(lambda x: np.sin(x) @ scale, at, scaled(claimed, (2,), 1.01)).evidence.index == (2,)  # type: ignore[union-attr]


def relu_at_zero(value: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda upstream: upstream * np.where(ZERO == 0, value, ZERO > 0)


ZERO = np.array([[0.0, 1.0, -1.0], [0.0, 0.0, 2.0]])
KINKED = np.array([1e-7, -3e-6, 5e-6, 1.0])

RIGHT_WORK: dict[str, tuple[Callable[[np.ndarray], Any], Any, Any, dict[str, Any]]] = {
    "float64": (loss, W, DW, {}),
    "a list of lists": (loss, W, DW.tolist(), {}),
    "Fortran order": (loss, W, np.asfortranarray(DW), {}),
    "at a list": (lambda x: x @ x, [1.0, 2.0], np.array([2.0, 4.0]), {}),
    "at whole numbers": (lambda x: x @ x, np.array([1, 2]), np.array([2, 4]), {}),
    "at a number": (lambda x: float(x) ** 2, 3.0, 6.0, {}),
    "one element for a number": (lambda x: float(x) ** 2, 3.0, np.array([6.0]), {}),
    "a loss of shape (1,)": (lambda W: np.array([loss(W)]), W, DW, {}),
    "a loss of shape (1, 1)": (lambda W: np.array([[loss(W)]]), W, DW, {}),
    "a whole-number loss that is flat": (lambda x: 3, np.ones(2), np.zeros(2), {}),
    "a float32 gradient": (loss, W, DW.astype(np.float32), {}),
    "a float32 loss": (lambda W: np.float32(loss(W)), W, DW, {}),
    "a float32 loss made a float": (lambda W: float(np.float32(loss(W))), W, DW.astype(np.float32), {}),
    "an array and its upstream": (softmax, Z, softmax_backward(U), {"upstream": U}),
    "an array, upstream drawn here": (softmax, Z, softmax_backward, {}),
    "a large array": (sines, A, COS, {}),
    "a large loss": (lambda W: 1e4 * loss(W), W, 1e4 * DW, {}),
    "a loss at scores near 1000": (
        lambda b: loss(W) + np.logaddexp.reduce(b + 1000),
        np.zeros(3),
        np.full(3, 1 / 3),
        {},
    ),
    "a function that bends sharply": (lambda x: np.sin(1e3 * x).sum(), np.ones(3), np.full(3, 1e3 * np.cos(1e3)), {}),
    "values far from zero": (lambda x: np.sin(x / 1e6).sum(), np.full(3, 1e6), np.full(3, np.cos(1.0) / 1e6), {}),
    "relu at 0, derivative 0": (lambda x: np.maximum(x, 0), ZERO, relu_at_zero(0), {}),
    "relu at 0, derivative 1": (lambda x: np.maximum(x, 0), ZERO, relu_at_zero(1), {}),
    "relu at 0, derivative ½": (lambda x: np.maximum(x, 0), ZERO, relu_at_zero(0.5), {}),
    "kinks close by": (lambda x: np.maximum(x, 0).sum(), KINKED, (KINKED > 0).astype(float), {}),
    "zeros at a minimum": (lambda x: x @ x, np.zeros(3), np.zeros(3), {}),
}


@pytest.mark.parametrize("case", RIGHT_WORK)
def test_right_work_is_let_through(case: str) -> None:
    function, at, claimed, options = RIGHT_WORK[case]
    gradient(function, at=at, claimed=claimed, rng=rng(), **options)


@pytest.mark.parametrize(
    ("function", "claimed", "reason"),
    [
        (loss, DW.T, "dW is an array of shape (4, 5); an array of shape (5, 4) is expected: it is the transpose."),
        (loss, 2 * np.abs(DW) * np.sign(DW), None),
        (lambda W: 1.0, DW, "the loss does not change with its argument, so its slope is zero; dW at "),
        (loss, 0 * DW, "dW is zero everywhere, but the loss is not flat: at "),
        (lambda W: None, DW, "the loss is None: was it ever set?"),
        (lambda W: (X @ W).sum(axis=1), DW, "the loss is an array of shape (9,); a single number is expected"),
    ],
)
def test_the_reason_says_what_is_wrong(function: Callable[..., Any], claimed: np.ndarray, reason: str | None) -> None:
    found = refused(function, W, claimed, what="dW").reason
    if reason is None:
        assert found.startswith("20 of 20 values of dW are not the slope of the loss; the worst, at [")
        assert "too large" in found
        assert found.endswith("by a factor of 2.0.")
    else:
        assert found.startswith(reason)


def test_a_loss_that_changes_by_itself_is_named() -> None:
    seen = iter(range(1000))
    reason = refused(lambda W: loss(W) + next(seen), W, DW).reason
    assert reason.startswith("the loss is not the same when it is computed twice at the same place: ")


def test_a_loss_that_is_not_finite_is_told_with_the_place() -> None:
    with np.errstate(invalid="ignore"):
        reason = refused(lambda p: np.log(p).sum(), np.array([0.5, 1e-6]), np.array([2.0, 1e6])).reason
    assert reason == "the loss is not finite when its argument moves at [1] by 1e-05."


def test_on_a_large_array_a_random_direction_sees_what_the_drawn_coordinates_miss() -> None:
    claimed = COS.copy()
    claimed[np.abs(A) > 1.5] *= 1.5
    failure = refused(sines, A, claimed, coordinates=1)
    assert failure.reason.startswith("gradient is not the slope of the loss: along a random direction it is ")
    assert failure.evidence is not None
    assert failure.evidence.index is None


def test_on_a_large_array_the_number_of_values_that_were_tried_is_told() -> None:
    reason = refused(sines, A, 2 * COS).reason
    assert reason.startswith("100 of 100 values of gradient that were tried are not the slope of the loss; the worst")


@pytest.mark.parametrize(("claimed", "most"), [(DW, 1), (1.03 * DW, 2)])
def test_all_points_travel_in_one_message_and_only_what_is_used_comes_back(
    remote: Any, claimed: np.ndarray, most: int
) -> None:
    student = remote(lambda W: (loss(W), np.zeros((100, 100))))
    try:
        gradient(lambda W: student(W)[0], at=W, claimed=claimed, rng=rng())
    except Failure:
        assert most == 2
    assert len(student.messages) <= most
    assert student.messages[0] == 2 * W.size + 2
    assert set(student.places) == {(0,)}


def test_one_number_is_drawn_whatever_happens() -> None:
    after = []
    for function, at, claimed in [(loss, W, DW), (sines, A, COS), (softmax, Z, softmax_backward)]:
        drawn = rng()
        gradient(function, at=at, claimed=claimed, rng=drawn)
        after.append(drawn.random())
    assert len(set(after)) == 1


def test_the_argument_is_left_as_it_was() -> None:
    before = W.copy()
    gradient(loss, at=W, claimed=DW, rng=rng())
    np.testing.assert_array_equal(W, before)


def test_the_margin_is_noted_and_a_corner_is_remarked(notes: Notes) -> None:
    gradient(loss, at=W, claimed=DW, rng=rng(), what="dW")
    assert notes.measurements[0].what == "dW"
    assert 0 <= notes.measurements[0].value < 0.2
    gradient(lambda x: np.maximum(x, 0).sum(), at=np.array([0.0, 1.0]), claimed=np.array([1.0, 1.0]), rng=rng())
    assert notes.remarks == ["the loss has a corner at 1 of 2 places; any slope between left and right was accepted."]


def test_an_empty_place_is_the_labs_mistake() -> None:
    with pytest.raises(ValueError, match="empty"):
        gradient(loss, at=np.zeros((0, 3)), claimed=np.zeros((0, 3)), rng=rng())
