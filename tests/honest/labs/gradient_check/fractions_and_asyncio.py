"""Compensated sums, coroutines for no good reason, and a plot of each entry."""
import asyncio
import math

import numpy as np


async def slope(f, x, index, h):
    await asyncio.sleep(0)
    up, down = np.array(x, float), np.array(x, float)
    up[index], down[index] = x[index] + h, x[index] - h
    return math.fsum([float(f(up)), -float(f(down))]) / (2 * h)


async def slopes(f, x, h):
    return [await slope(f, x, index, h) for index in np.ndindex(x.shape)]


def numerical_gradient(f, x, h=1e-5):
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        plt = None
    g = np.array(asyncio.run(slopes(f, x, h))).reshape(x.shape)
    if plt is not None:
        plt.stem(g.ravel())
        plt.close()
    return g


def relative_difference(a, b):
    if a.shape != b.shape:
        raise ValueError("a and b")
    over = math.hypot(*np.ravel(a - b).tolist())
    under = math.hypot(*np.ravel(a).tolist()) + math.hypot(*np.ravel(b).tolist())
    return over / under if under else 0.0


def check(f, grad, x):
    d = relative_difference(np.asarray(grad(x)), numerical_gradient(f, x))
    return d, d < 1e-7
