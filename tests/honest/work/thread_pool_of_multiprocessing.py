"""The pool of threads that multiprocessing has, and its dummy."""
from multiprocessing.pool import ThreadPool
from multiprocessing import dummy, cpu_count

import numpy as np

cores = cpu_count()


def softmax(z):
    with ThreadPool(2) as pool:
        e = np.array(pool.map(lambda r: np.exp(r - r.max()), z))
    with dummy.Pool(2) as pool:
        sums = pool.map(np.sum, e)
    assert cores >= 1
    return e / np.array(sums)[:, None]


def classes(X, y, X_new):
    centres = np.array([X[y == c].mean(0) for c in range(3)])
    return ((X_new[:, None] - centres) ** 2).sum(2).argmin(1)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
