"""A deep network on the parts of the other chapters: initial weights, activations, batch norm, dropout, L2, averages.

For N samples of D features in C classes and a network of L layers, with the samples in the rows of X::

    a₀ = (X − μ) / √σ²                                           normalised inputs        (N, D)
    zₗ = aₗ₋₁ Wₗ + bₗ,   or   zₗ = BN(aₗ₋₁ Wₗ; γₗ, βₗ)           hidden layers, l < L     (N, nₗ)
    aₗ = dropout(g(zₗ))
    p = softmax(aₗ₋₁ W_L + b_L)                                  probabilities            (N, C)
    L = −1/N · Σᵢ ln p[i, yᵢ] + l2/2 · Σₗ Σ Wₗ²                  loss                     a number

μ and σ² are mean and variance of each feature of the training set. BN and dropout behave in one way while the network
is trained and in another one when it is used, as the chapters on batch normalisation and regularisation have it.

I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, chapters 6 to 8; A. Géron, Hands-On Machine
Learning, chapter 11; S. Ioffe, C. Szegedy, Batch normalization, 2015; N. Srivastava et al., Dropout, 2014.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from reference.activations import relu, relu_derivative, sigmoid, sigmoid_derivative, tanh, tanh_derivative
from reference.batch_norm import backward as batch_norm_backward
from reference.batch_norm import forward as batch_norm_forward
from reference.initializers import he_normal, xavier_normal
from reference.regularizers import dropout_backward, dropout_forward
from reference.schedules import MovingAverage
from reference.softmax import softmax

ACTIVATIONS = {"relu": relu, "tanh": tanh, "sigmoid": sigmoid}
DERIVATIVES = {"relu": relu_derivative, "tanh": tanh_derivative, "sigmoid": sigmoid_derivative}


def feature_statistics(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and variance of each feature of X (N, D): mean (D,), variance (D,).

    μ = 1/N · Σᵢ Xᵢ        σ² = 1/N · Σᵢ (Xᵢ − μ)²
    """
    return X.mean(axis=0), X.var(axis=0)


