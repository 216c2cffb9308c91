# Softmax-Regression mit Schleifen
import math

import numpy as np


def softmax_zeile(zeile):
    groesste = max(zeile)
    e = [math.exp(s - groesste) for s in zeile]
    summe = sum(e)
    return [x / summe for x in e]


def softmax(z):
    z = np.asarray(z, dtype=float)
    return np.array([softmax_zeile(list(zeile)) for zeile in z])


def hardmax(z):
    # die groesste Wahrscheinlichkeit wird 1, alle anderen 0
    return np.round(softmax(z))


def cross_entropy(p, y):
    summe = 0.0
    for i in range(len(y)):
        summe -= math.log(max(p[i, y[i]], 1e-300))
    return summe / len(y)


def loss_and_gradients(W, b, X, y, l2=0.0):
    N, D = X.shape
    C = W.shape[1]
    dW = l2 * W.astype(float)
    db = np.zeros(C)
    loss = l2 / 2 * float((W ** 2).sum())
    for i in range(N):
        z = X[i] @ W + b
        p = softmax_zeile(list(z))
        # ln softmax ohne Logarithmus von 0
        loss += (math.log(sum(math.exp(s - max(z)) for s in z)) + max(z) - z[y[i]]) / N
        for j in range(C):
            delta = (p[j] - (1.0 if j == y[i] else 0.0)) / N
            dW[:, j] += delta * X[i]
            db[j] += delta
    return loss, dW, db


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    N, D = X.shape
    W = 0.01 * rng.standard_normal((D, classes))
    b = np.zeros(classes)
    v = {"W": np.zeros((D, classes)), "b": np.zeros(classes)}
    history = []
    for epoche in range(epochs):
        reihenfolge = list(rng.permutation(N))
        while reihenfolge:
            teil, reihenfolge = reihenfolge[:batch_size], reihenfolge[batch_size:]
            loss, dW, db = loss_and_gradients(W, b, X[teil], y[teil])
            v["W"] = momentum * v["W"] - learning_rate * dW
            v["b"] = momentum * v["b"] - learning_rate * db
            W = W + v["W"]
            b = b + v["b"]
            history.append(loss)
    return W, b, history


def predict(W, b, X):
    z = np.dot(X, W) + b
    return np.array([int(np.argmax(zeile)) for zeile in z])
