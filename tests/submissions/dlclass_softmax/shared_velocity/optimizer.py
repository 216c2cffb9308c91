import numpy as np


class SGD(object):
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v = 0

    def step(self):
        """One updating step, update weights"""
        layer = self.model
        if layer.trainable:
            self.v = self.momentum * self.v - self.learning_rate * layer.grad_W
            layer.W = layer.W + self.v
            self.v = self.momentum * self.v - self.learning_rate * layer.grad_b
            layer.b = layer.b + self.v
