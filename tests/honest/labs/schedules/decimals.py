"""Exact fractions until the last moment, tables kept in a cache, a log on disk."""
import csv
import functools
from fractions import Fraction

import numpy as np


@functools.cache
def root(n):
    return float(n) ** 0.5


def logged(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        value = f(*args, **kwargs)
        with open("rates.csv", "w", newline="") as file:
            csv.writer(file).writerow([f.__name__, value])
        return value

    return inner


@logged
def piecewise(step, boundaries, rates):
    edges = [-1, *boundaries, float("inf")]
    return next(r for low, high, r in zip(edges, edges[1:], rates) if low <= step < high)


@logged
def exponential(rate, step, decay_steps, decay_rate, staircase=False):
    exact = Fraction(int(step), int(decay_steps))
    return float(rate) * float(decay_rate) ** (exact.numerator // exact.denominator if staircase else float(exact))


@logged
def power(rate, step, decay_steps, exponent=1.0):
    return float(rate) / float(1 + Fraction(int(step), int(decay_steps))) ** exponent


@logged
def inverse_time(rate, epoch, decay):
    return float(Fraction(rate) / (1 + Fraction(decay) * int(epoch)))


@logged
def inverse_sqrt(rate, step):
    return rate / root(int(step) + 1)


def ewma(values, beta, corrected=False):
    out, v, remaining = [], 0.0, 1.0
    for value in values:
        v += (1 - beta) * (float(value) - v)
        remaining *= beta
        out.append(v / (1 - remaining) if corrected else v)
    return np.array(out, dtype=np.float64)


class MovingAverage(dict):
    """The average is the dict itself."""

    def __init__(self, decay):
        super().__init__()
        self.decay = decay
        self.t = 0

    @property
    def average(self):
        return dict(self)

    def update(self, params):
        weight = min(self.decay, (1 + self.t) / (10 + self.t)) if self.t else 0.0
        for name, theta in params.items():
            self[name] = weight * self.get(name, 0.0) + (1 - weight) * theta
        self.t += 1
