"""Schedules and moving averages: fill in the functions and the class. The statement says what each is asked to do.

Steps are counted from 0; ``rate`` is the initial rate η₀.
"""

import numpy as np


def piecewise(step: int, boundaries: list[int], rates: list[float]) -> float:
    """Give rates[i] where boundaries[i − 1] ≤ step < boundaries[i]."""
    raise NotImplementedError


def exponential(rate: float, step: int, decay_steps: int, decay_rate: float, staircase: bool = False) -> float:
    """Give η₀ · d^(t / T), or η₀ · d^⌊t / T⌋ in stairs, with d = decay_rate and T = decay_steps."""
    raise NotImplementedError


def power(rate: float, step: int, decay_steps: int, exponent: float = 1.0) -> float:
    """Give η₀ / (1 + t / T)^c, with T = decay_steps and c = exponent."""
    raise NotImplementedError


def inverse_time(rate: float, epoch: int, decay: float) -> float:
    """Give η₀ / (1 + d · epoch), with d = decay."""
    raise NotImplementedError


def inverse_sqrt(rate: float, step: int) -> float:
    """Give η₀ / √(1 + t)."""
    raise NotImplementedError


def ewma(values: np.ndarray, beta: float, corrected: bool = False) -> np.ndarray:
    """Give vₜ = β vₜ₋₁ + (1 − β) θₜ for each of the values (T,), from v₀ = 0; where corrected, vₜ / (1 − βᵗ)."""
    raise NotImplementedError


class MovingAverage:
    """The moving average of parameters; ``average`` is a dict of arrays.

    a ← θ at the first update, t = 0; then a ← d a + (1 − d) θ at t = 1, 2, …, with d = min(decay, (1 + t) / (10 + t))
    """

    def __init__(self, decay: float) -> None:
        raise NotImplementedError

    def update(self, params: dict[str, np.ndarray]) -> None:
        """Take the parameters as they are now into the average."""
        raise NotImplementedError
