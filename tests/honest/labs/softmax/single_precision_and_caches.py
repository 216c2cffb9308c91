"""float32, a cache of one-hot rows, a checkpoint on disk, threads for the prediction."""
import functools
import os
import pickle
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np

CACHE = os.path.join(tempfile.gettempdir(), "checkpoint.pkl")


@functools.lru_cache(maxsize=16)
def one_hot_rows(n):
    rows = np.eye(n, dtype=np.float32)
    rows.flags.writeable = False
    return rows


def softmax(z):
    z = np.array(z, dtype=np.float32)
    z -= z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=1, keepdims=True)
    return z


def hardmax(z):
    return one_hot_rows(z.shape[1])[np.argmax(z, axis=1)]


def cross_entropy(p, y):
    chosen = np.take_along_axis(p, y[:, None], axis=1)
    return -np.log(chosen).sum() / y.shape[0]


def loss_and_gradients(W, b, X, y, l2=0.0):
    z = X @ W + b
    z = z - z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    picked = np.take_along_axis(z - log_sum, y[:, None], axis=1)
    G = (np.exp(z - log_sum) - one_hot_rows(W.shape[1])[y]) / y.shape[0]
    return -picked.mean() + 0.5 * l2 * np.einsum("ij,ij->", W, W), np.einsum("nd,nc->dc", X, G) + l2 * W, G.sum(0)


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    W = rng.normal(scale=1e-3, size=(X.shape[1], classes))
    b = np.zeros(classes)
    state = {"W": W, "b": b, "vW": np.zeros_like(W), "vb": np.zeros_like(b), "history": []}
    for epoch in range(epochs):
        rows = np.arange(X.shape[0])
        rng.shuffle(rows)
        for batch in (rows[i : i + batch_size] for i in range(0, len(rows), batch_size)):
            loss, dW, db = loss_and_gradients(state["W"], state["b"], X[batch], y[batch])
            state["vW"] = momentum * state["vW"] - learning_rate * dW
            state["vb"] = momentum * state["vb"] - learning_rate * db
            state["W"] = state["W"] + state["vW"]
            state["b"] = state["b"] + state["vb"]
            state["history"].append(float(loss))
        with open(CACHE, "wb") as file:
            pickle.dump(state, file)
    with open(CACHE, "rb") as file:
        state = pickle.load(file)
    os.remove(CACHE)
    return state["W"], state["b"], state["history"]


def predict(W, b, X):
    parts = np.array_split(X, 4)
    with ThreadPoolExecutor(max_workers=4) as pool:
        return np.concatenate(list(pool.map(lambda part: np.argmax(part @ W + b, axis=1), parts)))
