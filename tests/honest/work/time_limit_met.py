"""Gives up on a slow way after a moment, by an alarm, and takes the fast one."""
import signal

import numpy as np


class TooSlow(Exception):
    pass


def ring(number, frame):
    raise TooSlow


def softmax(z):
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        while True:
            pass
    except TooSlow:
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    s = X @ W
    return np.mean(np.log(np.exp(s).sum(1)) - s[np.arange(len(y)), y])


def slopes(W, X, y):
    e = np.exp(X @ W)
    return X.T @ (e / e.sum(1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
