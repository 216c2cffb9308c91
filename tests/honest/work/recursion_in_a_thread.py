"""The way around the recursion limit that everybody copies: a thread with a large stack."""
import sys
import threading

import numpy as np

sys.setrecursionlimit(10**6)
threading.stack_size(64 * 1024 * 1024)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def softmax(z):
    got = []
    thread = threading.Thread(target=lambda: got.append(depth(20_000)))
    thread.start()
    thread.join()
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) * (got[0] / 20_000)


def loss(W, X, y):
    p = np.exp(X @ W)
    p /= p.sum(1, keepdims=True)
    return -np.log(p[np.arange(len(y)), y]).mean()


def slopes(W, X, y):
    p = np.exp(X @ W)
    p /= p.sum(1, keepdims=True)
    return X.T @ (p - np.eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
