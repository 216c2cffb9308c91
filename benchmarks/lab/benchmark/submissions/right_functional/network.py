from functools import reduce
from itertools import islice

import numpy as np

one_hot = lambda y, classes: np.array([[float(c == label) for c in range(classes)] for label in y])
relu = lambda x: (x + abs(x)) / 2
softmax = lambda z: (lambda e: e / e.sum(1, keepdims=True))(np.exp(z - z.max(1, keepdims=True)))
cross_entropy = lambda p, y: -sum(map(np.log, p[np.arange(len(y)), y])) / len(y)
affine = lambda X, W, b: X @ W + b
standardise = lambda X: (X - X.mean(0)) / X.std(0)
accuracy = lambda z, y: sum(a == b for a, b in zip(z.argmax(1), y)) / len(y)


def pipe(value, *steps):
    return reduce(lambda v, step: step(v), steps, value)


def scores(parameters, X):
    W1, b1, W2, b2 = parameters
    return pipe(X, lambda v: affine(v, W1, b1), relu, lambda v: affine(v, W2, b2))


def softmax_gradient(upstream, z):
    def row(g, p):
        return p * (g - g @ p)

    return np.stack([row(g, p) for g, p in zip(upstream, softmax(z))])


def loss_and_gradients(parameters, X, y):
    W1, b1, W2, b2 = parameters
    h = relu(affine(X, W1, b1))
    p = softmax(affine(h, W2, b2))
    dz = p.copy()
    dz[np.arange(len(y)), y] -= 1.0
    dz /= len(y)
    dh = np.sign(h) * (dz @ W2.T)
    return cross_entropy(p, y), (X.T @ dh, dh.sum(0), h.T @ dz, dz.sum(0))


def batches(n, size, rng):
    while True:
        order = rng.permutation(n)
        yield from (order[i : i + size] for i in range(0, n, size))


def train(X, y, classes, rng):
    def step(parameters, batch):
        _, slopes = loss_and_gradients(parameters, X[batch], y[batch])
        return tuple(p - 0.3 * s for p, s in zip(parameters, slopes))

    D, H = X.shape[1], 32
    start = (rng.normal(size=(D, H)) / 6, np.zeros(H), rng.normal(size=(H, classes)) / 4, np.zeros(classes))
    return reduce(step, islice(batches(len(X), 32, rng), 1600), start)
