from __future__ import annotations

import numpy as np


def log_softmax(z: np.ndarray) -> np.ndarray:
    m = z.max(axis=-1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(axis=-1, keepdims=True))


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input: int, num_output: int, trainable: bool = True):
        self.shape = num_input, num_output
        self.trainable = trainable
        self.cache: dict[str, np.ndarray] = {}
        self.XavierInit()

    def XavierInit(self) -> None:
        std = np.sqrt(4 / sum(self.shape))
        self.W = std * np.random.randn(*self.shape)
        self.b = np.zeros(self.shape[1])

    def forward(self, Input: np.ndarray, labels: np.ndarray):
        logp = log_softmax(Input @ self.W + self.b)
        rows = np.arange(len(labels))
        self.cache = {"x": Input, "logp": logp, "rows": rows, "labels": labels}
        return float(-logp[rows, labels].mean()), float((logp.argmax(axis=-1) == labels).mean())

    def gradient_computing(self) -> None:
        c = self.cache
        delta = np.exp(c["logp"])
        delta[c["rows"], c["labels"]] -= 1.0
        delta /= len(delta)
        self.grad_W = np.einsum("nd,nc->dc", c["x"], delta)
        self.grad_b = np.einsum("nc->c", delta)
