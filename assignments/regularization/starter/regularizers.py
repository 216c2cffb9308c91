"""Regularisation: fill in the functions and methods below. The statement says what each of them is asked to do.

W is an array of weights of any shape. Everything random is drawn from rng, a numpy.random.Generator. No function
changes its arguments.
"""

from collections.abc import Sequence

import numpy as np


def l1(W: np.ndarray, lam: float) -> tuple[float, np.ndarray]:
    """Give penalty and gradient: λ · Σ |w| and λ · sign(w), with sign(0) = 0."""
    raise NotImplementedError


def l2(W: np.ndarray, lam: float) -> tuple[float, np.ndarray]:
    """Give penalty and gradient: λ/2 · Σ w² and λ · w."""
    raise NotImplementedError


def elastic_net(W: np.ndarray, lam1: float, lam2: float) -> tuple[float, np.ndarray]:
    """Give penalty and gradient: λ₁ · Σ |w| + λ₂/2 · Σ w² and λ₁ · sign(w) + λ₂ · w."""
    raise NotImplementedError


def sparsify(W: np.ndarray, threshold: float) -> np.ndarray:
    """Give W with 0 where |w| < threshold."""
    raise NotImplementedError


def dropout_forward(
    x: np.ndarray, keep: float, rng: np.random.Generator, training: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Give out = x · mask, and mask: in training 1/keep with probability keep, else 0; otherwise all ones."""
    raise NotImplementedError


def dropout_backward(dout: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Give ∂L/∂x, where dout is ∂L/∂out and mask is what dropout_forward gave."""
    raise NotImplementedError


def max_norm(W: np.ndarray, limit: float, axis: int) -> np.ndarray:
    """Shorten every vector of W along axis that is longer than limit: w · min(1, limit / ‖w‖)."""
    raise NotImplementedError


def clip_by_value(grad: np.ndarray, low: float, high: float) -> np.ndarray:
    """Keep each value between low and high."""
    raise NotImplementedError


def clip_by_norm(grad: np.ndarray, limit: float) -> np.ndarray:
    """Shorten grad if it is longer than limit: g · min(1, limit / ‖g‖)."""
    raise NotImplementedError


def clip_by_global_norm(grads: Sequence[np.ndarray], limit: float) -> tuple[list[np.ndarray], float]:
    """Give clipped, norm: norm = √(Σᵢ ‖gᵢ‖²), and each gᵢ · min(1, limit / norm)."""
    raise NotImplementedError


class EarlyStopping:
    """Stop after ``patience`` epochs in a row without an improvement: loss < best_loss − min_delta.

    ``best_loss`` and ``best_params`` belong to the last improvement; the parameters are a copy.
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        raise NotImplementedError

    def update(self, loss: float, params: dict[str, np.ndarray]) -> bool:
        """Take an epoch's validation loss and parameters; give whether to stop now."""
        raise NotImplementedError


def settled(accuracies: Sequence[float], tolerance: float = 0.02, epochs: int = 2) -> bool:
    """Say whether each of the last ``epochs`` changes is smaller than tolerance: |aₜ − aₜ₋₁| < tolerance."""
    raise NotImplementedError


def augment(
    images: np.ndarray,
    rng: np.random.Generator,
    shift: int = 0,
    rotate: float = 0.0,
    scale: float = 0.0,
    brightness: float = 0.0,
) -> np.ndarray:
    """Turn, scale, shift and brighten each image (N, H, W) by random amounts of its own."""
    raise NotImplementedError
