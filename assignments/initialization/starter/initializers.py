"""Initial weights: fill in the functions below. The statement says what each of them is asked to do.

All weights have shape (fan_in, fan_out). rng is a numpy.random.Generator, and the only source of randomness.
"""

from collections.abc import Callable

import numpy as np


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """W = 0; rng is not used."""
    raise NotImplementedError


def normal(fan_in: int, fan_out: int, rng: np.random.Generator, std: float = 0.01) -> np.ndarray:
    """W ~ N(0, std²)"""
    raise NotImplementedError


def xavier_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ N(0, σ²) with σ = √(2 / (fan_in + fan_out))"""
    raise NotImplementedError


def xavier_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ U(−a, a) with a = √(6 / (fan_in + fan_out))"""
    raise NotImplementedError


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ N(0, σ²) with σ = √(2 / fan_in)"""
    raise NotImplementedError


def he_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ U(−a, a) with a = √(6 / fan_in)"""
    raise NotImplementedError


def signal_variances(
    init: Callable[[int, int, np.random.Generator], np.ndarray],
    depth: int,
    width: int,
    activation: Callable[[np.ndarray], np.ndarray],
    rng: np.random.Generator,
) -> list[float]:
    """Give the variances of a signal on its way through `depth` layers: Var x₀, Var x₁, …, Var x_depth.

    x₀ ~ N(0, 1), of shape (1000, width)        xₗ = activation(xₗ₋₁ Wₗ)        Wₗ = init(width, width, rng)

    Each variance is taken over all entries.
    """
    raise NotImplementedError
