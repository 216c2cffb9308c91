# The losses return (label - output), i.e. the direction in which the output should move,
# so the weights simply move along it.
import numpy as np

class FullyConnect:
    def __init__(self, l_x, l_y):
        self.weights = np.random.normal(scale=l_x ** -0.5, size=(l_y, l_x))
        self.bias = np.zeros((l_y, 1))
        self.lr = 0

    def forward(self, x):
        self.x = x
        return np.matmul(self.weights, x) + self.bias

    def backward(self, d):
        self.dw = np.matmul(d, np.transpose(self.x, (0, 2, 1))).sum(axis=0)
        self.db = d.sum(axis=0)
        dx = np.matmul(self.weights.T, d)
        self.weights = self.weights + self.lr * self.dw
        self.bias = self.bias + self.lr * self.db
        return dx

class Sigmoid:
    def forward(self, x):
        self.s = 1 / (1 + np.exp(-x))
        return self.s

    def backward(self, d):
        return d * self.s * (1 - self.s)

def one_hot(label, n_classes):
    t = np.zeros((len(label), n_classes, 1))
    for i in range(len(label)):
        t[i, label[i], 0] = 1
    return t

class QuadraticLoss:
    def forward(self, x, label):
        self.direction = one_hot(label, x.shape[1]) - x
        return np.sum(self.direction ** 2) / (2 * len(x))

    def backward(self):
        return self.direction / len(self.direction)

class CrossEntropyLoss:
    def forward(self, x, label):
        t = one_hot(label, x.shape[1])
        x = np.maximum(np.minimum(x, 1 - 1e-11), 1e-11)
        self.direction = (t - x) / x / (1 - x)
        return np.sum(-t * np.log(x) - (1 - t) * np.log(1 - x)) / len(x)

    def backward(self):
        return self.direction / len(self.direction)

class Accuracy:
    def forward(self, x, label):
        hits = 0
        for out, right in zip(x, label):
            if out.argmax() == right:
                hits += 1
        return hits / len(label)

class Data:
    def __init__(self, name, batch_size):
        d = np.load(name)
        self.pairs = [(x, y) for x, y in zip(d['x'], d['y'])]
        self.batch_size = batch_size
        self.pos = 0

    def forward(self):
        if self.pos == 0:
            self.mix()
        batch = self.pairs[self.pos:self.pos + self.batch_size]
        self.pos = self.pos + self.batch_size
        if self.pos >= len(self.pairs):
            self.pos = 0
        x = np.array([p[0] for p in batch])
        y = np.array([p[1] for p in batch])
        return (x, y), self.pos

    def mix(self):
        import random
        random.shuffle(self.pairs)

def save(layers, name):
    fc = [l for l in layers if type(l) is FullyConnect]
    np.savez(name, n=len(fc), **{'w' + str(i): l.weights for i, l in enumerate(fc)}, **{'b' + str(i): l.bias for i, l in enumerate(fc)})

def load(layers, name):
    data = np.load(name)
    fc = [l for l in layers if type(l) is FullyConnect]
    for i in range(int(data['n'])):
        fc[i].weights = data['w' + str(i)]
        fc[i].bias = data['b' + str(i)]
