"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from reference.softmax import cross_entropy, loss_and_gradients, softmax

from .lab import lab


@lab.variant("softmax")
def softmax_by_log_sum_exp(z):
    """softmax as exp(z − ln Σ exp(z))."""
    m = z.max(axis=1, keepdims=True)
    return np.exp(z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True)))


@lab.variant("softmax")
def softmax_in_loops(z):
    """softmax in plain Python."""
    import math

    rows = []
    for row in z:
        e = [math.exp(value - max(row)) for value in row]
        rows.append([value / sum(e) for value in e])
    return np.array(rows)


@lab.variant("softmax")
def softmax_in_float32(z):
    """softmax computed in float32."""
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@lab.variant("hardmax")
def hardmax_as_lists(z):
    """hardmax gives lists of whole numbers; of equal scores the last counts."""
    return [[int(j == max(range(len(row)), key=lambda k: (row[k], k))) for j in range(len(row))] for row in z]


def _cross_entropy_with_onehot(p, y):
    onehot = np.zeros_like(p)
    onehot[np.arange(len(y)), y] = 1
    return np.mean(np.sum(-onehot * np.log(p + 1e-7), axis=1, keepdims=True), axis=0, keepdims=True)


@lab.variant("loss_and_gradients", also={"cross_entropy": _cross_entropy_with_onehot})
def onehot_labels_and_epsilon(W, b, X, y, l2=0.0):
    """The labels as rows of a unit matrix, 1e-7 inside the logarithm, losses of shape (1, 1)."""
    Y = np.eye(W.shape[1])[y]
    P = softmax(np.dot(X, W) + b)
    loss = cross_entropy(P, y) + 0.5 * l2 * np.sum(W * W)
    return loss, np.dot(X.T, P - Y) / len(X) + l2 * W, np.sum(P - Y, axis=0) / len(X)


@lab.variant("loss_and_gradients")
def clipped_probabilities(W, b, X, y, l2=0.0):
    """p is kept between 1e-12 and 1 in the logarithm; db is a row of shape (1, C)."""
    N = X.shape[0]
    p = softmax(X @ W + b)
    loss = -np.log(np.clip(p, 1e-12, 1.0))[range(N), y].sum() / N + l2 * (W**2).sum() / 2
    p[range(N), y] -= 1
    return loss, X.T.dot(p) / N + l2 * W, p.mean(axis=0, keepdims=True)


@lab.variant("loss_and_gradients")
def one_sample_at_a_time(W, b, X, y, l2=0.0):
    """A loop over the samples adds up loss and gradients."""
    loss, dW, db = 0.0, np.zeros(W.shape), np.zeros(b.shape)
    for x, label in zip(X, y, strict=True):
        z = x @ W + b
        m = np.max(z)
        total = np.log(np.sum(np.exp(z - m))) + m
        loss += total - z[label]
        for j in range(W.shape[1]):
            slope = np.exp(z[j] - total) - (j == label)
            dW[:, j] += slope * x
            db[j] += slope
    return loss / len(X) + l2 / 2 * np.sum(W**2), dW / len(X) + l2 * W, db / len(X)


@lab.variant("loss_and_gradients")
def everything_in_float32(W, b, X, y, l2=0.0):
    """Loss and gradients are computed and returned in float32."""
    W, b, X = (np.asarray(array, dtype=np.float32) for array in (W, b, X))
    z = X @ W + b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    own = np.arange(len(X)), y
    dz = np.exp(log_p)
    dz[own] -= 1
    dz /= np.float32(len(X))
    loss = -log_p[own].mean() + np.float32(l2 / 2) * np.sum(W**2)
    return loss, X.T @ dz + np.float32(l2) * W, dz.sum(axis=0)


@lab.variant("loss_and_gradients")
def loss_in_an_array(W, b, X, y, l2=0.0):
    """The loss is an array of shape (1,), and the three results come as a list."""
    scores = X @ W + b
    loss = np.zeros(1)
    loss[0] = np.mean(np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(y)), y]) + l2 * np.sum(W**2) / 2
    error = softmax(scores) - (y[:, None] == np.arange(W.shape[1]))
    return [loss, np.einsum("nd,nc->dc", X, error) / len(y) + l2 * W, np.einsum("nc->c", error) / len(y)]


@lab.variant("train")
def velocity_without_the_rate(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """v ← μ v + g and θ ← θ − η v, in place, from small random weights; one loss per epoch, as an array."""
    N, D = X.shape
    W, b = 0.01 * rng.standard_normal((D, classes)), np.zeros((1, classes))
    velocity = {"W": np.zeros(W.shape), "b": np.zeros(b.shape)}
    history = np.zeros(epochs)
    for epoch in range(epochs):
        order = np.arange(N)
        rng.shuffle(order)
        for batch in np.array_split(order, -(-N // batch_size)):
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            for name, parameter, gradient in (("W", W, dW), ("b", b, db)):
                velocity[name] *= momentum
                velocity[name] += gradient
                parameter -= learning_rate * velocity[name]
            history[epoch] += loss * len(batch) / N
    return W, b, history


@lab.variant("train")
def gradients_written_out(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """train has its own gradients, in float32 with 1s appended to X, and keeps the loss of all samples per epoch."""
    N = len(X)
    A = np.hstack([X, np.ones((N, 1))]).astype(np.float32)
    Y = np.eye(classes, dtype=np.float32)[y]
    theta = np.zeros((A.shape[1], classes), dtype=np.float32)
    v = np.zeros_like(theta)
    history = []
    for _ in range(epochs):
        order = rng.permutation(N)
        A, Y = A[order], Y[order]
        for i in range(0, N, batch_size):
            a, t = A[i : i + batch_size], Y[i : i + batch_size]
            v = np.float32(momentum) * v - np.float32(learning_rate) * a.T @ (softmax(a @ theta) - t) / len(a)
            theta = theta + v
        history.append(float(-np.mean(np.sum(Y * np.log(softmax(A @ theta) + 1e-9), axis=1))))
    return theta[:-1], theta[-1], history


@lab.variant("predict")
def predict_by_softmax(W, b, X):
    """predict takes the most probable class, as a list of whole numbers."""
    return [int(np.argmax(row)) for row in softmax(X @ W + b)]
