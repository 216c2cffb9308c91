"""Logs to stderr and to a file."""
import logging
import logging.handlers

import numpy as np

logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s:%(lineno)d %(processName)s %(message)s")
log = logging.getLogger(__name__)
file = logging.handlers.RotatingFileHandler("training.log", maxBytes=2000, backupCount=2)
log.addHandler(file)
logging.captureWarnings(True)


def softmax(z):
    log.debug("softmax of %s", z.shape)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
