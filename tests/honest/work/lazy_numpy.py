"""Imports inside of functions: the modules of NumPy."""
import numpy as np


def softmax(z):
    import numpy.fft
    import numpy.linalg
    import numpy.ma
    import numpy.polynomial
    import numpy.testing
    import numpy.lib.stride_tricks
    from numpy.lib import format
    from numpy.random import MT19937, Generator

    back = numpy.fft.ifft(numpy.fft.fft(z, axis=1), axis=1).real
    numpy.testing.assert_allclose(back, z, atol=1e-9)
    assert numpy.polynomial.Polynomial([1, 2])(3) == 7
    assert np.ma.masked_less([1, 2], 2).sum() == 2
    assert np.char.upper("a") == "A" and Generator(MT19937(1)).random() < 1
    assert np.lib.stride_tricks.sliding_window_view(np.arange(4), 2).shape == (3, 2)
    assert np.emath.sqrt(-1) == 1j and format.magic(1, 0)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / numpy.linalg.norm(e, ord=1, axis=1, keepdims=True)


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
