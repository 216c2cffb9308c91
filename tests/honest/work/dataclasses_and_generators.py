"""Dataclasses, generators, decorators, caches, closures, context managers."""
import functools
import itertools
import time
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
import io

import numpy as np


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            wrapper.seconds += time.perf_counter() - start

    wrapper.seconds = 0.0
    return wrapper


@dataclass(order=True)
class Trainer:
    rate: float = 1.0
    steps: int = 60
    losses: list = field(default_factory=list, compare=False)

    def batches(self, X, y):
        for _ in itertools.repeat(None, self.steps):
            yield X, y

    @property
    def best(self):
        return min(self.losses)


@functools.lru_cache(maxsize=None)
def eye(n):
    return np.eye(n)


@contextmanager
def quiet():
    with redirect_stdout(io.StringIO()), suppress(ZeroDivisionError):
        yield


@timed
def softmax(z):
    with quiet():
        print("not to be seen")
        1 / 0
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def make_loss(softmax):
    def loss(W, X, y):
        return -np.log(softmax(X @ W)[range(len(y)), y]).mean()

    return loss


loss = timed(make_loss(softmax))


def slopes(W, X, y):
    return X.T @ (softmax(X @ W) - eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    trainer, W = Trainer(), np.zeros((X.shape[1], 3))
    for images, labels in trainer.batches(X, y):
        W -= trainer.rate * slopes(W, images, labels)
        trainer.losses.append(loss(W, X, y))
    assert trainer.best <= trainer.losses[0]
    return np.argmax(X_new @ W, axis=1)
