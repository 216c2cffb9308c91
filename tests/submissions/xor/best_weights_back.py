import numpy as np

# 多层感知机


class Layer:
    """one layer with its activation function"""

    def __init__(self, W, b, name):
        self.W = W
        self.b = b
        self.name = name

    def value(self, a):
        z = np.dot(a, self.W) + self.b
        if self.name == "identity":
            return z
        if self.name == "tanh":
            return np.tanh(z)
        if self.name == "relu":
            return np.where(z > 0, z, 0.0)
        # sigmoid, 避免溢出
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

    def slope(self, a):
        if self.name == "identity":
            return 1.0
        if self.name == "tanh":
            return 1 - np.square(a)
        if self.name == "relu":
            return np.where(a > 0, 1.0, 0.0)
        return a * (1 - a)


def build(params, hidden, output):
    last = len(params) - 1
    return [Layer(W, b, output if i == last else hidden) for i, (W, b) in enumerate(params)]


def init(sizes, rng, scale=1.0):
    params = []
    for i in range(1, len(sizes)):
        W = rng.standard_normal((sizes[i - 1], sizes[i])) * scale
        b = np.zeros(sizes[i])
        params.append((W, b))
    return params


def forward(params, X, hidden, output):
    values = [X]
    for layer in build(params, hidden, output):
        values.append(layer.value(values[-1]))
    return values


def loss(p, y, kind):
    N = len(y)
    p = p.reshape(N)
    if kind == "mse":
        return np.sum((p - y) ** 2) / N
    eps = 1e-10
    p = np.minimum(np.maximum(p, eps), 1 - eps)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / N


def backward(params, activations, y, hidden, output, kind):
    layers = build(params, hidden, output)
    N = y.shape[0]
    target = y[:, np.newaxis]
    grads = [None] * len(layers)
    # 输出层的误差
    error = activations[-1] - target
    if kind == "mse":
        delta = 2 * error * layers[-1].slope(activations[-1])
    else:
        delta = error
    for i in reversed(range(len(layers))):
        dW = np.dot(activations[i].T, delta) / N
        db = np.sum(delta, axis=0) / N
        grads[i] = (dW, db)
        if i > 0:
            delta = np.dot(delta, layers[i].W.T) * layers[i - 1].slope(activations[i])
    return grads


def train(X, y, sizes, *, hidden, output, kind, epochs, learning_rate, rng, batch_size=None, bias=True, scale=1.0):
    params = init(sizes, rng, scale)
    n = X.shape[0]
    size = n if batch_size is None else batch_size
    history = []
    best, best_loss = list(params), np.inf
    for epoch in range(epochs):
        perm = rng.permutation(n)
        X_epoch = X[perm]
        y_epoch = y[perm]
        total = 0.0
        i = 0
        while i < n:
            xb, yb = X_epoch[i:i + size], y_epoch[i:i + size]
            values = forward(params, xb, hidden, output)
            total += loss(values[-1], yb, kind) * len(yb)
            grads = backward(params, values, yb, hidden, output, kind)
            for k in range(len(params)):
                W, b = params[k]
                dW, db = grads[k]
                W = W - learning_rate * dW
                if bias:
                    b = b - learning_rate * db
                params[k] = (W, b)
            i += size
        history.append(total / n)
        # 保留最好的参数
        if total / n < best_loss:
            best, best_loss = list(params), total / n
    return best, history
