"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from .lab import lab


@lab.variant("piecewise")
def piecewise_in_a_loop(step, boundaries, rates):
    """A loop looks for the first boundary that is ahead."""
    for boundary, rate in zip(boundaries, rates, strict=False):
        if step < boundary:
            return rate
    return rates[-1]


@lab.variant("piecewise")
def piecewise_by_searchsorted(step, boundaries, rates):
    """np.searchsorted finds the place, and the rate is a NumPy number."""
    return np.array(rates)[np.searchsorted(np.array(boundaries), step, side="right")]


@lab.variant("piecewise")
def piecewise_by_bisection(step, boundaries, rates):
    """bisect finds the place."""
    from bisect import bisect_right

    return rates[bisect_right(boundaries, step)]


@lab.variant("exponential")
def exponential_by_logarithms(rate, step, decay_steps, decay_rate, staircase=False):
    """η₀ · exp(t / T · ln d), with np.floor, as an array of no axes."""
    exponent = np.asarray(step / decay_steps)
    if staircase:
        exponent = np.floor(exponent)
    return np.asarray(rate * np.exp(exponent * np.log(decay_rate)))


@lab.variant("exponential")
def exponential_in_float32(rate, step, decay_steps, decay_rate, staircase=False):
    """Computed in float32."""
    power = np.float32(int(step / decay_steps) if staircase else step / decay_steps)
    return np.float32(rate) * np.float32(decay_rate) ** power


@lab.variant("power")
def power_with_a_negative_exponent(rate, step, decay_steps, exponent=1):
    """η₀ · ((T + t) / T)^−c."""
    return rate * ((decay_steps + step) / decay_steps) ** -exponent


@lab.variant("inverse_time")
def inverse_time_as_an_array(rate, epoch, decay):
    """The rate comes in an array of shape (1,)."""
    return np.array([rate * (1.0 + decay * epoch) ** -1])


@lab.variant("inverse_sqrt")
def inverse_sqrt_by_math(rate, step):
    """math.sqrt, and a power of −½ would do as well."""
    import math

    return rate / math.sqrt(step + 1)


@lab.variant("ewma")
def ewma_as_a_list(values, beta, corrected=False):
    """The averages come as a list; the correction is made in the end."""
    v = [0]
    for theta in values:
        v.append(v[-1] + (1 - beta) * (theta - v[-1]))
    return [average / (1 - beta ** (i + 1)) if corrected else average for i, average in enumerate(v[1:])]


@lab.variant("ewma")
def ewma_as_a_product_of_matrices(values, beta, corrected=False):
    """A triangle of weights (1 − β) β^(t − k) is multiplied by the values."""
    t = np.arange(1, len(values) + 1)
    age = t[:, None] - t
    weights = np.where(age >= 0, (1 - beta) * float(beta) ** np.maximum(age, 0), 0.0)
    return weights @ np.asarray(values, dtype=float) / ((1 - beta**t) if corrected else 1.0)


@lab.variant("ewma")
def ewma_in_float32(values, beta, corrected=False):
    """The averages are kept in an array of float32."""
    averages = np.zeros(len(values), dtype=np.float32)
    v = np.float32(0)
    power = 1.0
    for i, theta in enumerate(values):
        v = np.float32(beta * v + (1 - beta) * theta)
        power *= beta
        averages[i] = v / (1 - power) if corrected else v
    return averages


@lab.variant("MovingAverage")
class ShadowVariables:
    """a ← a − (1 − d)(a − θ), in place; update returns the averages."""

    def __init__(self, decay, num_updates=0):
        self.decay, self.num_updates, self.average = decay, num_updates, None

    def update(self, params):
        if self.average is None:
            self.average = {name: theta.copy() for name, theta in params.items()}
        self.num_updates += 1
        d = min(self.decay, self.num_updates / (9.0 + self.num_updates))
        for name in self.average:
            self.average[name] -= (1 - d) * (self.average[name] - params[name])
        return self.average


@lab.variant("MovingAverage")
class AverageAsAProperty:
    """average is a property, which makes a new dict whenever it is asked for."""

    def __init__(self, decay):
        self.decay, self.updates, self.shadow = decay, -1, {}

    @property
    def average(self):
        return {name: theta.copy() for name, theta in self.shadow.items()}

    def update(self, params):
        self.updates += 1
        t = self.updates
        d = (1 + t) / (10 + t) if (1 + t) / (10 + t) < self.decay else self.decay
        for name, theta in params.items():
            self.shadow[name] = theta + d * (self.shadow.get(name, theta) - theta)
