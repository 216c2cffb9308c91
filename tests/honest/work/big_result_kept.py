"""Keeps what it saw in globals, grows lists, and frees them late."""
import collections

import numpy as np

history = []
seen = collections.deque(maxlen=10)
cache = {}


def softmax(z):
    history.append(z.copy())
    seen.append(np.zeros(100_000))
    key = z.tobytes()
    if key not in cache:
        e = np.exp(z - z.max(axis=1, keepdims=True))
        cache[key] = e / e.sum(axis=1, keepdims=True)
    return cache[key].copy()


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
