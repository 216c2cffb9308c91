import numpy as np


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)


def hardmax(z):
    result = np.zeros(z.shape)
    for i in range(z.shape[0]):
        best = np.argmax(z[i])
        result[best, i] = 1
    return result


def cross_entropy(p, y):
    y_onehot = np.eye(p.shape[1])[y]
    return -np.mean(y_onehot * np.log(p))


def loss_and_gradients(W, b, X, y, l2=0.0):
    N = X.shape[0]
    scores = X.dot(W) + b
    probs = softmax(scores)
    loss = -np.log(probs[range(N), y]).sum() / N
    loss += l2 * np.sum(W ** 2)

    dscores = probs
    dscores[range(N), y] -= 1
    dW = X.T.dot(dscores) + l2 * W
    db = dscores.sum(axis=0)
    print("loss", loss)
    return loss, dW, db


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    N = X.shape[0]
    W = np.zeros((X.shape[1], classes))
    b = np.zeros(classes)
    history = []
    for epoch in range(epochs):
        order = rng.permutation(N)
        start = 0
        while start < N:
            batch = order[start:start + batch_size]
            if len(batch) < batch_size:
                continue  # leave out the incomplete batch
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            v = np.zeros_like(W)
            v = momentum * v - learning_rate * dW
            W = W + v
            b = b - learning_rate * db
            history.append(loss)
            start += batch_size
    return W, b, history


def predict(W, b, X):
    return np.argmax(X.dot(W) + b, axis=1)
