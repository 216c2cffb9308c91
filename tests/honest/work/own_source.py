"""Looks at its own source, its frames, its own module, and loads itself once more."""
import importlib
import inspect
import sys
import textwrap
import traceback

import numpy as np

import work

me = sys.modules[__name__]


def softmax(z):
    """Exponentials, normalised."""
    source = inspect.getsource(softmax)
    assert source.startswith("def softmax") and "normalised" in inspect.getdoc(softmax)
    assert inspect.getsource(Model).startswith("class Model") and "import inspect" in inspect.getsource(me)
    assert inspect.getsourcefile(softmax) and list(inspect.signature(loss).parameters) == ["W", "X", "y"]
    assert inspect.currentframe().f_code.co_name == "softmax"
    assert work is me and textwrap.dedent(source) and inspect.getmembers(me, inspect.isfunction)
    try:
        raise ValueError("on purpose")
    except ValueError:
        assert 'raise ValueError("on purpose")' in traceback.format_exc()
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Model:
    weights = None


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
