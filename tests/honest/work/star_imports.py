"""from numpy import *, as twenty years ago."""
from math import *
from random import *
from numpy import *
from numpy.linalg import *
from numpy.random import *


def softmax(z):
    e = exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    return -mean(log(softmax(X @ W)[arange(len(y)), y]))


def slopes(W, X, y):
    return dot(X.T, softmax(dot(X, W)) - eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    W = zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return argmax(X_new @ W, axis=1)
