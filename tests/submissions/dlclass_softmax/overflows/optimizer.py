import numpy as np


class SGD(object):
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v_W = np.zeros_like(model.W)
        self.v_b = np.zeros_like(model.b)

    def step(self):
        """One updating step, update weights"""
        layer = self.model
        if layer.trainable:
            self.v_W = self.momentum * self.v_W - self.learning_rate * layer.grad_W
            self.v_b = self.momentum * self.v_b - self.learning_rate * layer.grad_b
            layer.W += self.v_W
