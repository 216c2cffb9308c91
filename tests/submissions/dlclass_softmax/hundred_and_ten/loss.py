import numpy as np

BATCH_SIZE = 100

class SoftmaxCrossEntropyLoss(object):

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def forward(self, Input, labels):
        z = np.dot(Input, self.W) + self.b
        z = z - np.max(z, axis=1, keepdims=True)
        self.h = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
        self.Input = Input
        self.t = np.zeros((BATCH_SIZE, 10))
        for i in range(BATCH_SIZE):
            self.t[i, labels[i]] = 1
        loss = -np.sum(self.t * np.log(self.h + 1e-11)) / BATCH_SIZE
        acc = np.sum(np.argmax(self.h, axis=1) == labels) / BATCH_SIZE
        return loss, acc

    def gradient_computing(self):
        self.grad_W = np.dot(self.Input.T, self.h - self.t) / BATCH_SIZE
        self.grad_b = np.sum(self.h - self.t, axis=0, keepdims=True) / BATCH_SIZE

    def XavierInit(self):
        raw_std = (2 / (self.num_input + self.num_output))**0.5
        init_std = raw_std * (2**0.5)
        self.W = np.random.normal(0, init_std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, init_std, (1, self.num_output))
