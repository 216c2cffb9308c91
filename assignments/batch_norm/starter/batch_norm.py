"""Batch normalisation: fill in the functions below. The statement says what each of them is asked to do.

x is (N, D), a row for each sample; gamma and beta are (D,).
"""

from typing import Any

import numpy as np


def forward(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    running: dict[str, np.ndarray],
    *,
    momentum: float = 0.9,
    eps: float = 1e-5,
    training: bool,
) -> tuple[np.ndarray, Any]:
    """Give out = γ (x − μ) / √(σ² + ε) + β, (N, D), and a cache for ``backward``.

    In training μ and σ² are those of the batch, and running["mean"] and running["var"] are moved towards them; else
    they are running["mean"] and running["var"], which stay as they are.
    """
    raise NotImplementedError


def backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give dx (N, D), dgamma (D,) and dbeta (D,) from dout = ∂L/∂out (N, D) and the cache of a batch in training."""
    raise NotImplementedError
