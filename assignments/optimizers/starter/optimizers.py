"""Optimisers: fill in the classes below. The statement says what each of them is asked to do.

``step(params, grads)`` takes two dicts of arrays with the same names, and changes the arrays of ``params`` or returns a
dict of new ones.
"""

import numpy as np

Arrays = dict[str, np.ndarray]


class SGD:
    """θ ← θ − η g."""

    def __init__(self, learning_rate: float) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError


class Momentum:
    """v ← μ v − η g, or v ← μ v − (1 − μ) η g where damped; θ ← θ + v."""

    def __init__(self, learning_rate: float, momentum: float = 0.9, damped: bool = False) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError


class Nesterov:
    """v ← μ v − η g; θ ← θ + μ v − η g."""

    def __init__(self, learning_rate: float, momentum: float = 0.9) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError


class AdaGrad:
    """r ← r + g²; θ ← θ − η g / (√r + ε)."""

    def __init__(self, learning_rate: float, eps: float = 1e-8) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError


class RMSProp:
    """r ← ρ r + (1 − ρ) g²; θ ← θ − η g / (√r + ε)."""

    def __init__(self, learning_rate: float, rho: float = 0.9, eps: float = 1e-8) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError


class AdaDelta:
    """r ← ρ r + (1 − ρ) g²; Δ = −√(s + ε) / √(r + ε) · g; s ← ρ s + (1 − ρ) Δ²; θ ← θ + Δ."""

    def __init__(self, rho: float = 0.95, eps: float = 1e-6) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError


class Adam:
    """t ← t + 1; m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; θ ← θ − η m̂ / (√v̂ + ε).

    m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
    """

    def __init__(
        self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError


class FTRL:
    """σ = (√(n + g²) − √n) / η; z ← z + g − σ θ; n ← n + g²; θ from z and n.

    θ = 0 where |z| ≤ λ₁, elsewhere −(z − sign(z) λ₁) / ((β + √n) / η + λ₂)
    """

    def __init__(self, learning_rate: float, beta: float = 1.0, l1: float = 0.0, l2: float = 0.0) -> None:
        raise NotImplementedError

    def step(self, params: Arrays, grads: Arrays) -> Arrays | None:
        """Take one step."""
        raise NotImplementedError
