import numpy as np
from tools import moved, size_of


def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(np.shape(x))
    iterator = np.nditer(gradient, flags=["multi_index"], op_flags=["readwrite"])
    for entry in iterator:
        entry[...] = (f(moved(x, iterator.multi_index, h)) - f(moved(x, iterator.multi_index, -h))) / (2 * h)
    return gradient


def relative_difference(a, b):
    if np.shape(a) != np.shape(b):
        raise ValueError("different shapes")
    denominator = size_of(a) + size_of(b)
    if denominator < 1e-12:
        return 0.0
    return size_of(np.asarray(a) - np.asarray(b)) / denominator


def check(f, grad, x):
    difference = relative_difference(grad(x), numerical_gradient(f, x))
    return difference, bool(difference < 1e-7)
