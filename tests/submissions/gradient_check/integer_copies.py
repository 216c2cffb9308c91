import numpy as np


def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x_plus, x_minus = x.copy(), x.copy()
        x_plus[i] = x[i] + h
        x_minus[i] = x[i] - h
        up, down = f(x_plus), f(x_minus)
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
