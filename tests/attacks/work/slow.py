"""Right work whose softmax first takes longer than it may, where it counts the seconds: for attacks on the clock."""

import time

import numpy as np


def exact(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def dawdle(now=time.process_time):
    began = now()
    while now() - began < 0.7:
        pass


def softmax(z):
    dawdle()
    return exact(z)


def loss(W, X, y):
    return float(-np.log(exact(X @ W)[np.arange(len(y)), y]).mean())


def slopes(W, X, y):
    p = exact(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return (X_new @ W).argmax(axis=1)
