# I wrote the small functions with loops first, to be sure that I understand them.
import math
import numpy as np


def one_hot(y, classes):
    rows = []
    for label in y:
        row = [0.0] * classes
        row[label] = 1.0
        rows.append(row)
    return np.array(rows)


def relu(x):
    out = np.empty(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = x[i, j] if x[i, j] > 0 else 0.0
    return out


def softmax(z):
    out = np.zeros_like(z)
    for i in range(len(z)):
        biggest = max(z[i])
        exps = [math.exp(v - biggest) for v in z[i]]
        total = sum(exps)
        for j in range(len(exps)):
            out[i, j] = exps[j] / total
    return out


def cross_entropy(p, y):
    total = 0.0
    for i in range(len(y)):
        total += -math.log(p[i, y[i]])
    return total / len(y)


def affine(X, W, b):
    return X @ W + b


def standardise(X):
    out = np.zeros(X.shape)
    N = X.shape[0]
    for j in range(X.shape[1]):
        mean = sum(X[:, j]) / N
        var = sum((v - mean) ** 2 for v in X[:, j]) / N
        out[:, j] = (X[:, j] - mean) / math.sqrt(var)
    return out


def scores(parameters, X):
    W1, b1, W2, b2 = parameters
    return np.maximum(X @ W1 + b1, 0) @ W2 + b2


def accuracy(z, y):
    right = 0
    for i in range(len(y)):
        best = 0
        for j in range(z.shape[1]):
            if z[i, j] > z[i, best]:
                best = j
        if best == y[i]:
            right += 1
    return right / len(y)


def softmax_gradient(upstream, z):
    p = softmax(z)
    out = np.zeros_like(z)
    for i in range(len(z)):
        jacobian = np.diag(p[i]) - np.outer(p[i], p[i])
        out[i] = jacobian @ upstream[i]
    return out


def loss_and_gradients(parameters, X, y):
    W1, b1, W2, b2 = parameters
    hidden = np.maximum(X @ W1 + b1, 0)
    z = hidden @ W2 + b2
    e = np.exp(z - z.max(1)[:, None])
    p = e / e.sum(1)[:, None]
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    back = p @ W2.T
    back[hidden == 0] = 0
    return loss, (X.T @ back, back.sum(0), hidden.T @ p, p.sum(0))


def train(X, y, classes, rng):
    W1 = rng.standard_normal((X.shape[1], 24)) / 6
    b1 = np.zeros(24)
    W2 = rng.standard_normal((24, classes)) / 5
    b2 = np.zeros(classes)
    for epoch in range(60):
        shuffled = rng.permutation(len(X))
        for k in range(len(X) // 25):
            batch = shuffled[25 * k:25 * (k + 1)]
            _, (dW1, db1, dW2, db2) = loss_and_gradients((W1, b1, W2, b2), X[batch], y[batch])
            W1 -= 0.25 * dW1
            b1 -= 0.25 * db1
            W2 -= 0.25 * dW2
            b2 -= 0.25 * db2
    return W1, b1, W2, b2
