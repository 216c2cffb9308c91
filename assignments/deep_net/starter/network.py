"""A deep network: fill in the functions and methods below. The statement says what each of them is asked to do.

X is (N, D), a row for each sample; y (N,) holds integer labels 0 … C−1.
"""

from collections.abc import Callable, Sequence

import numpy as np


def feature_statistics(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and variance of each feature of X (N, D): mean (D,), variance (D,)."""
    raise NotImplementedError


def normalise(X: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Give (X − mean) / √variance, (N, D); X − mean where the variance is 0."""
    raise NotImplementedError


class DeepNet:
    """A network with ``sizes`` = (D, n₁, …, C) units in its layers and softmax at the end.

    ``parameters`` is a dict of arrays: "W1", "b1", …; with batch norm "gamma1" and "beta1" in the place of "b1" in the
    hidden layers, and ``running``, a dict with "mean1", "var1", ….
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
        raise NotImplementedError

    def loss_and_gradients(
        self, X: np.ndarray, y: np.ndarray, rng: np.random.Generator | None = None
    ) -> tuple[float, dict[str, np.ndarray]]:
        """Give the loss of a batch in training, and a dict with its gradients under the names of the parameters.

        L = −1/N · Σᵢ ln p[i, yᵢ] + l2/2 · Σ W²
        """
        raise NotImplementedError

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
        """Fit the network by mini-batch gradient descent, and give the training losses.

        θ ← θ − schedule(t) · ∂L/∂θ for t = 0, 1, 2, …; the moving averages of θ are the parameters in the end.
        """
        raise NotImplementedError

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Give the probability of each class for each sample, (N, C), of the network in use."""
        raise NotImplementedError

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Name the most probable class of each sample, as integers (N,)."""
        raise NotImplementedError
