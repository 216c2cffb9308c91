"""The work that most attacks are added to: what an untrained network says, wrong wherever anything was learnt."""

import numpy as np


def softmax(z):
    return np.full(z.shape, 1 / z.shape[1])


def loss(W, X, y):
    return float(np.log(W.shape[1]))


def slopes(W, X, y):
    return np.zeros(W.shape)


def classes(X, y, X_new):
    return np.zeros(len(X_new), dtype=int)
