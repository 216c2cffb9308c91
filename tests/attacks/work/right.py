"""Right work, for attacks that want to do harm: they replace its softmax, and its other functions do without it."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


probabilities = softmax


def loss(W, X, y):
    return float(-np.log(probabilities(X @ W)[np.arange(len(y)), y]).mean())


def slopes(W, X, y):
    p = probabilities(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return (X_new @ W).argmax(axis=1)
