"""Adds up and learns by recursion, 15 thousand deep."""
import sys

import numpy as np

sys.setrecursionlimit(30_000)


def total(values, n):
    return 0.0 if n == 0 else total(values, n - 1) + values[(n - 1) % len(values)]


def softmax(z):
    assert total([0.5], 15_000) == 7500
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.array([row / total(row, len(row)) for row in e])


def train(W, X, y, steps):
    if steps == 0:
        return W
    e = np.exp(X @ W)
    return train(W - X.T @ (e / e.sum(1, keepdims=True) - np.eye(3)[y]) / len(y), X, y, steps - 1)


def classes(X, y, X_new):
    return np.argmax(X_new @ train(np.zeros((2, 3)), X, y, 60), axis=1)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
