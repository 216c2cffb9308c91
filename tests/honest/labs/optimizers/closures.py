"""Generators that are sent gradients; the classes are made by a function."""
import numpy as np


def optimizer(rule, **defaults):
    def __init__(self, *args, **kwargs):
        self.options = dict(defaults)
        self.options.update(zip(defaults, args))
        self.options.update(kwargs)
        self.rules = {}

    def step(self, params, grads):
        out = {}
        for name, theta in params.items():
            if name not in self.rules:
                self.rules[name] = rule(**self.options)
                next(self.rules[name])
            out[name] = self.rules[name].send((theta, grads[name]))
        return out

    return type(rule.__name__, (), {"__init__": __init__, "step": step, "__doc__": rule.__doc__})


def sgd(learning_rate):
    theta, g = yield
    while True:
        theta, g = yield theta - learning_rate * g


def momentum_(learning_rate, momentum, damped):
    v = 0
    theta, g = yield
    while True:
        v = momentum * v - (1 - momentum * damped) * learning_rate * g
        theta, g = yield theta + v


def nesterov(learning_rate, momentum):
    v = 0
    theta, g = yield
    while True:
        v = momentum * v - learning_rate * g
        theta, g = yield theta + momentum * v - learning_rate * g


def adagrad(learning_rate, eps):
    r = 0
    theta, g = yield
    while True:
        r = r + np.square(g)
        theta, g = yield theta - learning_rate * g / (np.sqrt(r) + eps)


def rmsprop(learning_rate, rho, eps):
    r = 0
    theta, g = yield
    while True:
        r = rho * r + (1 - rho) * np.square(g)
        theta, g = yield theta - learning_rate * g / (np.sqrt(r) + eps)


def adadelta(rho, eps):
    r = s = 0
    theta, g = yield
    while True:
        r = rho * r + (1 - rho) * np.square(g)
        d = -np.sqrt(s + eps) / np.sqrt(r + eps) * g
        s = rho * s + (1 - rho) * np.square(d)
        theta, g = yield theta + d


def adam(learning_rate, beta1, beta2, eps):
    m = v = t = 0
    theta, g = yield
    while True:
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * np.square(g)
        rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        theta, g = yield theta - rate * m / (np.sqrt(v) + eps * np.sqrt(1 - beta2**t))


def ftrl(learning_rate, beta, l1, l2):
    z = n = 0
    theta, g = yield
    while True:
        sigma = (np.sqrt(n + np.square(g)) - np.sqrt(n)) / learning_rate
        z = z + g - sigma * theta
        n = n + np.square(g)
        theta = -(z - np.sign(z) * l1) / ((beta + np.sqrt(n)) / learning_rate + l2)
        theta[np.abs(z) <= l1] = 0
        theta, g = yield theta


SGD = optimizer(sgd, learning_rate=None)
Momentum = optimizer(momentum_, learning_rate=None, momentum=0.9, damped=False)
Nesterov = optimizer(nesterov, learning_rate=None, momentum=0.9)
AdaGrad = optimizer(adagrad, learning_rate=None, eps=1e-8)
RMSProp = optimizer(rmsprop, learning_rate=None, rho=0.9, eps=1e-8)
AdaDelta = optimizer(adadelta, rho=0.95, eps=1e-6)
Adam = optimizer(adam, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8)
FTRL = optimizer(ftrl, learning_rate=None, beta=1.0, l1=0.0, l2=0.0)
