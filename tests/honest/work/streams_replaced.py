"""Redirects what is printed: to a file, to a string, and through a writer of its own."""
import contextlib
import io
import sys

import numpy as np


class Tee:
    def __init__(self, *streams):
        self.streams = streams

    def write(self, text):
        for stream in self.streams:
            stream.write(text)

    def flush(self):
        for stream in self.streams:
            stream.flush()


sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
sys.stdout = Tee(sys.stdout, open("printed.txt", "w"))


def softmax(z):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        print("quiet", file=sys.stderr)
    assert said.getvalue() == "quiet\n" and not sys.stdin.isatty()
    print("loud", flush=True)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    before, sys.stdout = sys.stdout, io.StringIO()
    print(W)
    sys.stdout = before
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
