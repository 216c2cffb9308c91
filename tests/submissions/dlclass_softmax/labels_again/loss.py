import numpy as np

class SoftmaxCrossEntropyLoss(object):
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def softmax(self, x):
        exp_x = np.exp(x - np.max(x, axis=1, keepdims=True))
        return exp_x / np.sum(exp_x, axis=1, keepdims=True)

    def forward(self, Input, labels):
        probs = self.softmax(Input @ self.W + self.b)
        loss = -np.mean(np.log(probs[np.arange(Input.shape[0]), labels] + 1e-11))
        acc = np.mean(np.argmax(probs, axis=1) == labels)
        return loss, acc

    def gradient_computing(self, Input, labels):
        probs = self.softmax(Input @ self.W + self.b)
        probs[np.arange(Input.shape[0]), labels] -= 1
        self.grad_W = Input.T @ probs / Input.shape[0]
        self.grad_b = np.sum(probs, axis=0, keepdims=True) / Input.shape[0]

    def XavierInit(self):
        raw_std = (2 / (self.num_input + self.num_output))**0.5
        init_std = raw_std * (2**0.5)
        self.W = np.random.normal(0, init_std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, init_std, (1, self.num_output))
