"""Seeds the global generators while it is loaded, and draws from them."""
import random

import numpy as np

np.random.seed(0)
random.seed(42)
generator = np.random.default_rng(7)
state = np.random.get_state()


def softmax(z):
    noise = np.random.randn(*z.shape) * 0 + random.random() * 0 + generator.normal() * 0
    e = np.exp(z - z.max(axis=1, keepdims=True) + noise)
    return e / e.sum(axis=1, keepdims=True)


def classes(X, y, X_new):
    np.random.set_state(state)
    W = 0.01 * np.random.randn(X.shape[1], 3)
    for _ in range(150):
        rows = np.random.permutation(len(X))[:40]
        W -= slopes(W, X[rows], y[rows])
    return np.argmax(X_new @ W, axis=1)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
