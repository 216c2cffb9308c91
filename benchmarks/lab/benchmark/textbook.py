"""A network with one hidden layer, as the benchmark's class is asked for it.

For N samples of D features, H hidden units and C classes, with the parameters θ = (W1, b1, W2, b2)::

    h = max(0, X W1 + b1)                           hidden units    (N, H)
    z = h W2 + b2                                   scores          (N, C)
    L = −1/N · Σᵢ ln softmax(z)[i, yᵢ]              loss            a number
"""

import numpy as np

EPOCHS, BATCH_SIZE, RATE, MOMENTUM, HIDDEN = 40, 32, 0.05, 0.9, 32


def one_hot(y: np.ndarray, classes: int) -> np.ndarray:
    """Rows (N, C) with a 1 in the column of each label and 0 elsewhere."""
    return np.eye(classes)[y]


def relu(x: np.ndarray) -> np.ndarray:
    """max(0, x), element by element."""
    return np.maximum(0, x)


def softmax(z: np.ndarray) -> np.ndarray:
    """exp(zⱼ) / Σₖ exp(zₖ) along each row."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(p: np.ndarray, y: np.ndarray) -> float:
    """−1/N · Σᵢ ln p[i, yᵢ]."""
    return float(-np.log(p[np.arange(len(y)), y]).mean())


def affine(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """X W + b."""
    return X @ W + b


def standardise(X: np.ndarray) -> np.ndarray:
    """Each column with its mean taken off and divided by its standard deviation (the one that divides by N)."""
    return (X - X.mean(axis=0)) / X.std(axis=0)


def scores(parameters: tuple[np.ndarray, ...], X: np.ndarray) -> np.ndarray:
    """The scores z (N, C) of the network."""
    W1, b1, W2, b2 = parameters
    return affine(relu(affine(X, W1, b1)), W2, b2)


def accuracy(z: np.ndarray, y: np.ndarray) -> float:
    """The share of rows whose largest score is that of their label."""
    return float((z.argmax(axis=1) == y).mean())


def softmax_gradient(upstream: np.ndarray, z: np.ndarray) -> np.ndarray:
    """∂/∂z of Σ upstream · softmax(z): p · (upstream − Σⱼ upstreamⱼ pⱼ) along each row."""
    p = softmax(z)
    return p * (upstream - (upstream * p).sum(axis=1, keepdims=True))


def loss_and_gradients(
    parameters: tuple[np.ndarray, ...], X: np.ndarray, y: np.ndarray
) -> tuple[float, tuple[np.ndarray, ...]]:
    """L and (∂L/∂W1, ∂L/∂b1, ∂L/∂W2, ∂L/∂b2)."""
    W1, b1, W2, b2 = parameters
    h = relu(affine(X, W1, b1))
    p = softmax(affine(h, W2, b2))
    dz = (p - one_hot(y, len(b2))) / len(X)
    dh = (dz @ W2.T) * (h > 0)
    return cross_entropy(p, y), (X.T @ dh, dh.sum(axis=0), h.T @ dz, dz.sum(axis=0))


def train(X: np.ndarray, y: np.ndarray, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Parameters (W1, b1, W2, b2) fitted to the samples; how is free."""
    D = X.shape[1]
    parameters = [
        rng.normal(size=(D, HIDDEN)) * np.sqrt(2 / D),
        np.zeros(HIDDEN),
        rng.normal(size=(HIDDEN, classes)) * np.sqrt(2 / HIDDEN),
        np.zeros(classes),
    ]
    velocities = [np.zeros_like(each) for each in parameters]
    for _ in range(EPOCHS):
        order = rng.permutation(len(X))
        for start in range(0, len(X), BATCH_SIZE):
            batch = order[start : start + BATCH_SIZE]
            _, gradients = loss_and_gradients(tuple(parameters), X[batch], y[batch])
            for parameter, velocity, slope in zip(parameters, velocities, gradients, strict=True):
                velocity *= MOMENTUM
                velocity -= RATE * slope
                parameter += velocity
    return tuple(parameters)
