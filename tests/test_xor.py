"""The points of exclusive or: sure labels, equal quadrants, the same from the same seed, and no line between them."""

import numpy as np
import pytest

from graders.data import xor


@pytest.mark.parametrize("seed", range(5))
def test_the_label_says_whether_the_signs_differ(seed):
    X, y = xor.points(np.random.default_rng(seed))
    assert X.shape == (100, 2)
    assert np.array_equal(y, X[:, 0] * X[:, 1] < 0)
    assert y.dtype == np.int64
    assert xor.MARGIN <= np.abs(X).min() <= np.abs(X).max() <= 1
    quadrants = 2 * (X[:, 0] < 0) + (X[:, 1] < 0)
    assert np.bincount(quadrants).tolist() == [25] * 4


def test_any_number_of_points_is_spread_over_the_quadrants():
    for count in (1, 2, 3, 7, 1000):
        X, y = xor.points(np.random.default_rng(0), count)
        assert len(X) == len(y) == count
        share = np.bincount(2 * (X[:, 0] < 0) + (X[:, 1] < 0), minlength=4)
        assert share.max() - share.min() <= 1


def test_equal_seeds_give_equal_points_in_random_order():
    first, again, other = (xor.points(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.X, again.X)
    assert not np.array_equal(first.y, other.y)
    assert 20 < np.count_nonzero(np.diff(first.y)) < 80


def test_no_line_parts_the_classes():
    """The best linear fit is right for little more than half of the points."""
    X, y = xor.points(np.random.default_rng(3), 4000)
    A = np.column_stack([X, np.ones(len(X))])
    weights = np.linalg.lstsq(A, 2 * y - 1, rcond=None)[0]
    assert np.mean((A @ weights > 0) == y) < 0.6
