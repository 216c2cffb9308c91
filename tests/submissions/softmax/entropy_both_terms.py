import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def hardmax(z):
    out = np.zeros(z.shape)
    out[np.arange(len(z)), np.argmax(z, axis=1)] = 1.0
    return out


def cross_entropy(p, y):
    t = np.eye(p.shape[1])[y]
    q = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(np.sum(t * np.log(q) + (1 - t) * np.log(1 - q), axis=1))


def loss_and_gradients(W, b, X, y, l2=0.0):
    N = len(y)
    p = softmax(X @ W + b)
    loss = -np.mean(np.log(np.maximum(p[np.arange(N), y], 1e-12))) + l2 / 2 * np.sum(W ** 2)
    delta = p.copy()
    delta[np.arange(N), y] -= 1
    delta /= N
    dW = X.T @ delta + l2 * W
    db = delta.sum(axis=0)
    return loss, dW, db


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    N, D = X.shape
    W, b = np.zeros((D, classes)), np.zeros(classes)
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    history = []
    for _ in range(epochs):
        order = rng.permutation(N)
        for i in range(0, N, batch_size):
            batch = order[i:i + batch_size]
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            vW = momentum * vW - learning_rate * dW
            vb = momentum * vb - learning_rate * db
            W = W + vW
            b = b + vb
            history.append(float(loss))
    return W, b, history


def predict(W, b, X):
    return np.argmax(X @ W + b, axis=1)
