"""Takes a faster package where there is one, and does without where there is none."""
import importlib.util

import numpy as np

try:
    from scipy.special import softmax as fast
except ImportError:
    fast = None
try:
    import numba
    jit = numba.njit
except ImportError:
    def jit(function):
        return function
HAS_TORCH = importlib.util.find_spec("torchvision") is not None


@jit
def softmax(z):
    try:
        import cupy as xp
    except ModuleNotFoundError:
        xp = np
    e = xp.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
