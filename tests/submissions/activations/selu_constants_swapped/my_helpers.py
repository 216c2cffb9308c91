# Hilfsfunktionen
import numpy as np


def split(x):
    """positiver und negativer Teil als float"""
    x = np.asarray(x, dtype=np.float64)
    return x > 0, np.minimum(x, 0.0)


def exp_linear(x, a):
    pos, n = split(x)
    return np.where(pos, x, a * np.expm1(n))


def exp_linear_slope(x, a):
    pos, n = split(x)
    return np.where(pos, 1.0, a * np.exp(n))
