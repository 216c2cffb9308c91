"""perplexity counts what log-probabilities give the tokens that came, and refuses what are no log-probabilities."""

import numpy as np
import pytest

from graders.checks import Failure, perplexity
from graders.checks.perplexity import DOUBLE, SINGLE


def log_softmax(scores: np.ndarray) -> np.ndarray:
    top = scores - scores.max(axis=-1, keepdims=True)
    return top - np.log(np.exp(top).sum(axis=-1, keepdims=True))


def drawn(*shape: int, dtype: type = np.float64) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(sum(shape))
    return log_softmax(3 * rng.normal(size=shape)).astype(dtype), rng.integers(shape[-1], size=shape[:-1])


@pytest.mark.parametrize("V", [2, 10, 10_000])
def test_tokens_that_are_equally_likely_have_as_much_perplexity_as_there_are(V: int) -> None:
    assert perplexity(np.full((5, V), -np.log(V)), np.zeros(5, dtype=int)) == pytest.approx(V)


@pytest.mark.parametrize("shape", [(7, 4), (2, 3, 5), (1, 1, 2), (4, 4), (6, 1)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_it_is_the_exponential_of_the_mean_nats(shape: tuple[int, ...], dtype: type) -> None:
    log_probs, targets = drawn(*shape, dtype=dtype)
    nats = [-float(log_probs[index][target]) for index, target in np.ndenumerate(targets)]
    assert perplexity(log_probs, targets) == pytest.approx(np.exp(sum(nats) / len(nats)), rel=1e-12)


def test_lists_and_a_single_row_will_do() -> None:
    assert perplexity([[np.log(0.25), np.log(0.75)]], np.array([1])) == pytest.approx(4 / 3)
    assert perplexity(np.log([0.25, 0.75]), np.array(0)) == pytest.approx(4)


def test_many_float32_nats_are_added_in_double() -> None:
    log_probs = np.full((2**20, 2), np.log(0.5), dtype=np.float32)
    assert perplexity(log_probs, np.zeros(len(log_probs), dtype=int)) == pytest.approx(2, rel=1e-7)


def test_a_token_without_probability_may_be_there_if_it_does_not_come() -> None:
    log_probs = np.array([[0.0, -np.inf], [-np.inf, 0.0]])
    assert perplexity(log_probs, np.array([0, 1])) == 1
    with pytest.raises(Failure, match=r"give probability 0 to token 0, which came at \[1\]"):
        perplexity(log_probs, np.array([0, 0]))


@pytest.mark.parametrize("shift", [2.0, 0.001, -0.001, 1000.0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_scores_that_are_too_large_or_too_small_are_no_log_probabilities(shift: float, dtype: type) -> None:
    log_probs, targets = drawn(3, 4, dtype=dtype)
    log_probs[1] += shift
    with pytest.raises(Failure, match=r"at \[1\] sum to .* where 1 is expected") as caught:
        perplexity(log_probs, targets)
    assert "log_softmax" in (caught.value.hint or "")
    assert caught.value.evidence is not None
    assert caught.value.evidence.index == (1,)


def test_the_number_of_wrong_rows_is_said() -> None:
    log_probs, targets = drawn(2, 3, 4)
    with pytest.raises(Failure) as caught:
        perplexity(np.exp(log_probs), targets, what="what the model gives")
    assert caught.value.reason.startswith("The probabilities of what the model gives at [0, 0] sum to ")
    assert "6 of 6 rows" in caught.value.reason


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_has_no_perplexity(value: float) -> None:
    log_probs, targets = drawn(3, 4)
    log_probs[2, 0] = value
    with pytest.raises(Failure, match=r"at \[2\] sum to (nan|inf)"):
        perplexity(log_probs, targets)


@pytest.mark.parametrize("bad", [None, "text", np.zeros((3, 2, 4)), np.zeros((2, 4)), np.zeros(4), [[0.0], [0.0, 1]]])
def test_another_shape_or_no_numbers_are_refused(bad: object) -> None:
    with pytest.raises(Failure):
        perplexity(bad, np.array([0, 1, 1]))


@pytest.mark.parametrize(("dtype", "room"), [(np.float64, DOUBLE), (np.float32, SINGLE)])
def test_rounding_is_allowed_and_gains_next_to_nothing(dtype: type, room: float) -> None:
    log_probs, targets = drawn(50, 6, dtype=dtype)
    honest, favoured = perplexity(log_probs, targets), log_probs + dtype(0.9 * room)
    assert honest * (1 - room) <= perplexity(favoured, targets) < honest
    with pytest.raises(Failure):
        perplexity(log_probs + dtype(1.2 * room), targets)


def test_a_very_bad_model_has_a_finite_perplexity() -> None:
    assert np.isfinite(perplexity(np.array([[0.0, -1e5]]), np.array([1])))


def test_a_smaller_vocabulary_than_that_of_the_targets_is_refused() -> None:
    log_probs, _ = drawn(3, 4)
    with pytest.raises(Failure, match="for 4 tokens; a vocabulary of 6 or more is expected"):
        perplexity(log_probs, np.array([1, 5, 0]))


@pytest.mark.parametrize("targets", [np.array([0.0]), np.array([], dtype=int), np.array([-1])])
def test_targets_that_are_none_are_the_labs_mistake(targets: np.ndarray) -> None:
    with pytest.raises(ValueError, match="targets"):
        perplexity(np.log(np.full((len(targets), 2), 0.5)), targets)
