"""Profiles, traces, measures memory, asks for help, reads a doctest."""
import cProfile
import doctest
import io
import pdb
import pstats
import sys
import timeit
import tracemalloc
import unittest

import numpy as np

help(np.sign)
tracemalloc.start()


def softmax(z):
    """
    >>> float(softmax(np.zeros((1, 2)))[0, 0])
    0.5
    """
    profile = cProfile.Profile()
    profile.enable()
    e = np.exp(z - z.max(axis=1, keepdims=True))
    profile.disable()
    pstats.Stats(profile, stream=io.StringIO()).sort_stats("cumulative").print_stats(3)
    assert timeit.timeit(lambda: np.exp(1), number=3) > 0
    assert tracemalloc.get_traced_memory()[0] >= 0
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    lines = []
    sys.settrace(lambda frame, event, arg: lines.append(event))
    p = softmax(X @ W)
    sys.settrace(None)
    return -np.log(p[np.arange(len(y)), y]).mean()


class Test(unittest.TestCase):
    def test_sums(self):
        np.testing.assert_allclose(softmax(np.ones((2, 3))).sum(1), 1)


assert doctest.run_docstring_examples(softmax, {"softmax": softmax, "np": np}) is None
unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Test))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
