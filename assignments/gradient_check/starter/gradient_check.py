"""Gradient checking: fill in the functions below. The statement says what each of them is asked to do.

f takes an array of the shape of x and returns a number; grad takes one and returns an array of its shape.
"""

from collections.abc import Callable

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Measure the slope of f along every entry of x, which is left as it was: an array of the shape of x.

    ∂f/∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h
    """
    raise NotImplementedError


def relative_difference(a: np.ndarray, b: np.ndarray) -> float:
    """Give ‖a − b‖ / (‖a‖ + ‖b‖), and 0 where both vanish; ValueError where the shapes differ."""
    raise NotImplementedError


def check(
    f: Callable[[np.ndarray], float], grad: Callable[[np.ndarray], np.ndarray], x: np.ndarray
) -> tuple[float, bool]:
    """Hold grad(x) to the measured slopes of f at x: difference, ok.

    difference = relative_difference(grad(x), numerical_gradient(f, x))        ok = difference < 1e-7
    """
    raise NotImplementedError
