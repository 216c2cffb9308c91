"""The sine series: the same from the same seed, of the stated noise, cut by time, and worth predicting."""

import numpy as np
import pytest

from graders.data import sine


def test_equal_seeds_give_equal_series():
    first, again, other = (sine.series(np.random.default_rng(seed), 50) for seed in (1, 1, 2))
    assert (first.shape, first.dtype) == ((50,), np.float32)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(("step", "noise"), [(0.3, 0.02), (0.3, 0.0), (0.25, 0.05)])
def test_it_is_a_sine_of_this_step_with_this_noise(step, noise):
    """What a sine and a cosine of that step leave of the series is the noise."""
    values = sine.series(np.random.default_rng(3), 5000, step=step, noise=noise)
    turn = step * np.arange(len(values))
    A = np.column_stack([np.sin(turn), np.cos(turn)])
    weights = np.linalg.lstsq(A, values, rcond=None)[0]
    assert np.hypot(*weights) == pytest.approx(1, abs=0.005)
    assert np.std(values - A @ weights) == pytest.approx(noise, rel=0.05, abs=1e-6)


def test_phases_are_spread_over_the_circle():
    starts = [sine.series(np.random.default_rng(seed), 1, noise=0)[0] for seed in range(400)]
    assert np.mean(starts) == pytest.approx(0, abs=0.15)
    assert np.mean(np.square(starts)) == pytest.approx(0.5, abs=0.1)


def test_the_parts_follow_each_other():
    past, future = sine.parts(np.random.default_rng(4), 30, 12)
    assert (past.shape, future.shape) == ((30,), (12,))
    assert np.array_equal(np.concatenate([past, future]), sine.series(np.random.default_rng(4), 42))


@pytest.mark.parametrize("step", [0.3, 0.2])
def test_repeating_the_last_value_is_as_bad_as_stated(step):
    values = sine.series(np.random.default_rng(5), 20_000, step=step)
    assert np.mean(np.diff(values) ** 2) == pytest.approx(sine.repeating(step), rel=0.03)


def test_the_usual_series_is_worth_predicting():
    """A linear prediction from the two values before is far better than repeating the last one."""
    assert sine.repeating() == pytest.approx(0.0455, abs=0.0005)
    values = sine.series(np.random.default_rng(6), 20_000)
    before, last, after = values[:-2], values[1:-1], values[2:]
    assert np.mean((2 * np.cos(sine.STEP) * last - before - after) ** 2) < sine.repeating() / 10
