"""The way of the well-known course: nditer, in place, with the old value put back."""
import numpy as np
from random import randrange


def numerical_gradient(f, x, h=0.00001, verbose=False):
    writable = x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)
    grad = np.zeros(x.shape, dtype=np.float64)
    it = np.nditer(writable, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        oldval = writable[ix].copy()
        writable[ix] = oldval + h
        fxph = f(writable)
        writable[ix] = oldval - h
        fxmh = f(writable)
        writable[ix] = oldval
        grad[ix] = (fxph - fxmh) / (2 * h)
        if verbose:
            print(ix, grad[ix])
        it.iternext()
    return grad


def relative_difference(a, b):
    if np.shape(a) != np.shape(b):
        raise ValueError("shapes")
    a, b = np.ravel(a).astype(float), np.ravel(b).astype(float)
    return np.sqrt(((a - b) ** 2).sum()) / max(1e-12, np.sqrt((a**2).sum()) + np.sqrt((b**2).sum()))


def check(f, grad, x):
    numeric = numerical_gradient(f, x)
    difference = relative_difference(numeric, grad(x))
    print("difference: %e" % difference)
    return float(difference), bool(difference < 1e-7)


def grad_check_sparse(f, x, analytic_grad, num_checks=10, h=1e-5):
    for i in range(num_checks):
        print(tuple([randrange(m) for m in x.shape]))
