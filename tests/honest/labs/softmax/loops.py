"""Loops over lists, as one who learnt C first."""
import math
import numpy as np


def softmax(z):
    n = len(z)
    p = np.zeros(np.shape(z), dtype=np.float64)
    for i in range(n):
        biggest = z[i][0]
        for v in z[i]:
            if v > biggest:
                biggest = v
        total = 0.0
        for j in range(len(z[i])):
            p[i][j] = math.exp(z[i][j] - biggest)
            total += p[i][j]
        for j in range(len(z[i])):
            p[i][j] = p[i][j] / total
    return p


def hardmax(z):
    h = np.zeros(np.shape(z))
    for i in range(len(z)):
        h[i][list(z[i]).index(max(z[i]))] = 1.0
    return h


def cross_entropy(p, y):
    s = 0
    for i in range(len(y)):
        s = s + math.log(p[i][y[i]])
    return -s / len(y)


def loss_and_gradients(W, b, X, y, l2=0.0):
    N = X.shape[0]
    scores = np.dot(X, W) + b
    p = softmax(scores)
    loss = 0.0
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    for i in range(N):
        top = np.max(scores[i])
        loss += math.log(sum(math.exp(s - top) for s in scores[i])) + top - scores[i][y[i]]
        for c in range(W.shape[1]):
            d = p[i][c] - (1 if c == y[i] else 0)
            dW[:, c] += d * X[i] / N
            db[c] += d / N
    print("loss:", loss / N)
    return loss / N + l2 / 2 * np.sum(np.square(W)), dW + l2 * W, db


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    W = np.zeros((X.shape[1], classes))
    b = np.zeros((classes,))
    vW = np.zeros_like(W)
    vb = np.zeros_like(b)
    history = []
    for epoch in range(epochs):
        index = np.arange(len(X))
        rng.shuffle(index)
        start = 0
        while start < len(X):
            rows = index[start:start + batch_size]
            start += batch_size
            p = softmax_fast(X[rows] @ W + b)
            history.append(-np.log(np.clip(p[np.arange(len(rows)), y[rows]], 1e-12, 1)).mean())
            p[np.arange(len(rows)), y[rows]] -= 1
            vW = momentum * vW - learning_rate * (X[rows].T @ p) / len(rows)
            vb = momentum * vb - learning_rate * p.sum(axis=0) / len(rows)
            W += vW
            b += vb
    return W, b, history


def softmax_fast(z):
    e = np.exp(z - z.max(axis=1)[:, None])
    return e / e.sum(axis=1)[:, None]


def predict(W, b, X):
    out = []
    for row in X @ W + b:
        out.append(int(np.argmax(row)))
    return np.array(out)
