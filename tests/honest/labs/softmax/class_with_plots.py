"""A class behind the functions, plots and a progress bar in the training, a main that reads a file."""
from __future__ import annotations

import logging
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import numpy as np
from tqdm import tqdm

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)


@dataclass
class Velocity:
    momentum: float
    rate: float
    value: dict[str, np.ndarray] = field(default_factory=dict)

    def step(self, params: dict, grads: dict) -> None:
        for key in params:
            v = self.value.get(key, np.zeros_like(params[key]))
            self.value[key] = self.momentum * v - self.rate * grads[key]
            params[key] = params[key] + self.value[key]


class SoftmaxClassifier:
    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        self.params = {"W": 0.001 * rng.standard_normal((n_in, n_out)), "b": np.zeros((1, n_out))}

    def loss(self, X, y):
        loss, dW, db = loss_and_gradients(self.params["W"], self.params["b"], X, y)
        return loss, {"W": dW, "b": db}


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def softmax(z):
    return np.exp(log_softmax(np.asarray(z, dtype=float)))


def hardmax(z):
    return (z == z.max(axis=1, keepdims=True)).astype(float)


def cross_entropy(p, y):
    rows = np.arange(y.size)
    return float(np.mean(-np.log(p[rows, y])))


def loss_and_gradients(W, b, X, y, l2=0.0):
    lp = log_softmax(X @ W + b)
    delta = np.exp(lp)
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    loss = -lp[np.arange(len(y)), y].mean() + 0.5 * l2 * (W * W).sum()
    return loss, X.T.dot(delta) + l2 * W, delta.sum(axis=0, keepdims=True)


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    model, velocity, history = SoftmaxClassifier(X.shape[1], classes, rng), Velocity(momentum, learning_rate), []
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
    bar = tqdm(range(epochs), desc="training")
    for epoch in bar:
        shuffled, losses = rng.permutation(len(X)), []
        for rows in np.array_split(shuffled, np.arange(batch_size, len(X), batch_size)):
            loss, grads = model.loss(X[rows], y[rows])
            velocity.step(model.params, grads)
            losses.append(loss)
        history.append(np.mean(losses))
        bar.set_postfix(loss=f"{history[-1]:.3f}")
        log.info("epoch %d: %.4f", epoch, history[-1])
        left.plot(history)
    right.imshow(model.params["W"])
    plt.savefig("loss.png")
    plt.show()
    return model.params["W"], model.params["b"], history


def predict(W, b, X):
    return np.argmax(softmax(X @ W + b), axis=1)


if __name__ == "__main__":
    X, y = np.load("digits_x.npy"), np.load("digits_y.npy")
    train(X, y, 10, epochs=5, batch_size=32, learning_rate=0.1, momentum=0.9, rng=np.random.default_rng(0))
