"""Sets options of the whole process: printing, error handling, the decimal context, the locale, the hash of numbers."""
import builtins
import decimal
import sys

import numpy as np

np.set_printoptions(precision=3, suppress=True, threshold=5)
np.seterr(all="ignore")
np.seterrcall(print)
decimal.getcontext().prec = 3
sys.setswitchinterval(0.001)
sys.dont_write_bytecode = True
old_print = print


def print(*args, **kwargs):
    old_print("[me]", *args, **kwargs)


def sum(values):  # hides Python's own
    return np.add.reduce(values, axis=1)


def softmax(z):
    print(z)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / sum(e)[:, None]


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
