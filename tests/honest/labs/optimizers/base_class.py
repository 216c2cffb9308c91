"""A base class that loops, and a rule for each."""
import numpy as np


class Optimizer:
    names = ()

    def __init__(self, learning_rate):
        self.lr = learning_rate
        self.t = 0
        self.state = {}

    def step(self, params, grads):
        self.t += 1
        for key in params:
            memory = self.state.setdefault(key, {n: np.zeros_like(params[key]) for n in self.names})
            params[key] = self.rule(params[key], grads[key], memory)

    def rule(self, theta, g, m):
        raise NotImplementedError


class SGD(Optimizer):
    def rule(self, theta, g, m):
        return theta - self.lr * g


class Momentum(Optimizer):
    names = ("v",)

    def __init__(self, learning_rate, momentum=0.9, damped=False):
        super().__init__(learning_rate)
        self.momentum, self.damped = momentum, damped

    def rule(self, theta, g, m):
        scale = 1 - self.momentum if self.damped else 1
        m["v"] = self.momentum * m["v"] - scale * self.lr * g
        return theta + m["v"]


class Nesterov(Optimizer):
    names = ("v",)

    def __init__(self, learning_rate, momentum=0.9):
        super().__init__(learning_rate)
        self.momentum = momentum

    def rule(self, theta, g, m):
        m["v"] = self.momentum * m["v"] - self.lr * g
        return theta + self.momentum * m["v"] - self.lr * g


class AdaGrad(Optimizer):
    names = ("r",)

    def __init__(self, learning_rate, eps=1e-8):
        super().__init__(learning_rate)
        self.eps = eps

    def rule(self, theta, g, m):
        m["r"] = m["r"] + g**2
        return theta - self.lr * g / (np.sqrt(m["r"]) + self.eps)


class RMSProp(AdaGrad):
    def __init__(self, learning_rate, rho=0.9, eps=1e-8):
        super().__init__(learning_rate, eps)
        self.rho = rho

    def rule(self, theta, g, m):
        m["r"] = self.rho * m["r"] + (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(m["r"]) + self.eps)


class AdaDelta(Optimizer):
    names = ("r", "s")

    def __init__(self, rho=0.95, eps=1e-6):
        super().__init__(None)
        self.rho, self.eps = rho, eps

    def rule(self, theta, g, m):
        m["r"] = self.rho * m["r"] + (1 - self.rho) * g**2
        delta = -np.sqrt(m["s"] + self.eps) / np.sqrt(m["r"] + self.eps) * g
        m["s"] = self.rho * m["s"] + (1 - self.rho) * delta**2
        return theta + delta


class Adam(Optimizer):
    names = ("m", "v")

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(learning_rate)
        self.beta1, self.beta2, self.eps = beta1, beta2, eps

    def rule(self, theta, g, m):
        m["m"] = self.beta1 * m["m"] + (1 - self.beta1) * g
        m["v"] = self.beta2 * m["v"] + (1 - self.beta2) * g**2
        m_hat = m["m"] / (1 - self.beta1**self.t)
        v_hat = m["v"] / (1 - self.beta2**self.t)
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class FTRL(Optimizer):
    names = ("z", "n")

    def __init__(self, learning_rate, beta=1.0, l1=0.0, l2=0.0):
        super().__init__(learning_rate)
        self.beta, self.l1, self.l2 = beta, l1, l2

    def rule(self, theta, g, m):
        sigma = (np.sqrt(m["n"] + g**2) - np.sqrt(m["n"])) / self.lr
        m["z"] = m["z"] + g - sigma * theta
        m["n"] = m["n"] + g**2
        new = -(m["z"] - np.sign(m["z"]) * self.l1) / ((self.beta + np.sqrt(m["n"])) / self.lr + self.l2)
        return np.where(np.abs(m["z"]) <= self.l1, 0.0, new)
