import numpy as np

# a small number to prevent dividing by zero, maybe useful for you
EPS = 1e-11

class SoftmaxCrossEntropyLoss(object):

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def forward(self, Input, labels):
        loss = 0
        acc = 0

        ############################################################################
        # TODO: Put your code here
        logits = np.dot(Input, self.W) + self.b

        ############################################################################

        return loss, acc

    def gradient_computing(self):

        ############################################################################
        # TODO: Put your code here
        # Calculate the gradient of W and b.

        # self.grad_W =
        # self.grad_b =
        ############################################################################
        pass

    def XavierInit(self):
        """
        Initialize the weigths
        """
        raw_std = (2 / (self.num_input + self.num_output))**0.5
        init_std = raw_std * (2**0.5)
        self.W = np.random.normal(0, init_std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, init_std, (1, self.num_output))
