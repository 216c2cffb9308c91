import pickle
import numpy as np

class FullyConnect(object):

    def __init__(self, l_x, l_y):
        self.weights = 0.1 * np.random.randn(l_y, l_x)
        self.bias = 0.1 * np.random.randn(l_y, 1)
        self.lr = 0

    def forward(self, x):
        n = x.shape[0]
        self.X = x.reshape(n, -1)                    # (N, l_x)
        Z = np.dot(self.X, self.weights.T) + self.bias.T
        return Z.reshape(n, -1, 1)

    def backward(self, d):
        n = d.shape[0]
        D = d.reshape(n, -1)                         # (N, l_y)
        self.dw = np.dot(self.X.T, D)                # (l_x, l_y)
        self.db = np.dot(np.ones((1, n)), D)         # (1, l_y)
        self.dx = np.dot(D, self.weights).reshape(n, -1, 1)
        self.weights = self.weights - self.lr * self.dw.T
        self.bias = self.bias - self.lr * self.db.T
        return self.dx

class Sigmoid(object):

    def forward(self, x):
        self.y = 1. / (1. + np.exp(-np.clip(x, -700, 700)))
        return self.y

    def backward(self, d):
        return np.multiply(d, np.multiply(self.y, 1 - self.y))

def to_vector(x, label):
    t = np.zeros_like(x)
    t[np.arange(len(label)), label] = 1
    return t

class QuadraticLoss(object):

    def forward(self, x, label):
        self.x = x
        self.t = to_vector(x, label)
        return np.mean(np.sum((self.x - self.t) ** 2, axis=1)) / 2

    def backward(self):
        return (self.x - self.t) / self.x.shape[0]

class CrossEntropyLoss(object):

    def forward(self, x, label):
        self.x = np.clip(x, 1e-8, 1 - 1e-8)
        self.t = to_vector(x, label)
        per_sample = np.sum(self.t * np.log(self.x) + (1 - self.t) * np.log(1 - self.x), axis=1)
        return -np.mean(per_sample)

    def backward(self):
        return (self.x - self.t) / (self.x * (1 - self.x)) / self.x.shape[0]

class Accuracy(object):

    def forward(self, x, label):
        n = x.shape[0]
        return np.sum(np.argmax(x.reshape(n, -1), axis=1) == label) / float(n)

class Data(object):

    def __init__(self, name, batch_size):
        f = np.load(name)
        self.x = f.f.x
        self.y = f.f.y
        self.bs = batch_size
        self.i = 0

    def forward(self):
        a, b = self.i, min(self.i + self.bs, len(self.x))
        out = self.x[a:b].copy(), self.y[a:b].copy()
        self.i = b
        if b == len(self.x):
            self.i = 0
            state = np.random.get_state()
            np.random.shuffle(self.x)
            np.random.set_state(state)
            np.random.shuffle(self.y)
        return out, self.i

def save(layers, name):
    with open(name, 'wb') as f:
        pickle.dump([layer.__dict__ for layer in layers], f)

def load(layers, name):
    with open(name, 'rb') as f:
        for layer, d in zip(layers, pickle.load(f)):
            layer.__dict__.update(d)
