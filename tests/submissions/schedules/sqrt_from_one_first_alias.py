import numpy as np


def piecewise(step, boundaries, rates):
    return rates[sum(1 for boundary in boundaries if step >= boundary)]


def exponential(rate, step, decay_steps, decay_rate, staircase=False):
    exponent = step // decay_steps if staircase else step / decay_steps
    return rate * decay_rate**exponent


def power(rate, step, decay_steps, exponent=1.0):
    return rate / (1 + step / decay_steps) ** exponent


def inverse_time(rate, epoch, decay):
    return rate / (1 + decay * epoch)


def inverse_sqrt(rate, step):
    return rate / np.sqrt(max(1, step))


def ewma(values, beta, corrected=False):
    v, result = 0.0, []
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        result.append(v / (1 - beta**t) if corrected else v)
    return np.array(result)


class MovingAverage:
    def __init__(self, decay):
        self.decay = decay
        self.t = 0
        self.average = {}

    def update(self, params):
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        for name, theta in params.items():
            if self.t == 0:
                self.average[name] = theta
            else:
                self.average[name] = d * self.average[name] + (1 - d) * theta
        self.t += 1
