import numpy as np


def one_hot(y, classes):
    out = np.zeros((len(y), classes))
    out[np.arange(len(y)), y] = 1
    return out


def relu(x):
    return x * (x > 0)


def softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)


def cross_entropy(p, y):
    return np.mean(-np.log(p[range(len(y)), y]))


def affine(X, W, b):
    return np.dot(X, W) + b


def standardise(X):
    return (X - np.mean(X, axis=0)) / np.std(X, axis=0)


def scores(parameters, X):
    W1, b1, W2, b2 = parameters
    return affine(relu(affine(X, W1, b1)), W2, b2)


def accuracy(z, y):
    return np.mean(np.argmax(z, axis=1) == y)


def softmax_gradient(upstream, z):
    p = softmax(z)
    return p * (upstream - np.sum(p * upstream, axis=1, keepdims=True))


def loss_and_gradients(parameters, X, y):
    W1, b1, W2, b2 = parameters
    a = affine(X, W1, b1)
    h = relu(a)
    p = softmax(affine(h, W2, b2))
    dz = p - one_hot(y, W2.shape[1])
    da = np.dot(dz, W2.T) * (a > 0)
    return cross_entropy(p, y), (np.dot(X.T, da), da.sum(0), np.dot(h.T, dz), dz.sum(0))


def train(X, y, classes, rng):
    params = [rng.normal(0, 0.15, (X.shape[1], 32)), np.zeros(32), rng.normal(0, 0.2, (32, classes)), np.zeros(classes)]
    lr = 0.01
    for epoch in range(65):
        lr *= 0.96
        order = rng.permutation(len(X))
        for i in range(0, len(X), 32):
            idx = order[i:i + 32]
            loss, grads = loss_and_gradients(params, X[idx], y[idx])
            params = [p - lr * g for p, g in zip(params, grads)]
    return tuple(params)
