import numpy as np

class SGD(object):
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.delta_W = 0
        self.delta_b = 0

    def step(self):
        if self.model.trainable == True:
            self.delta_W = self.momentum * self.delta_W + self.learning_rate * self.model.grad_W
            self.delta_b = self.momentum * self.delta_b + self.learning_rate * self.model.grad_b
            self.model.W = self.model.W - self.delta_W
            self.model.b = self.model.b - self.delta_b
