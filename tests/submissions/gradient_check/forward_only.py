import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    here = f(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old
        grad[i] = (up - here) / h
    return grad


def relative_difference(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} and {b.shape}")
    total = np.linalg.norm(a) + np.linalg.norm(b)
    return 0.0 if total == 0 else np.linalg.norm(a - b) / total


def check(f, grad, x):
    difference = relative_difference(grad(x), numerical_gradient(f, x, h=1e-5))
    return difference, bool(difference < 1e-7)
