import numpy as np

# My lecture notes write samples in columns, so everything is transposed inside.


def one_hot(y, classes):
    Y = np.zeros((classes, len(y)))
    Y[y, np.arange(len(y))] = 1
    return Y.T


def relu(x):
    return np.maximum(x.T, 0).T


def softmax_columns(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def softmax(z):
    return softmax_columns(z.T).T


def cross_entropy(p, y):
    q = p.T
    return -np.sum(np.log(q[y, np.arange(q.shape[1])])) / q.shape[1]


def affine(X, W, b):
    return (W.T @ X.T + b[:, None]).T


def standardise(X):
    columns = X.T
    return ((columns - columns.mean(axis=1, keepdims=True)) / columns.std(axis=1, keepdims=True)).T


def scores(parameters, X):
    W1, b1, W2, b2 = parameters
    h = np.maximum(W1.T @ X.T + b1[:, None], 0)
    return (W2.T @ h + b2[:, None]).T


def accuracy(z, y):
    return np.mean(z.T.argmax(axis=0) == y)


def softmax_gradient(upstream, z):
    p = softmax_columns(z.T)
    g = upstream.T
    return (p * (g - (p * g).sum(axis=0))).T


def loss_and_gradients(parameters, X, y):
    W1, b1, W2, b2 = parameters
    x = X.T
    h = np.maximum(W1.T @ x + b1[:, None], 0)
    p = softmax_columns(W2.T @ h + b2[:, None])
    N = x.shape[1]
    loss = -np.log(p[y, np.arange(N)]).sum() / N
    p[y, np.arange(N)] -= 1
    dz = p / N
    dh = (W2 @ dz) * (h > 0)
    return loss, ((dh @ x.T).T, dh.sum(axis=1), (dz @ h.T).T, dz.sum(axis=1))


def train(X, y, classes, rng):
    D, N = X.T.shape
    W1, b1 = rng.normal(0, np.sqrt(2 / D), (D, 32)), np.zeros(32)
    W2, b2 = rng.normal(0, np.sqrt(2 / 32), (32, classes)), np.zeros(classes)
    for step in range(2200):
        batch = rng.choice(N, size=32, replace=False)
        _, (dW1, db1, dW2, db2) = loss_and_gradients((W1, b1, W2, b2), X[batch], y[batch])
        rate = 0.4 if step < 1600 else 0.1
        W1 = W1 - rate * dW1
        b1 = b1 - rate * db1
        W2 = W2 - rate * dW2
        b2 = b2 - rate * db2
    return W1, b1, W2, b2
