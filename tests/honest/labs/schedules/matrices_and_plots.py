"""The averages as products with a matrix, every schedule plotted while the file is loaded."""
import numpy as np
from matplotlib import pyplot as plt


def piecewise(step, boundaries, rates):
    return np.asarray(rates)[np.searchsorted(boundaries, step, side="right")]


def exponential(rate, step, decay_steps, decay_rate, staircase=False):
    p = step / decay_steps
    return rate * np.power(decay_rate, np.floor(p) if staircase else p)


def power(rate, step, decay_steps, exponent=1.0):
    return np.divide(rate, np.power(1 + step / decay_steps, exponent))


def inverse_time(rate, epoch, decay):
    return np.float64(rate) / (1 + decay * epoch)


def inverse_sqrt(rate, step):
    return rate / np.sqrt(1 + step)


def ewma(values, beta, corrected=False):
    theta = np.asarray(values, dtype=float)
    t = np.arange(len(theta))
    M = (1 - beta) * np.tril(np.float64(beta) ** np.maximum(t[:, None] - t[None, :], 0))
    v = M @ theta
    return v / (1 - beta ** (t + 1.0)) if corrected else v


class MovingAverage(object):
    def __init__(self, decay):
        self.decay = decay
        self.updates = 0
        self.average = None

    def update(self, params):
        if self.average is None:
            self.average = {name: np.array(value) for name, value in params.items()}
        else:
            d = min(self.decay, (1 + self.updates) / (10 + self.updates))
            for name in self.average:
                self.average[name] *= d
                self.average[name] += (1 - d) * params[name]
        self.updates += 1


steps = np.arange(100)
fig, axes = plt.subplots(2, 2, sharex="col", constrained_layout=True)
curves = {}
for ax, (name, schedule) in zip(axes.flat, {
    "exponential": lambda t: exponential(0.1, t, 10, 0.5),
    "stairs": lambda t: exponential(0.1, t, 10, 0.5, staircase=True),
    "power": lambda t: power(0.1, t, 10),
    "root": lambda t: inverse_sqrt(0.1, t),
}.items()):
    curves[name] = [schedule(t) for t in steps]
    ax.semilogy(steps, curves[name], label=name)
    ax.legend(loc="upper right", frameon=False)
assert len(curves) == 4
fig.savefig("schedules.pdf", bbox_inches="tight")
