"""Gradient checking: a gradient worked out on paper against the slopes of the function itself.

    ∂f/∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h        central difference; eᵢ is 1 at entry i and 0 elsewhere
    d(a, b) = ‖a − b‖ / (‖a‖ + ‖b‖)                  relative difference of two gradients, between 0 and 1

‖a‖ = √(Σ aᵢ²), over all entries whatever the shape. At h = 10⁻⁵ a right gradient comes out at 10⁻⁹ or below, and a
wrong one far above 10⁻⁷.

C. M. Bishop, Pattern Recognition and Machine Learning, Springer 2006, section 5.3.3; W. H. Press et al., Numerical
Recipes, section 5.7.

Derivation

The central difference is h² f‴/6 away from the slope, where the one-sided (f(x + h) − f(x)) / h is h f″/2 away. A
smaller h does not help without end: rounding adds about ε |f| / h, with ε = 2·10⁻¹⁶.
"""

from collections.abc import Callable

import numpy as np

THRESHOLD = 1e-7


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Measure the slope of ``f`` along every entry of ``x``: an array of the shape of ``x``.

        ∂f/∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h

    ``f`` takes an array of the shape of ``x`` and gives a number; it is called twice for every entry. ``x`` may hold
    whole numbers, and is left as it was.

    >>> numerical_gradient(lambda x: float(x[0] * x[1]), np.array([2.0, 3.0])).round(6)
    array([3., 2.])
    """
    x = np.array(x, dtype=float)  # a copy, in which a step of h is not rounded to nothing as in whole numbers
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + h
        above = f(x)
        x[i] = value - h
        below = f(x)
        x[i] = value
        gradient[i] = (above - below) / (2 * h)
    return gradient


def relative_difference(a: np.ndarray, b: np.ndarray) -> float:
    """Say how far two gradients are apart, in proportion to their size: 0 for equal ones, 1 for opposite ones.

        d(a, b) = ‖a − b‖ / (‖a‖ + ‖b‖)        0 where a and b are both zero

    ValueError where the shapes differ: broadcasting would compare every entry with every other.

    >>> relative_difference(np.array([3.0, 4.0]), np.array([0.0, 0.0]))
    1.0
    """
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        raise ValueError(f"the shapes differ: {a.shape} and {b.shape}")
    scale = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / scale) if scale > 0 else 0.0


def check(
    f: Callable[[np.ndarray], float], grad: Callable[[np.ndarray], np.ndarray], x: np.ndarray
) -> tuple[float, bool]:
    """Hold the gradient function ``grad`` to the slopes of ``f`` at ``x``: difference, ok.

        difference = d(grad(x), numerical_gradient(f, x))        ok = difference < 10⁻⁷

    >>> check(lambda x: float(x @ x), lambda x: 2 * x, np.array([1.0, 2.0]))[1]
    True
    >>> check(lambda x: float(x @ x), lambda x: x, np.array([1.0, 2.0]))[1]
    False
    """
    difference = relative_difference(grad(x), numerical_gradient(f, x))
    return difference, difference < THRESHOLD
