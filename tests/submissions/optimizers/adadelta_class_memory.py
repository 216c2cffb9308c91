import numpy as np


class SGD:
    def __init__(self, learning_rate):
        self.lr = learning_rate

    def step(self, params, grads):
        for name in params:
            params[name] = params[name] - self.lr * grads[name]


class Momentum:
    def __init__(self, learning_rate, momentum=0.9, damped=False):
        self.lr, self.mu, self.damped = learning_rate, momentum, damped
        self.v = {}

    def step(self, params, grads):
        scale = self.lr * (1 - self.mu) if self.damped else self.lr
        for name in params:
            self.v[name] = self.mu * self.v.get(name, 0) - scale * grads[name]
            params[name] = params[name] + self.v[name]


class Nesterov:
    def __init__(self, learning_rate, momentum=0.9):
        self.lr, self.mu = learning_rate, momentum
        self.v = {}

    def step(self, params, grads):
        for name in params:
            g = grads[name]
            self.v[name] = self.mu * self.v.get(name, 0) - self.lr * g
            params[name] = params[name] + self.mu * self.v[name] - self.lr * g


class AdaGrad:
    def __init__(self, learning_rate, eps=1e-8):
        self.lr, self.eps = learning_rate, eps
        self.r = {}

    def step(self, params, grads):
        for name in params:
            g = grads[name]
            self.r[name] = self.r.get(name, 0) + g**2
            params[name] = params[name] - self.lr * g / (np.sqrt(self.r[name]) + self.eps)


class RMSProp:
    def __init__(self, learning_rate, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = learning_rate, rho, eps
        self.r = {}

    def step(self, params, grads):
        for name in params:
            g = grads[name]
            self.r[name] = self.rho * self.r.get(name, 0) + (1 - self.rho) * g**2
            params[name] = params[name] - self.lr * g / (np.sqrt(self.r[name]) + self.eps)


class AdaDelta:
    r, s = {}, {}  # averages of g² and of Δ²

    def __init__(self, rho=0.95, eps=1e-6):
        self.rho, self.eps = rho, eps

    def step(self, params, grads):
        for name in params:
            g = grads[name]
            s = self.s.get(name, np.zeros(g.shape))
            self.r[name] = self.rho * self.r.get(name, 0) + (1 - self.rho) * g**2
            delta = -np.sqrt(s + self.eps) / np.sqrt(self.r[name] + self.eps) * g
            self.s[name] = self.rho * s + (1 - self.rho) * delta**2
            params[name] = params[name] + delta


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = learning_rate, beta1, beta2, eps
        self.m, self.v, self.t = {}, {}, 0

    def step(self, params, grads):
        self.t += 1
        for name in params:
            g = grads[name]
            self.m[name] = self.b1 * self.m.get(name, 0) + (1 - self.b1) * g
            self.v[name] = self.b2 * self.v.get(name, 0) + (1 - self.b2) * g**2
            m_hat = self.m[name] / (1 - self.b1**self.t)
            v_hat = self.v[name] / (1 - self.b2**self.t)
            params[name] = params[name] - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class FTRL:
    def __init__(self, learning_rate, beta=1.0, l1=0.0, l2=0.0):
        self.lr, self.beta, self.l1, self.l2 = learning_rate, beta, l1, l2
        self.z, self.n = {}, {}

    def step(self, params, grads):
        for name in params:
            g, theta = grads[name], params[name]
            n = self.n.get(name, np.zeros(theta.shape))
            z = self.z.get(name, np.zeros(theta.shape))
            sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.lr
            z = z + g - sigma * theta
            n = n + g**2
            self.z[name], self.n[name] = z, n
            denominator = (self.beta + np.sqrt(n)) / self.lr + self.l2
            params[name] = np.where(np.abs(z) <= self.l1, 0.0, -(z - np.sign(z) * self.l1) / denominator)
