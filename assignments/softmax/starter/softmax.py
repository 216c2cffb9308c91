"""Softmax regression: fill in the functions below. The statement says what each of them is asked to do.

X is (N, D), W (D, C), b (C,); y (N,) holds integer labels 0 … C−1.
"""

import numpy as np


def softmax(z: np.ndarray) -> np.ndarray:
    """Turn each row of scores z (N, C) into probabilities (N, C).

    softmax(z)ⱼ = exp(zⱼ) / Σₖ exp(zₖ)
    """
    raise NotImplementedError


def hardmax(z: np.ndarray) -> np.ndarray:
    """Put 1.0 where each row of z (N, C) is largest and 0.0 elsewhere: (N, C)."""
    raise NotImplementedError


def cross_entropy(p: np.ndarray, y: np.ndarray) -> float:
    """Give the mean over the batch of −ln of the probability in p (N, C) of each sample's own class y (N,).

    H(p, y) = −1/N · Σᵢ ln p[i, yᵢ]
    """
    raise NotImplementedError


def loss_and_gradients(
    W: np.ndarray, b: np.ndarray, X: np.ndarray, y: np.ndarray, l2: float = 0.0
) -> tuple[float, np.ndarray, np.ndarray]:
    """Give the loss of a batch and its gradients: loss, dW (D, C), db (C,).

    L = −1/N · Σᵢ ln softmax(X W + b)[i, yᵢ] + l2/2 · Σ W²
    """
    raise NotImplementedError


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
    """Fit W and b by mini-batch gradient descent with momentum: W (D, C), b (C,), history.

    v ← momentum · v − learning_rate · ∂L/∂θ        θ ← θ + v        for θ = W and θ = b
    """
    raise NotImplementedError


def predict(W: np.ndarray, b: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Name the class with the largest score of each sample, as integers (N,)."""
    raise NotImplementedError