def normalise(X: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Bring features with this mean and variance to mean 0 and standard deviation 1: (N, D).

        (X − μ) / √σ²        X − μ where σ² = 0

    A feature that never varied in the training set tells nothing of its scale, so it is only shifted.

    >>> normalise(np.array([[5.0, 2.0]]), np.array([1.0, 2.0]), np.array([4.0, 0.0]))
    array([[2., 0.]])
    """
    std = np.sqrt(np.where(variance > 0, variance, 1.0))
    normalised: np.ndarray = (X - mean) / std
    return normalised


class DeepNet:
    """A network with ``sizes`` = (D, n₁, …, C) units in its layers and softmax at the end.

    ``activation`` is g, one of "relu", "tanh" and "sigmoid". ``l2`` is the weight of the penalty. ``keep`` is the
    probability with which a hidden unit is kept in training; ``batch_norm`` says whether hidden layers normalise.

    ``parameters`` is a dict: "W1" (D, n₁) … "WL" (n_{L−1}, C), and "b1" (n₁,) … "bL" (C,). With batch norm a hidden
    layer has "gamma1" and "beta1" (n₁,) in the place of "b1", which its mean would take away again; ``running`` then
    holds "mean1" and "var1", the averages of what its batches had.

    W starts at random, with He's variance 2/n_in for ReLU and Glorot's 2/(n_in + n_out) otherwise, b = 0, γ = 1, β = 0.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str,
        l2: float,
        keep: float,
        batch_norm: bool,
        rng: np.random.Generator,
    ) -> None:
        self.activation, self.derivative = ACTIVATIONS[activation], DERIVATIVES[activation]
        self.l2, self.keep, self.batch_norm = l2, keep, batch_norm
        self.depth = len(sizes) - 1  # L
        initial = he_normal if activation == "relu" else xavier_normal
        self.parameters: dict[str, np.ndarray] = {}
        self.running: dict[str, np.ndarray] = {}
        for layer in range(1, self.depth + 1):
            n_in, n_out = sizes[layer - 1], sizes[layer]
            self.parameters[f"W{layer}"] = initial(n_in, n_out, rng)
            if batch_norm and layer < self.depth:
                self.parameters[f"gamma{layer}"] = np.ones(n_out)
                self.parameters[f"beta{layer}"] = np.zeros(n_out)
                self.running[f"mean{layer}"] = np.zeros(n_out)
                self.running[f"var{layer}"] = np.ones(n_out)
            else:
                self.parameters[f"b{layer}"] = np.zeros(n_out)
        # Until a training set is known, features are taken as they are.
        self.mean, self.variance = np.zeros(sizes[0]), np.ones(sizes[0])

    def loss_and_gradients(
        self, X: np.ndarray, y: np.ndarray, rng: np.random.Generator | None = None
    ) -> tuple[float, dict[str, np.ndarray]]:
        """Give the loss of a batch in training, and its gradients under the names of the parameters.

            L = −1/N · Σᵢ ln p[i, yᵢ] + l2/2 · Σₗ Σ Wₗ²

        X is (N, D), y (N,). Dropout's masks are drawn from ``rng``, which may be left out where ``keep`` is 1; batch
        norm uses the batch's own mean and variance, and moves ``running`` towards them.
        """
        N, own = len(X), (np.arange(len(X)), y)
        z, caches = self._forward(X, rng, training=True)

        # ln softmax(z)ⱼ = zⱼ − ln Σₖ exp(zₖ), and nothing vanishes or overflows when the largest z is taken off first.
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        penalty = sum(np.sum(self.parameters[f"W{layer}"] ** 2) for layer in range(1, self.depth + 1))
        loss = -log_p[own].mean() + self.l2 / 2 * penalty

        # ∂L/∂z_L = (p − onehot(y)) / N; N is divided by here, and nowhere behind.
        dz = np.exp(log_p)
        dz[own] -= 1
        return float(loss), self._backward(dz / N, caches)

    def train(
        self,
        X: np.ndarray,
        y: np.ndarray,
        *,
        epochs: int,
        batch_size: int,
        schedule: Callable[[int], float],
        average: float,
        rng: np.random.Generator,
    ) -> list[float]:
        """Fit the network by mini-batch gradient descent, and give the loss of each step.

            θ ← θ − schedule(t) · ∂L/∂θ                              for t = 0, 1, 2, …, through all epochs
            ā ← d ā + (1 − d) θ,   d = min(average, (1 + t) / (10 + t))      after step t = 1, 2, …, from ā = θ

        X (N, D) gives the mean and the variance that inputs are normalised by from now on. Each epoch goes through
        all samples once, in a new order drawn from ``rng``; the last batch is smaller where ``batch_size`` does not
        divide N. In the end the moving averages ā are the parameters; with ``average`` = 0 these are the last θ.
        """
        self.mean, self.variance = feature_statistics(X)
        moving = MovingAverage(average)
        moving.update(self.parameters)
        history: list[float] = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X), batch_size):
                batch = order[start : start + batch_size]
                loss, gradients = self.loss_and_gradients(X[batch], y[batch], rng)
                rate = schedule(len(history))
                self.parameters = {name: theta - rate * gradients[name] for name, theta in self.parameters.items()}
                moving.update(self.parameters)
                history.append(loss)
        self.parameters = moving.average
        return history

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Give the probability of each class for each sample, (N, C), of the network in use.

        No unit is dropped, and batch norm normalises by ``running``, which stays as it is: a sample's probabilities
        do not depend on the samples beside it.
        """
        z, _ = self._forward(X, None, training=False)
        return softmax(z)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Name the most probable class of each sample, as integers (N,)."""
        labels: np.ndarray = self.probabilities(X).argmax(axis=1)
        return labels

    def _forward(
        self, X: np.ndarray, rng: np.random.Generator | None, *, training: bool
    ) -> tuple[np.ndarray, list[dict[str, Any]]]:
        """Give the scores z_L (N, C), and for each layer what the way back needs."""
        a = normalise(X, self.mean, self.variance)
        caches: list[dict[str, Any]] = []
        for layer in range(1, self.depth):
            cache: dict[str, Any] = {"a": a}
            z = a @ self.parameters[f"W{layer}"]
            if self.batch_norm:
                gamma, beta = self.parameters[f"gamma{layer}"], self.parameters[f"beta{layer}"]
                running = {"mean": self.running[f"mean{layer}"], "var": self.running[f"var{layer}"]}
                z, cache["norm"] = batch_norm_forward(z, gamma, beta, running, training=training)
                self.running[f"mean{layer}"], self.running[f"var{layer}"] = running["mean"], running["var"]
            else:
                z = z + self.parameters[f"b{layer}"]
            cache["z"] = z
            a = self.activation(z)
            if rng is not None:
                a, cache["mask"] = dropout_forward(a, self.keep, rng, training)
            caches.append(cache)
        z = a @ self.parameters[f"W{self.depth}"] + self.parameters[f"b{self.depth}"]
        return z, [*caches, {"a": a}]

    def _backward(self, dz: np.ndarray, caches: list[dict[str, Any]]) -> dict[str, np.ndarray]:
        """Give the gradient of every parameter from dz = ∂L/∂z_L, the last layer's first."""
        gradients = {}
        for layer in range(self.depth, 0, -1):
            cache = caches[layer - 1]
            if layer < self.depth:
                da = dz @ self.parameters[f"W{layer + 1}"].T
                if "mask" in cache:
                    da = dropout_backward(da, cache["mask"])
                dz = da * self.derivative(cache["z"])
            if "norm" in cache:
                dz, gradients[f"gamma{layer}"], gradients[f"beta{layer}"] = batch_norm_backward(dz, cache["norm"])
            else:
                gradients[f"b{layer}"] = dz.sum(axis=0)
            W = self.parameters[f"W{layer}"]
            gradients[f"W{layer}"] = cache["a"].T @ dz + self.l2 * W
        return gradients
