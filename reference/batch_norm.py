"""Batch normalisation: each feature of a layer is brought to mean 0 and variance 1, then scaled and shifted.

For a batch x of N samples and D features, with the statistics of each feature (each column)::

    μ = 1/N · Σᵢ xᵢ        σ² = 1/N · Σᵢ (xᵢ − μ)²
    x̂ᵢ = (xᵢ − μ) / √(σ² + ε)
    yᵢ = γ x̂ᵢ + β

x and y are (N, D); γ, β, μ and σ² are (D,). While the network is trained, μ and σ² are those of the batch, and running
averages of them are kept. Once it is used, the running averages stand in for them, so that what a sample gives does not
depend on the samples beside it, and a single sample will do.

S. Ioffe, C. Szegedy, Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift,
ICML 2015, algorithms 1 and 2 and the gradients of section 3. There the running variance is the unbiased one,
N / (N − 1) times σ²; here it is σ² itself.
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
    """Normalise a batch: y (N, D) and a cache, which is whatever ``backward`` needs.

        y = γ (x − μ) / √(σ² + ε) + β

    In training μ and σ² are those of the batch, and the averages in ``running`` follow them::

        running["mean"] ← momentum · running["mean"] + (1 − momentum) · μ
        running["var"]  ← momentum · running["var"]  + (1 − momentum) · σ²

    Otherwise μ and σ² are ``running["mean"]`` and ``running["var"]``, and ``running`` stays as it is. It is the only
    argument that is ever changed.

    Derivation

    What ``backward`` needs is x̂, γ and √(σ² + ε).

    >>> running = {"mean": np.zeros(1), "var": np.ones(1)}
    >>> y, _ = forward(np.array([[1.0], [3.0]]), np.ones(1), np.zeros(1), running, eps=0.0, training=True)
    >>> y
    array([[-1.],
           [ 1.]])
    >>> running["mean"].round(3)  # 0.9 · 0 + 0.1 · 2
    array([0.2])
    """
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    y: np.ndarray = gamma * x_hat + beta
    return y, (x_hat, gamma, std)


def backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give dx = ∂L/∂x, dgamma = ∂L/∂γ and dbeta = ∂L/∂β of a batch in training, from dout = ∂L/∂y.

    dout and dx are (N, D), dgamma and dbeta (D,).

    Derivation::

        ∂L/∂β = Σᵢ ∂L/∂yᵢ
        ∂L/∂γ = Σᵢ ∂L/∂yᵢ · x̂ᵢ
        ∂L/∂xᵢ = γ / √(σ² + ε) · (∂L/∂yᵢ − 1/N · ∂L/∂β − 1/N · x̂ᵢ · ∂L/∂γ)

    The two means in ∂L/∂x are the ways by which a sample changes the others' results: through μ and through σ². They
    make ∂L/∂x sum to 0 over the batch, for the same shift of all samples changes nothing.
    """
    x_hat, gamma, std = cache
    N = len(dout)
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx = gamma / std * (dout - dbeta / N - x_hat * dgamma / N)
    return dx, dgamma, dbeta
