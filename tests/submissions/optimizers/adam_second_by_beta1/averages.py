import numpy as np


class Average:
    """running average under a name, with the correction for its start at zero"""

    def __init__(self, beta):
        self.beta = beta
        self.values = {}

    def update(self, name, new):
        old = self.values.get(name, np.zeros(np.shape(new)))
        self.values[name] = self.beta * old + (1 - self.beta) * new
        return self.values[name]


def corrected(value, beta, t):
    return value / (1 - beta**t)
