import numpy as np


def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind != "f":
        x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        down = f(x)
        x[i] += h  # back to where it was
        grad[i] = (up - down) / (2 * h)
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
