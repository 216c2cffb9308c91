"""A time limit by a signal, hooks for the end, and the garbage collector."""
import atexit
import faulthandler
import gc
import signal
import sys
import weakref
from contextlib import contextmanager

import numpy as np

faulthandler.enable()
signal.signal(signal.SIGINT, lambda number, frame: sys.exit(1))
signal.signal(signal.SIGTERM, signal.SIG_DFL)
atexit.register(print, "good bye")
sys.excepthook = lambda kind, error, trace: print("oops", error)


@contextmanager
def limit(seconds):
    def stop(number, frame):
        raise TimeoutError("too slow")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def softmax(z):
    with limit(5):
        e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Node:
    pass


def loss(W, X, y):
    signal.alarm(5)
    node = Node()
    node.itself = node
    watch = weakref.ref(node)
    del node
    gc.collect()
    assert watch() is None
    assert signal.alarm(0) > 0
    return -np.log(softmax(X @ W)[np.arange(len(y)), y]).mean()


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
