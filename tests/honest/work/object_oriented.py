"""A class with operators of its own: automatic differentiation, with subclasses of ndarray."""
import numpy as np


class Value(np.ndarray):
    def __new__(cls, data):
        return np.asarray(data, float).view(cls)

    def __array_finalize__(self, obj):
        self.note = getattr(obj, "note", None)


class Matrix:
    __array_priority__ = 100

    def __init__(self, data):
        self.data = np.asarray(data, float)

    def __matmul__(self, other):
        return Matrix(self.data @ np.asarray(getattr(other, "data", other)))

    __rmatmul__ = lambda self, other: Matrix(other @ self.data)

    def __array__(self, dtype=None, copy=None):
        return self.data if dtype is None else self.data.astype(dtype)

    def __getattr__(self, name):
        return getattr(self.data, name)

    def __len__(self):
        return len(self.data)


def softmax(z):
    z = Value(z)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def loss(W, X, y):
    return -np.log(softmax(np.asarray(X @ Matrix(W)))[np.arange(len(y)), y]).mean()


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
