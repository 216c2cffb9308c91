# Lab 1, softmax regression

import numpy as np


def log_softmax(z):
    # subtract the max so that exp() can't overflow
    shifted = z - np.max(z, axis=1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))


def softmax(z):
    return np.exp(log_softmax(z))


def one_hot(y, num_classes):
    out = np.zeros((len(y), num_classes))
    for i, label in enumerate(y):
        out[i, label] = 1.0
    return out


def hardmax(z):
    return one_hot(np.argmax(z, axis=1), z.shape[1])


def cross_entropy(p, y):
    # only look at the probability of the right class, the others might be 0
    right = np.array([row[label] for row, label in zip(p, y)])
    return np.mean(-np.log(right))


def loss_and_gradients(W, b, X, y, l2=0.0):
    n, num_classes = X.shape[0], W.shape[1]
    logp = log_softmax(np.dot(X, W) + b)
    target = one_hot(y, num_classes)

    data_loss = -np.sum(target * logp) / n
    reg_loss = 0.5 * l2 * np.sum(W * W)

    # d loss / d scores = (p - target) / n, from the derivation on paper
    dscores = (np.exp(logp) - target) / n
    dW = np.dot(X.T, dscores) + l2 * W
    db = np.sum(dscores, axis=0)
    return data_loss + reg_loss, dW, db


def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    W = rng.normal(0, 0.01, size=(X.shape[1], classes))
    b = np.zeros(classes)
    velocity_W = np.zeros_like(W)
    velocity_b = np.zeros_like(b)

    history = []
    for epoch in range(epochs):
        idx = np.arange(len(X))
        rng.shuffle(idx)
        epoch_loss = 0.0
        start = 0
        while start < len(X):
            batch = idx[start:start + batch_size]  # the last one may be shorter
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            velocity_W = momentum * velocity_W + dW
            velocity_b = momentum * velocity_b + db
            W = W - learning_rate * velocity_W
            b = b - learning_rate * velocity_b
            epoch_loss += loss * len(batch)
            start += batch_size
        history.append(epoch_loss / len(X))
    return W, b, history


def predict(W, b, X):
    return np.argmax(np.dot(X, W) + b, axis=1)


if __name__ == "__main__":
    # quick check on two blobs
    rng = np.random.default_rng(1)
    X = np.vstack([rng.normal(-2, 1, (50, 2)), rng.normal(2, 1, (50, 2))])
    y = np.repeat([0, 1], 50)
    W, b, history = train(X, y, 2, epochs=5, batch_size=16, learning_rate=0.1, momentum=0.9, rng=rng)
    print("loss per epoch:", history)
    print("accuracy:", np.mean(predict(W, b, X) == y))
