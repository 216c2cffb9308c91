"""The standard library: bisect, itertools, functools, a generator with send, slots."""
from bisect import bisect_right
from functools import partial
from itertools import accumulate
import copy
import sys

import numpy as np

sys.setrecursionlimit(5000)


def piecewise(step, boundaries, rates):
    return rates[bisect_right(boundaries, step)]


def exponential(rate, step, decay_steps, decay_rate, staircase=False):
    power_of = divmod(step, decay_steps)[0] if staircase else step / decay_steps
    return rate * pow(decay_rate, power_of)


def power(rate, step, decay_steps, exponent=1.0):
    return rate * (1 + step / decay_steps) ** -exponent


inverse_time = lambda rate, epoch, decay: rate / (1.0 + decay * epoch)
inverse_sqrt = partial(lambda rate, step: rate * (1 + step) ** -0.5)


def averaging(beta):
    v = 0.0
    theta = yield
    while True:
        v = beta * v + (1 - beta) * theta
        theta = yield v


def ewma(values, beta, corrected=False):
    plain = list(accumulate(values, lambda v, x: beta * v + (1 - beta) * x, initial=0.0))[1:]
    machine = averaging(beta)
    next(machine)
    assert np.allclose(plain, [machine.send(x) for x in values])
    if corrected:
        return [v / (1 - beta ** (t + 1)) for t, v in enumerate(plain)]
    return plain


class MovingAverage:
    __slots__ = ("__dict__", "_t", "decay")

    def __init__(self, decay: float) -> None:
        self.decay = decay
        self._t = -1

    @property
    def average(self):
        return self._a

    def update(self, params):
        self._t += 1
        if not self._t:
            self._a = copy.deepcopy(dict(params))
            return self
        d = min(self.decay, (1 + self._t) / (10 + self._t))
        self._a = {k: d * self._a[k] + (1 - d) * params[k] for k in params}
        return self
