import numpy as np


class SGD:
    """Heavy ball, PyTorch's form: v = mu v + g, w -= lr v."""

    PARAMS = ("W", "b")

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
        self.velocity = {p: np.zeros_like(getattr(model, p)) for p in self.PARAMS}

    def step(self):
        if not self.model.trainable:
            return
        for p in self.PARAMS:
            v = self.velocity[p] = self.momentum * self.velocity[p] + getattr(self.model, "grad_" + p)
            setattr(self.model, p, getattr(self.model, p) - self.learning_rate * v)
