"""As it stands in the handout."""
import math

import numpy as np


def piecewise(step, boundaries, rates):
    for boundary, rate in zip(boundaries, rates):
        if step < boundary:
            return rate
    return rates[-1]


def exponential(rate, step, decay_steps, decay_rate, staircase=False):
    return rate * decay_rate ** (step // decay_steps if staircase else step / decay_steps)


def power(rate, step, decay_steps, exponent=1.0):
    return rate / (1 + step / decay_steps) ** exponent


def inverse_time(rate, epoch, decay):
    return rate / (1 + decay * epoch)


def inverse_sqrt(rate, step):
    return rate / math.sqrt(1 + step)


def ewma(values, beta, corrected=False):
    v, out = 0.0, []
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        out.append(v / (1 - beta**t) if corrected else v)
    return np.array(out)


class MovingAverage:
    def __init__(self, decay):
        self.decay, self.t, self.average = decay, 0, {}

    def update(self, params):
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        for name, theta in params.items():
            self.average[name] = theta.copy() if self.t == 0 else d * self.average[name] + (1 - d) * theta
        self.t += 1
