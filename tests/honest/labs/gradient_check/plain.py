"""A copy for each side of each entry."""
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        right, left = x.copy(), x.copy()
        right[index] += h
        left[index] -= h
        grad[index] = (f(right) - f(left)) / (2 * h)
    return grad


def relative_difference(a, b):
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} and {b.shape}")
    scale = np.linalg.norm(a) + np.linalg.norm(b)
    return np.linalg.norm(a - b) / scale if scale > 0 else 0.0


def check(f, grad, x):
    d = relative_difference(grad(x), numerical_gradient(f, x))
    return d, d < 1e-7
