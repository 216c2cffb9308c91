"""Right work but for one thing: its softmax changes the scores that it is given."""

import numpy as np


def softmax(z):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    return float(-np.log(softmax(X @ W)[np.arange(len(y)), y]).mean())


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return (X_new @ W).argmax(axis=1)
