import numpy as np

class SGD(object):
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.lr = learning_rate
        self.mu = momentum
        self.vW, self.vb = 0.0, 0.0

    def step(self):
        if not self.model.trainable:
            return
        self.vW = self.mu * self.vW + self.lr / self.model.m * self.model.grad_W.T
        self.vb = self.mu * self.vb + self.lr / self.model.m * self.model.grad_b.T
        self.model.W += self.vW
        self.model.b += self.vb
