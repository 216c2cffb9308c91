"""As short as it goes."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def hardmax(z):
    return np.eye(z.shape[1])[z.argmax(1)]


def cross_entropy(p, y):
    return -np.log(p[np.arange(len(y)), y]).mean()


def loss_and_gradients(W, b, X, y, l2=0.0):
    p = softmax(X @ W + b)
    d = (p - np.eye(W.shape[1])[y]) / len(X)
    loss = cross_entropy(np.maximum(p, 1e-12), y) + l2 / 2 * np.sum(W**2)
    return loss, X.T @ d + l2 * W, d.sum(0)


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    W, b = np.zeros((X.shape[1], classes)), np.zeros(classes)
    vW, vb, history = 0 * W, 0 * b, []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch_size):
            batch = order[i : i + batch_size]
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            vW = momentum * vW - learning_rate * dW
            vb = momentum * vb - learning_rate * db
            W, b = W + vW, b + vb
            history.append(loss)
    return W, b, history


def predict(W, b, X):
    return (X @ W + b).argmax(axis=1)
