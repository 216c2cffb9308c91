"""Strict about warnings and about floating-point errors, for the whole process."""
import warnings

import numpy as np

np.seterr(all="raise")
warnings.simplefilter("error")


def softmax(z):
    try:
        np.exp(np.array([1e9]))
    except FloatingPointError:
        pass
    try:
        warnings.warn("softly", RuntimeWarning)
    except RuntimeWarning:
        pass
    e = np.exp(z - z.max(axis=1, keepdims=True))
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
