import numpy as np

# 深层网络的各层, 每个样本是一列


class FullyConnect:
    def __init__(self, l_x, l_y):
        self.weights = np.random.normal(0.0, 1.0 / l_x ** 0.5, (l_y, l_x))
        self.bias = np.zeros((l_y, 1))
        self.lr = 0.0
        self.dw = None
        self.db = None

    def forward(self, x):
        self.inputs = x
        return np.array([np.dot(self.weights, column) + self.bias for column in x])

    def backward(self, d):
        self.dw = np.zeros(self.weights.shape)
        self.db = np.zeros(self.bias.shape)
        dx = []
        for column, slope in zip(self.inputs, d):
            self.dw += np.dot(slope, column.T)
            self.db += slope
            dx.append(np.dot(self.weights.T, slope))
        # 更新参数
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db
        return np.array(dx)


class Sigmoid:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        result = np.empty_like(x)
        positive = x >= 0
        result[positive] = 1 / (1 + np.exp(-x[positive]))
        e = np.exp(x[~positive])
        result[~positive] = e / (1 + e)
        self.result = result
        return result

    def backward(self, d):
        return d * (1 - self.result) * self.result


class Loss:
    def columns(self, x, label):
        t = np.zeros(x.shape)
        for i, k in enumerate(label):
            t[i, k, 0] = 1.0
        return t


class QuadraticLoss(Loss):
    def forward(self, x, label):
        self.x, self.t = x, self.columns(x, label)
        total = 0.0
        for xi, ti in zip(x, self.t):
            total += 0.5 * np.linalg.norm(xi - ti) ** 2
        return total / x.shape[0]

    def backward(self):
        return 2 * (self.x - self.t) / self.x.shape[0]


class CrossEntropyLoss(Loss):
    def forward(self, x, label):
        self.x = np.minimum(np.maximum(x, 1e-10), 1 - 1e-10)
        self.t = self.columns(x, label)
        entropy = self.t * np.log(self.x) + (1 - self.t) * np.log(1 - self.x)
        return -entropy.sum() / x.shape[0]

    def backward(self):
        slope = (self.x - self.t) / (self.x * (1 - self.x))
        return slope / self.x.shape[0]


class Accuracy:
    def forward(self, x, label):
        correct = 0
        for i in range(len(label)):
            if int(np.argmax(x[i])) == label[i]:
                correct += 1
        return correct / len(label)


class Data:
    def __init__(self, name, batch_size):
        with np.load(name) as file:
            self.x = file["x"]
            self.y = file["y"]
        self.batch_size = batch_size
        self.pos = 0

    def forward(self):
        begin, end = self.pos, self.pos + self.batch_size
        if begin == 0:
            self.order = np.arange(self.x.shape[0])
            np.random.shuffle(self.order)
        chosen = self.order[begin:end]
        self.pos = end if end < self.x.shape[0] else 0
        return (self.x[chosen], self.y[chosen]), self.pos


def save(layers, name):
    full = [layer for layer in layers if isinstance(layer, FullyConnect)]
    arrays = {}
    for i, layer in enumerate(full):
        arrays["weights" + str(i)] = layer.weights
        arrays["bias" + str(i)] = layer.bias
    np.savez(name, **arrays)


def load(layers, name):
    full = [layer for layer in layers if isinstance(layer, FullyConnect)]
    with np.load(name) as file:
        for i, layer in enumerate(full):
            layer.weights = file["weights" + str(i)]
            layer.bias = file["bias" + str(i)]
