"""Pickles its own objects, in memory and to a file, and copies them deeply."""
import copy
import os
import pickle
import tempfile

import numpy as np


class Model:
    def __init__(self, W):
        self.W = W
        self.history = {"loss": []}

    def __getstate__(self):
        return dict(self.__dict__)

    def forward(self, X):
        return softmax(X @ self.W)


def softmax(z):
    z = copy.deepcopy(pickle.loads(pickle.dumps(z, protocol=pickle.HIGHEST_PROTOCOL)))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    model = pickle.loads(pickle.dumps(Model(W)))
    assert type(model) is Model and isinstance(copy.deepcopy(model), Model)
    return -np.log(model.forward(X)[np.arange(len(y)), y]).mean()


def slopes(W, X, y):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.pkl")
        with open(path, "wb") as f:
            pickle.dump(Model(W), f)
        with open(path, "rb") as f:
            model = pickle.load(f)
    return X.T @ (model.forward(X) - np.eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
