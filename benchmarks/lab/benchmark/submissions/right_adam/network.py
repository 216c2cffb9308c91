import numpy as np


class Adam:
    def __init__(self, params, lr=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params, self.lr, self.beta1, self.beta2, self.eps = params, lr, beta1, beta2, eps
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]
        self.t = 0

    def step(self, grads):
        self.t += 1
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            m_hat = m / (1 - self.beta1 ** self.t)
            v_hat = v / (1 - self.beta2 ** self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def one_hot(y, classes):
    Y = np.zeros(shape=(y.size, classes), dtype=np.int64)
    for i, c in enumerate(y):
        Y[i, c] = 1
    return Y


def relu(x):
    out = x.copy()
    out[out < 0] = 0
    return out


def softmax(z):
    out = z - z.max(axis=1, keepdims=True)
    np.exp(out, out=out)
    out /= out.sum(axis=1, keepdims=True)
    return out


def cross_entropy(p, y):
    return np.negative(np.log(p[np.arange(p.shape[0]), y])).sum() / p.shape[0]


def affine(X, W, b):
    out = X @ W
    out += b
    return out


def standardise(X):
    return np.nan_to_num((X - X.mean(0)) / X.std(0))


def scores(parameters, X):
    W1, b1, W2, b2 = parameters
    return affine(relu(affine(X, W1, b1)), W2, b2)


def accuracy(z, y):
    predicted = np.argmax(z, axis=1)
    return np.sum(predicted == y) / y.shape[0]


def softmax_gradient(upstream, z):
    p = softmax(z)
    out = upstream - np.einsum("ij,ij->i", upstream, p)[:, None]
    out *= p
    return out


def loss_and_gradients(parameters, X, y):
    W1, b1, W2, b2 = parameters
    hidden = relu(affine(X, W1, b1))
    p = softmax(affine(hidden, W2, b2))
    loss = cross_entropy(p, y)
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    dhidden = p @ W2.T
    dhidden[hidden <= 0] = 0
    return loss, (X.T @ dhidden, dhidden.sum(0), hidden.T @ p, p.sum(0))


def train(X, y, classes, rng):
    W1 = rng.normal(0, np.sqrt(2 / X.shape[1]), size=(X.shape[1], 32))
    W2 = rng.normal(0, np.sqrt(2 / 32), size=(32, classes))
    params = [W1, np.zeros(32), W2, np.zeros(classes)]
    optimiser = Adam(params)
    indices = np.arange(len(X))
    for epoch in range(30):
        rng.shuffle(indices)
        for i in range(0, len(X), 32):
            batch = indices[i:i + 32]
            loss, grads = loss_and_gradients(params, X[batch], y[batch])
            optimiser.step(grads)
    return params
