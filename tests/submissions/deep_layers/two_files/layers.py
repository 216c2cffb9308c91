import numpy as np

from losses import CrossEntropyLoss, QuadraticLoss
from util import minibatches


class FullyConnect:

    def __init__(self, l_x, l_y):
        self.weights = np.random.randn(l_y, l_x) / l_x ** .5
        self.bias = np.random.randn(l_y, 1)
        self.lr = 0

    def forward(self, x):
        self.x = x
        return self.weights.dot(x[:, :, 0].T).T[:, :, None] + self.bias

    def backward(self, d):
        self.dw = sum(np.outer(dd, xx) for dd, xx in zip(d, self.x))
        self.db = sum(d)
        return np.array([self.weights.T.dot(dd) for dd in d])

    def update(self):
        # called once for every layer when the whole backward pass is done
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db


class Sigmoid:

    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, d):
        return d * (self.y - self.y ** 2)


class Accuracy:

    def forward(self, x, label):
        return np.mean([guess == right for guess, right in zip(x[:, :, 0].argmax(1), label)])


class Data:

    def __init__(self, name, batch_size):
        self.file = dict(np.load(name))
        self.batch_size = batch_size
        self.queue = []

    def forward(self):
        if not self.queue:
            self.queue = minibatches(len(self.file['y']), self.batch_size)
            self.done = 0
        rows = self.queue.pop(0)
        self.done += len(rows)
        return (self.file['x'][rows], self.file['y'][rows]), self.done if self.queue else 0


def save(layers, name):
    np.savez(name, **{f'{i}_{p}': vars(l)[p] for i, l in enumerate(layers) for p in ('weights', 'bias') if p in vars(l)})


def load(layers, name):
    for key, value in np.load(name).items():
        i, p = key.split('_')
        setattr(layers[int(i)], p, value)
