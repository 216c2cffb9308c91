import numpy as np


def affine(X, W, b):
    return X.dot(W) + b


def affine_backward(upstream, X, W):
    return upstream.dot(W.T), X.T.dot(upstream), upstream.sum(axis=0)


def relu(x):
    return np.maximum(x, 0)


def relu_backward(upstream, x):
    return upstream * (x > 0)


def softmax(z):
    shifted = z - z.max(axis=1).reshape(-1, 1)
    e = np.exp(shifted)
    return e / e.sum(axis=1).reshape(-1, 1)


def softmax_gradient(upstream, z):
    p = softmax(z)
    return p * (upstream - (p * upstream).sum(axis=1).reshape(-1, 1))
