"""Exclusive or in the plane: random points that belong to class 1 where their two coordinates differ in sign.

No straight line parts the two classes, so a network needs a hidden layer, and a non-linear one, to learn them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

POINTS = 100
MARGIN = 0.05
"""No coordinate is nearer to 0 than this, so that no label hangs on rounding."""


class Points(NamedTuple):
    """Points X (N, 2), float64 between −1 and 1, and their labels y (N,), int64: 0 or 1."""

    X: np.ndarray
    y: np.ndarray


def points(rng: np.random.Generator, count: int = POINTS) -> Points:
    """Draw ``count`` points, as many in each quadrant as in any other, or one more, in random order.

    Signs and sizes are drawn independently; the sizes are uniform between ``MARGIN`` and 1.
    """
    quadrant = rng.permutation(count) % 4
    signs = np.column_stack([1 - 2 * (quadrant // 2), 1 - 2 * (quadrant % 2)])
    X = signs * rng.uniform(MARGIN, 1, size=(count, 2))
    return Points(X, (signs[:, 0] != signs[:, 1]).astype(np.int64))
