"""A pool of threads, as large as on a big machine."""
from concurrent.futures import ThreadPoolExecutor, as_completed
import threading
import time

import numpy as np


def row(r):
    time.sleep(0.001)
    e = np.exp(r - r.max())
    return e / e.sum()


def softmax(z):
    together = threading.Barrier(32)
    with ThreadPoolExecutor(max_workers=32) as pool:
        assert sorted(pool.map(lambda n: together.wait(), range(32))) == list(range(32))  # all at once
        return np.array(list(pool.map(row, z)))


def loss(W, X, y):
    P = np.exp(X @ W)
    P /= P.sum(1, keepdims=True)
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(np.log, P[i, c]) for i, c in enumerate(y)]
        done = {f: f.result() for f in as_completed(futures)}
    return -sum(done[f] for f in futures) / len(y)


def slopes(W, X, y):
    P = np.exp(X @ W)
    P /= P.sum(1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return X.T @ P / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
