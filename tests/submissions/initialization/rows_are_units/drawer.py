import numpy as np


class Drawer:
    """draws weight matrices, one row of weights per unit"""

    def __init__(self, fan_in, fan_out, rng):
        self.shape = (fan_out, fan_in)
        self.rng = rng

    def constant(self, value):
        return np.full(self.shape, float(value))

    def gauss(self, sigma):
        return self.rng.normal(0.0, sigma, self.shape)

    def flat(self, a):
        return self.rng.uniform(-a, a, self.shape)
