"""Warns in each call, in three ways."""
import warnings

import numpy as np

warnings.filterwarnings("always")
np.seterr(divide="warn", over="warn")
warnings.warn("this module is young", DeprecationWarning)


def softmax(z):
    warnings.warn("exponentials ahead")
    np.log(np.zeros(1)), np.exp(np.full(1, 1e4))
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
