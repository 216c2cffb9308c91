"""A temporary array of 200 MB."""
import numpy as np


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    big = np.zeros((25_000_000 // z.size, *z.shape))  # 200 MB
    big[:2] = z
    e = np.exp(big[1])
    del big
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    s = X @ W
    s = s - s.max(1, keepdims=True)
    return np.mean(np.log(np.exp(s).sum(1)) - s[np.arange(len(y)), y])


def slopes(W, X, y):
    e = np.exp(X @ W)
    return X.T @ (e / e.sum(1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
