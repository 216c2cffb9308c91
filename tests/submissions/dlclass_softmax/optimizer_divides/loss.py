import numpy as np

EPS = 1e-11

class SoftmaxCrossEntropyLoss(object):
    """Everything is kept with samples in the columns, as in the lecture."""

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input, self.num_output, self.trainable = num_input, num_output, trainable
        self.XavierInit()

    def XavierInit(self):
        std = (2 / (self.num_input + self.num_output))**0.5 * 2**0.5
        self.W = np.random.normal(0, std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, std, (1, self.num_output))

    def forward(self, Input, labels):
        self.X = Input.T
        Z = self.W.T @ self.X + self.b.T
        A = np.exp(Z - Z.max(axis=0))
        self.A = A / A.sum(axis=0)
        self.Y = np.eye(self.num_output)[:, labels]
        loss = np.mean(-np.log(np.sum(self.A * self.Y, axis=0) + EPS))
        self.acc = np.mean(self.A.argmax(axis=0) == labels)
        return loss, self.acc

    def gradient_computing(self):
        # summed over the minibatch, divided in the optimizer; points uphill in the likelihood
        self.grad_W = (self.Y - self.A) @ self.X.T
        self.grad_b = (self.Y - self.A).sum(axis=1, keepdims=True)
        self.m = self.X.shape[1]
