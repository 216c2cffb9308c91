"""Each row in a thread of its own, with a lock."""
import threading

import numpy as np

lock = threading.Lock()
calls = 0


def softmax(z):
    out = np.empty_like(z)

    def one(i):
        global calls
        e = np.exp(z[i] - z[i].max())
        with lock:
            calls += 1
        out[i] = e / e.sum()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(len(z))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return out


def classes(X, y, X_new):
    centres = [None] * 3

    def centre(c):
        centres[c] = X[y == c].mean(axis=0)

    threads = [threading.Thread(target=centre, args=(c,), daemon=True) for c in range(3)]
    any(map(threading.Thread.start, threads))
    any(map(threading.Thread.join, threads))
    return np.linalg.norm(X_new[:, None] - np.array(centres), axis=2).argmin(axis=1)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
