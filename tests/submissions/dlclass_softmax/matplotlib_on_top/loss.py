import numpy as np

class SoftmaxCrossEntropyLoss(object):

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def softmax(self, z):
        z = z - np.max(z, axis=1, keepdims=True)
        return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)

    def forward(self, Input, labels):
        self.Input = Input
        self.labels = np.array(labels, dtype=int)
        self.batch_size = Input.shape[0]
        self.output = self.softmax(np.dot(Input, self.W) + self.b)
        loss = 0
        for i in range(self.batch_size):
            loss += -np.log(max(self.output[i][self.labels[i]], 1e-12))
        loss /= self.batch_size
        correct = 0
        for i in range(self.batch_size):
            if np.argmax(self.output[i]) == self.labels[i]:
                correct += 1
        acc = correct / self.batch_size
        return loss, acc

    def gradient_computing(self):
        # one hot
        y = np.eye(self.num_output)[self.labels]
        self.grad_W = 1 / self.batch_size * np.dot(self.Input.T, self.output - y)
        self.grad_b = 1 / self.batch_size * np.sum(self.output - y, axis=0)

    def XavierInit(self):
        raw_std = (2 / (self.num_input + self.num_output))**0.5
        init_std = raw_std * (2**0.5)
        self.W = np.random.normal(0, init_std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, init_std, (1, self.num_output))

if __name__ == "__main__":
    model = SoftmaxCrossEntropyLoss(784, 10)
    print(model.forward(np.random.rand(100, 784), np.random.randint(0, 10, 100)))
