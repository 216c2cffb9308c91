# 学习率调度
import math

import numpy as np

def piecewise(step, boundaries, rates):
    # 每一段的长度
    for length, rate in zip(boundaries, rates):
        if step < length:
            return rate
        step -= length
    return rates[-1]

def exponential(rate, step, decay_steps, decay_rate, staircase=False):
    ratio = step / decay_steps
    if staircase:
        ratio = math.floor(ratio)
    return rate * math.pow(decay_rate, ratio)

def power(rate, step, decay_steps, exponent=1.0):
    base = 1 + step / decay_steps
    return rate * base ** (-exponent)

def inverse_time(rate, epoch, decay):
    denominator = 1 + decay * epoch
    return rate / denominator

def inverse_sqrt(rate, step):
    return rate / math.sqrt(1 + step)

# 指数滑动平均
def ewma(values, beta, corrected=False):
    out = np.zeros(len(values))
    v = 0
    for k in range(len(values)):
        v = beta * v + (1 - beta) * values[k]
        out[k] = v
    if corrected:
        t = np.arange(1, len(values) + 1)
        out = out / (1 - beta ** t)
    return out

class MovingAverage:
    def __init__(self, decay):
        self.decay = decay
        self.updates = 0
        self.average = None

    def update(self, params):
        if self.average is None:
            self.average = {k: np.array(p, dtype=float) for k, p in params.items()}
        else:
            d = min(self.decay, (1 + self.updates) / (10 + self.updates))
            for k in params:
                self.average[k] = self.average[k] * d + params[k] * (1 - d)
        self.updates += 1
