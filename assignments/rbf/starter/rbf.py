"""Radial basis function networks: fill in the functions below. The statement says what each of them is asked to do.

X is (N, D), centres (K, D), widths (K,); t (N,) holds the targets. ``kind`` is "gaussian", "reflected_sigmoid" or
"inverse_multiquadric". ``params`` is a dict with the keys "centres", "widths", "weights" (K,) and "bias" (a number).
"""

from typing import Any

import numpy as np

Params = dict[str, Any]


def distances(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Give the distance of each point from each centre: (N, K).

    rᵢₖ = √Σⱼ (xᵢⱼ − cₖⱼ)²
    """
    raise NotImplementedError


def gaussian(r: np.ndarray, width: Any) -> np.ndarray:
    """φ(r, σ) = exp(−r² / (2 σ²))."""
    raise NotImplementedError


def reflected_sigmoid(r: np.ndarray, width: Any) -> np.ndarray:
    """φ(r, σ) = 1 / (1 + exp(r² / σ²))."""
    raise NotImplementedError


def inverse_multiquadric(r: np.ndarray, width: Any) -> np.ndarray:
    """φ(r, σ) = 1 / √(r² + σ²)."""
    raise NotImplementedError


def hidden(X: np.ndarray, centres: np.ndarray, widths: np.ndarray, kind: str) -> np.ndarray:
    """Give the values of the hidden layer: (N, K).

    Hᵢₖ = φ(‖xᵢ − cₖ‖, σₖ)
    """
    raise NotImplementedError


def random_centres(X: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Pick ``count`` different rows of X as centres: (count, D)."""
    raise NotImplementedError


def k_means(X: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Place ``count`` centres in the middle of the points that are nearest to them: (count, D)."""
    raise NotImplementedError


def orthogonal_least_squares(X: np.ndarray, t: np.ndarray, count: int, width: float, kind: str) -> np.ndarray:
    """Choose ``count`` of the points as centres, one after the other: their row numbers (count,), in that order.

    errₖ = (pₖᵀ t)² / (pₖᵀ pₖ)        pⱼ ← pⱼ − (pₖᵀ pⱼ / pₖᵀ pₖ) · pₖ
    """
    raise NotImplementedError


def spread(centres: np.ndarray) -> float:
    """Give one width for all centres (K, D).

    σ = d / √(2 K)        d is the largest distance between two centres
    """
    raise NotImplementedError


def read_out(H: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, float]:
    """Give the weights (K,) and the bias with which the hidden layer H (N, K) comes nearest to the targets t (N,).

    Σᵢ (Σₖ Hᵢₖ wₖ + b − tᵢ)² = min
    """
    raise NotImplementedError


def predict(params: Params, X: np.ndarray, kind: str) -> np.ndarray:
    """Give the network's value at each point: (N,).

    f(xᵢ) = Σₖ φ(‖xᵢ − cₖ‖, σₖ) wₖ + b
    """
    raise NotImplementedError


def loss_and_gradients(params: Params, X: np.ndarray, t: np.ndarray, kind: str) -> tuple[float, Params]:
    """Give the mean squared error and its gradients, a dict with the keys of ``params``.

    E = 1/N · Σᵢ (f(xᵢ) − tᵢ)²
    """
    raise NotImplementedError


def train(
    params: Params, X: np.ndarray, t: np.ndarray, kind: str, *, epochs: int, learning_rate: float
) -> tuple[Params, list[float]]:
    """Move centres, widths, weights and bias down the gradient, all at once: params, history.

    θ ← θ − learning_rate · ∂E/∂θ        for θ = c, σ, w, b
    """
    raise NotImplementedError
