"""einsum with optimisation, vectorize, apply_along_axis, ufunc.at, strides, in-place with out=."""
import numpy as np
from numpy.lib.stride_tricks import as_strided

exp = np.vectorize(np.exp, otypes=[float])
plus = np.frompyfunc(lambda a, b: a + b, 2, 1)


def softmax(z):
    e = np.apply_along_axis(lambda r: exp(r - r.max()), 1, z)
    sums = plus.reduce(e, axis=1).astype(float)
    np.divide(e, sums[:, None], out=e)
    return e


def loss(W, X, y):
    p = softmax(np.einsum("nd,dk->nk", X, W, optimize=True))
    view = as_strided(p, shape=(p.size,), strides=(8,))
    return -np.log(np.take(view, np.ravel_multi_index((np.arange(len(y)), y), p.shape))).mean()


def slopes(W, X, y):
    p = softmax(np.linalg.multi_dot([X, W, np.eye(W.shape[1])]))
    np.subtract.at(p, (np.arange(len(y)), y), 1)
    return np.einsum("nd,nk->dk", X, p, optimize="greedy") / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
