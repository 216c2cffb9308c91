"""Classes in a registry; the functions that are asked for are made in a loop."""
import sys
from abc import ABC, abstractmethod

import numpy as np


class Activation(ABC):
    registry = {}

    def __init_subclass__(cls, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        if name:
            Activation.registry[name] = cls

    @abstractmethod
    def f(self, x, *args): ...

    @abstractmethod
    def df(self, x, *args): ...


class Sigmoid(Activation, name="sigmoid"):
    def f(self, x):
        out = np.empty(np.shape(x))
        positive = np.asarray(x) >= 0
        out[positive] = 1 / (1 + np.exp(-x[positive]))
        e = np.exp(x[~positive])
        out[~positive] = e / (1 + e)
        return out

    def df(self, x):
        s = self.f(x)
        return s * (1 - s)


class Tanh(Activation, name="tanh"):
    def f(self, x):
        return 2 * Sigmoid().f(2 * np.asarray(x, float)) - 1

    def df(self, x):
        return 4 * Sigmoid().df(2 * np.asarray(x, float))


class ReLU(Activation, name="relu"):
    def f(self, x):
        return x * (x > 0)

    def df(self, x):
        return (x >= 0).astype(float)


class Leaky(Activation, name="leaky_relu"):
    def f(self, x, alpha=0.01):
        return np.maximum(x, alpha * x)

    def df(self, x, alpha=0.01):
        return np.where(x >= 0, 1.0, alpha)


class ReLU6(Activation, name="relu6"):
    def f(self, x):
        return np.clip(x, 0, 6)

    def df(self, x):
        return ((x >= 0) & (x <= 6)) * 1.0


class CReLU(Activation, name="crelu"):
    def f(self, x):
        return np.maximum(np.concatenate((x, -x), -1), 0)

    def df(self, x):
        return np.concatenate(((x > 0) * 1.0, (x < 0) * -1.0), -1)


class ELU(Activation, name="elu"):
    def f(self, x, alpha=1.0):
        y = np.array(x, dtype=float)
        y[y < 0] = alpha * np.expm1(y[y < 0])
        return y

    def df(self, x, alpha=1.0):
        y = np.ones(x.shape)
        y[x < 0] = alpha * np.exp(x[x < 0])
        return y


class SELU(Activation, name="selu"):
    alpha, scale = 1.6732632423543772, 1.0507009873554805

    def f(self, x):
        return self.scale * ELU().f(x, self.alpha)

    def df(self, x):
        return self.scale * ELU().df(x, self.alpha)


class Softplus(Activation, name="softplus"):
    def f(self, x):
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))

    def df(self, x):
        return Sigmoid().f(x)


for _name, _cls in Activation.registry.items():
    globals()[_name] = _cls().f
    setattr(sys.modules[__name__], f"{_name}_derivative", _cls().df)
