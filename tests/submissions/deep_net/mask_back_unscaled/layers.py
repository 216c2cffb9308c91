import numpy as np


class Activation:
    def __init__(self, name):
        self.name = name

    def forward(self, z):
        self.z = z
        if self.name == "relu":
            return z * (z > 0)
        if self.name == "tanh":
            return np.tanh(z)
        return 1 / (1 + np.exp(-np.clip(z, -500, 500)))

    def backward(self, d):
        if self.name == "relu":
            return d * (self.z > 0)
        value = self.forward(self.z)
        if self.name == "tanh":
            return d * (1 - value * value)
        return d * value * (1 - value)


class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, a, rng):
        self.mask = np.ones(a.shape)
        if self.keep < 1.0:
            self.mask = (rng.uniform(size=a.shape) < self.keep).astype(float)
        return a * self.mask / self.keep

    def backward(self, d):
        return d * self.mask


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)
