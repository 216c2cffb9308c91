"""Softmax regression: a linear layer, softmax, cross-entropy, and gradient descent with momentum.

For N samples of D features and C classes, with the samples in the rows of X::

    z = X W + b                                     scores          (N, C)
    p = softmax(z)                                  probabilities   (N, C)
    L = −1/N · Σᵢ ln p[i, yᵢ] + l2/2 · Σ W²         loss            a number

X is (N, D), W (D, C), b (C,); y (N,) holds integer labels 0 … C−1. The loss is the mean over the batch, in nats; the
penalty counts the weights and not the biases. No function changes its arguments.

I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, sections 6.2.2.3 (softmax), 7.1.1 (L2) and 8.3.2
(momentum); B. T. Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
"""

import numpy as np


def softmax(z: np.ndarray) -> np.ndarray:
    """Turn each row of scores into probabilities.

        softmax(z)ⱼ = exp(zⱼ) / Σₖ exp(zₖ)

    z is (N, C), and so is the result; every row sums to 1. Scores of any finite size are allowed.

    >>> softmax(np.array([[1000.0, 1000.0]]))
    array([[0.5, 0.5]])
    """
    # softmax(z) = softmax(z − m) for any m of the row; with m the row's largest score no exponential overflows.
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p: np.ndarray = e / e.sum(axis=1, keepdims=True)
    return p


def hardmax(z: np.ndarray) -> np.ndarray:
    """Put 1.0 where each row of scores is largest and 0.0 elsewhere.

        hardmax(z)ⱼ = 1 if j = argmaxₖ zₖ, else 0

    z is (N, C), and so is the result. Of equal scores the first counts as the largest.

    >>> hardmax(np.array([[1.0, 3.0, 2.0]]))
    array([[0., 1., 0.]])
    """
    onehot: np.ndarray = np.eye(z.shape[1])[z.argmax(axis=1)]
    return onehot


def cross_entropy(p: np.ndarray, y: np.ndarray) -> float:
    """Give the mean of −ln of the probability that each sample's own class has.

        H(p, y) = −1/N · Σᵢ ln p[i, yᵢ]

    p is (N, C) with rows of probabilities, y (N,). Natural logarithm; mean over the batch. Where the own class has
    probability 0, the result is infinite; probabilities 0 of other classes do not count. IndexError where a label
    is no column of p.

    >>> round(cross_entropy(np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([0, 1])), 4)  # (ln 2 + ln 4/3) / 2
    0.4904
    """
    return float(-np.log(p[np.arange(len(y)), y]).mean())


def loss_and_gradients(
    W: np.ndarray, b: np.ndarray, X: np.ndarray, y: np.ndarray, l2: float = 0.0
) -> tuple[float, np.ndarray, np.ndarray]:
    """Give the loss of a batch and its gradients: loss, dW, db.

        L = −1/N · Σᵢ ln softmax(X W + b)[i, yᵢ] + l2/2 · Σ W²
        dW = ∂L/∂W        db = ∂L/∂b

    dW is (D, C) as W, db (C,) as b. The loss is right however far the scores of a row are apart, also where the
    probability of a sample's own class is too small for a float.
    """
    N = len(X)
    own = np.arange(N), y  # the place of each sample's own class
    z = X @ W + b

    # ln softmax(z)ⱼ = zⱼ − ln Σₖ exp(zₖ): the logarithm is taken before anything can vanish.
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -log_p[own].mean() + l2 / 2 * np.sum(W**2)

    # ∂L/∂z = (softmax(z) − onehot(y)) / N
    dz = softmax(z)
    dz[own] -= 1
    dz /= N

    # z = X W + b, so ∂L/∂W = Xᵀ ∂L/∂z and ∂L/∂b = Σᵢ ∂L/∂z[i]; the penalty adds l2 · W.
    dW = X.T @ dz + l2 * W
    db = dz.sum(axis=0)
    return float(loss), dW, db


def train(
    X: np.ndarray,
    y: np.ndarray,
    classes: int,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    momentum: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Fit W and b by mini-batch gradient descent with momentum: W, b, history.

        v ← momentum · v − learning_rate · ∂L/∂θ        θ ← θ + v        for θ = W and θ = b

    Starts from W = 0, b = 0, v = 0 (the loss is convex, so there is no symmetry to break), without a penalty. Each
    epoch goes through all samples once, in a new order drawn from ``rng``; the last batch is smaller where
    ``batch_size`` does not divide N. The momentum is undamped: v collects the whole gradient, not 1 − momentum of
    it. ``history`` is the loss of each step's batch, before the step.
    """
    N, D = X.shape
    W, b = np.zeros((D, classes)), np.zeros(classes)
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    history = []
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, batch_size):
            batch = order[start : start + batch_size]
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            vW = momentum * vW - learning_rate * dW
            vb = momentum * vb - learning_rate * db
            W = W + vW
            b = b + vb
            history.append(loss)
    return W, b, history


def predict(W: np.ndarray, b: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Name the most probable class of each sample, as integers (N,).

        ŷᵢ = argmaxⱼ (X W + b)[i, j]

    softmax keeps the order of the scores, so it is not needed here. Of equal scores the first counts.
    """
    labels: np.ndarray = (X @ W + b).argmax(axis=1)
    return labels
