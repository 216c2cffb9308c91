"""What the lesson of these tests teaches."""

import numpy as np


def mean(X):
    """Average each row.

        mᵢ = 1/D · Σⱼ Xᵢⱼ

    X is (N, D), the result (N,).
    """
    return X.mean(axis=1)


def spread(X):
    """Average the squares of the distances from the mean, row by row.

    sᵢ = 1/D · Σⱼ (Xᵢⱼ − mᵢ)²
    """
    return ((X.T - mean(X)) ** 2).mean(axis=0)


def says(count):
    """Give the count back."""
    return int(np.round(count))


class Box:
    """A box.

    inside = outside / 2
    """

    def open(self):
        """Open it."""
