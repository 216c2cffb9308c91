import numpy as np

# a small number to prevent dividing by zero, maybe useful for you
EPS = 1e-11

class SoftmaxCrossEntropyLoss(object):

    def __init__(self, num_input, num_output, trainable=True):
        """
        Apply a linear transformation to the incoming data: y = Wx + b
        Args:
            num_input: size of each input sample
            num_output: size of each output sample
            trainable: whether if this layer is trainable
        """

        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def forward(self, Input, labels):
        """
          Inputs: (minibatch)
          - Input: (batch_size, 784)
          - labels: the ground truth label, shape (batch_size, )
        """

        ############################################################################
        # TODO: Put your code here
        logits = np.dot(Input, self.W) + self.b
        logits -= np.max(logits, axis=1, keepdims=True)
        exp_logits = np.exp(logits)
        self.probs = exp_logits / np.sum(exp_logits, axis=1, keepdims=True)
        self.Input = Input

        N = Input.shape[0]
        self.onehot = np.zeros_like(self.probs)
        self.onehot[np.arange(N), labels] = 1

        loss = -np.sum(self.onehot * np.log(self.probs + EPS)) / N
        acc = np.mean(np.argmax(self.probs, axis=1) == labels)
        ############################################################################

        return loss, acc

    def gradient_computing(self):

        ############################################################################
        # TODO: Put your code here
        # Calculate the gradient of W and b.
        delta = (self.probs - self.onehot) / self.Input.shape[0]
        self.grad_W = self.Input.T.dot(delta)
        self.grad_b = delta.sum(axis=0, keepdims=True)
        ############################################################################

    def XavierInit(self):
        """
        Initialize the weigths
        """
        raw_std = (2 / (self.num_input + self.num_output))**0.5
        init_std = raw_std * (2**0.5)
        self.W = np.random.normal(0, init_std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, init_std, (1, self.num_output))
