"""Deep learning lab: vectorised layers, N is divided by in FullyConnect."""
from __future__ import annotations

import json

import numpy as np


class Module:
    params: tuple[str, ...] = ()

    def forward(self, x):
        raise NotImplementedError

    def backward(self, d):
        raise NotImplementedError


class FullyConnect(Module):
    params = ("weights", "bias")

    def __init__(self, l_x: int, l_y: int, rng=np.random.default_rng(2024)):
        self.weights = rng.normal(0.0, 1.0 / np.sqrt(l_x), (l_y, l_x))
        self.bias = np.zeros(l_y)
        self.lr = 0.0

    def forward(self, x):
        self.rows = x[..., 0]
        return (self.rows @ self.weights.T + self.bias)[..., None]

    def backward(self, d):
        n, d = d.shape[0], d[..., 0]
        self.dw = d.T @ self.rows / n
        self.db = d.mean(axis=0)
        dx = d @ self.weights
        self.step()
        return dx[..., None]

    def step(self):
        for name, grad in (("weights", self.dw), ("bias", self.db)):
            setattr(self, name, getattr(self, name) - self.lr * grad)


class Sigmoid(Module):
    def forward(self, x):
        e = np.exp(-np.abs(x))
        self.y = np.where(x > 0, 1 / (1 + e), e / (1 + e))
        return self.y

    def backward(self, d):
        return self.y * (1 - self.y) * d


def target(x, label):
    return (np.arange(x.shape[1])[None, :] == np.asarray(label)[:, None]).astype(float)[..., None]


class QuadraticLoss(Module):
    def forward(self, x, label):
        self.residual = x - target(x, label)
        return float(np.vdot(self.residual, self.residual)) / (2 * len(x))

    def backward(self):
        return self.residual


class CrossEntropyLoss(Module):
    eps = 1e-15

    def forward(self, x, label):
        self.t = target(x, label)
        self.p = np.clip(x, self.eps, 1 - self.eps)
        nats = np.where(self.t > 0, np.log(self.p), np.log1p(-self.p))
        return -float(nats.sum(axis=(1, 2)).mean())

    def backward(self):
        return np.where(self.t > 0, -1 / self.p, 1 / (1 - self.p))


class Accuracy(Module):
    def forward(self, x, label):
        return float(np.mean(np.argmax(x[..., 0], axis=-1) == label))


class Data:
    def __init__(self, name, batch_size):
        with np.load(name) as archive:
            self.x, self.y = archive["x"].astype(float), archive["y"].astype(int)
        self.batch_size = batch_size
        self.epoch = self.batches()

    def batches(self):
        while True:
            order = np.random.permutation(len(self.y))
            for start in range(0, len(order), self.batch_size):
                rows = order[start : start + self.batch_size]
                end = start + len(rows)
                yield (self.x[rows], self.y[rows]), end % len(order)

    def forward(self):
        return next(self.epoch)


def save(layers, name):
    numbers = [{p: getattr(layer, p).tolist() for p in layer.params} for layer in layers if layer.params]
    with open(name, "w") as file:
        json.dump(numbers, file)


def load(layers, name):
    with open(name) as file:
        numbers = json.load(file)
    for layer, values in zip([layer for layer in layers if layer.params], numbers):
        for p, value in values.items():
            setattr(layer, p, np.array(value))
