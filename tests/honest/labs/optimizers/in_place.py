"""In place, with defaultdicts, lambdas, weak references, and a hook on every attribute."""
import gc
import weakref
from collections import defaultdict

import numpy as np

LIVE = weakref.WeakSet()


class Base:
    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        LIVE.add(self)
        self.memory = defaultdict(lambda: 0.0)
        self.t = 0
        return self

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{k}={v}' for k, v in vars(self).items() if k != 'memory')})"

    def step(self, params, grads):
        self.t += 1
        for name, g in grads.items():
            params[name] += self.delta(name, np.asarray(g, dtype=float), params[name])
        gc.collect(0)
        return params


class SGD(Base):
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def delta(self, name, g, theta):
        return -self.learning_rate * g


class Momentum(Base):
    def __init__(self, learning_rate, momentum=0.9, damped=False):
        self.__dict__.update(locals())

    def delta(self, name, g, theta):
        factor = (1 - self.momentum) if self.damped else 1.0
        self.memory[name] = self.momentum * self.memory[name] + factor * g
        return -self.learning_rate * self.memory[name]


class Nesterov(Momentum):
    def __init__(self, learning_rate, momentum=0.9):
        super().__init__(learning_rate, momentum)

    def delta(self, name, g, theta):
        return self.momentum * super().delta(name, g, theta) - self.learning_rate * g


class AdaGrad(Base):
    def __init__(self, learning_rate, eps=1e-8):
        self.learning_rate, self.eps = learning_rate, eps

    def delta(self, name, g, theta):
        self.memory[name] = self.memory[name] + g * g
        return -self.learning_rate * g / (self.memory[name] ** 0.5 + self.eps)


class RMSProp(Base):
    def __init__(self, learning_rate, rho=0.9, eps=1e-8):
        self.learning_rate, self.rho, self.eps = learning_rate, rho, eps

    def delta(self, name, g, theta):
        self.memory[name] = self.rho * self.memory[name] + (1 - self.rho) * g * g
        return -self.learning_rate * g / np.sqrt(self.memory[name] + self.eps**2)


class AdaDelta(Base):
    def __init__(self, rho=0.95, eps=1e-6):
        self.rho, self.eps = rho, eps

    def delta(self, name, g, theta):
        r = self.memory[name, "r"] = self.rho * self.memory[name, "r"] + (1 - self.rho) * g**2
        d = -np.sqrt((self.memory[name, "s"] + self.eps) / (r + self.eps)) * g
        self.memory[name, "s"] = self.rho * self.memory[name, "s"] + (1 - self.rho) * d**2
        return d


class Adam(Base):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate, self.b, self.eps = learning_rate, (beta1, beta2), eps

    def delta(self, name, g, theta):
        hats = []
        for k, b in enumerate(self.b):
            self.memory[name, k] = b * self.memory[name, k] + (1 - b) * g ** (k + 1)
            hats.append(self.memory[name, k] / (1 - b**self.t))
        return -self.learning_rate * hats[0] / (np.sqrt(hats[1]) + self.eps)


class FTRL(Base):
    def __init__(self, learning_rate, beta=1.0, l1=0.0, l2=0.0):
        self.learning_rate, self.beta, self.l1, self.l2 = learning_rate, beta, l1, l2

    def delta(self, name, g, theta):
        n = self.memory[name, "n"]
        self.memory[name, "n"] = n + g**2
        sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
        z = self.memory[name, "z"] = self.memory[name, "z"] + g - sigma * theta
        shrunk = np.sign(z) * np.maximum(np.abs(z) - self.l1, 0)
        return -shrunk / ((self.beta + np.sqrt(n + g**2)) / self.learning_rate + self.l2) - theta

    def step(self, params, grads):
        before = {name: theta.copy() for name, theta in params.items()}
        super().step(params, grads)
        for name in params:  # exact zeros, which theta - theta is anyway
            params[name] = np.where(np.abs(self.memory[name, "z"]) <= self.l1, 0.0, params[name])
        assert before.keys() == params.keys()
        return params
