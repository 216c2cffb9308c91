"""Learning rates that change as training goes on, and moving averages.

A schedule is a function: it gives the rate of a step from the initial rate η₀ and the number t of the step (or epoch),
and remembers nothing. Steps are counted from 0, and every schedule is defined there::

    piecewise      constant between boundaries
    exponential    η₀ · d^(t / T)
    power          η₀ / (1 + t / T)^c
    inverse_time   η₀ / (1 + d t)
    inverse_sqrt   η₀ / √(1 + t)

A moving average keeps β of what it was and takes 1 − β of what comes. It begins at 0 and is corrected for that
(``ewma``), or at the first value (``MovingAverage``).

A. Géron, Hands-On Machine Learning, chapter 11 (piecewise, exponential, power); I. Goodfellow, Y. Bengio, A. Courville,
Deep Learning, MIT Press 2016, sections 8.5.3 (correction of the bias) and 8.7.3 (averages of parameters); B. T. Polyak,
A. B. Juditsky, Acceleration of stochastic approximation by averaging, 1992; TensorFlow's ExponentialMovingAverage.
"""

from collections.abc import Mapping, Sequence

import numpy as np


def piecewise(step: int, boundaries: Sequence[int], rates: Sequence[float]) -> float:
    """Give the rate that holds from one boundary up to the next.

        η = rates[i]        where boundaries[i − 1] ≤ t < boundaries[i]

    The boundaries rise; there is one rate more than boundaries: rates[0] holds before the first of them, the last rate
    from the last one on.

    >>> [piecewise(t, [2, 4], [0.1, 0.05, 0.01]) for t in range(6)]
    [0.1, 0.1, 0.05, 0.05, 0.01, 0.01]
    """
    return float(rates[sum(boundary <= step for boundary in boundaries)])


def exponential(rate: float, step: int, decay_steps: int, decay_rate: float, staircase: bool = False) -> float:
    """Give the rate that is multiplied by ``decay_rate`` in every ``decay_steps`` steps.

        η = η₀ · d^(t / T)          smoothly
        η = η₀ · d^⌊t / T⌋          in stairs

    η₀ is ``rate``, d ``decay_rate``, T ``decay_steps``.

    >>> [exponential(0.8, t, 2, 0.5, staircase=True) for t in range(5)]
    [0.8, 0.8, 0.4, 0.4, 0.2]
    """
    exponent = step // decay_steps if staircase else step / decay_steps
    return float(rate * decay_rate**exponent)


def power(rate: float, step: int, decay_steps: int, exponent: float = 1.0) -> float:
    """Give the rate that falls as a power of the step.

        η = η₀ / (1 + t / T)^c

    η₀ is ``rate``, T ``decay_steps``, c ``exponent``. With c = 1, η is η₀ / 2 after T steps and η₀ / 3 after 2 T.

    >>> [power(0.9, t, 10) for t in (0, 10, 20)]
    [0.9, 0.45, 0.3]
    """
    return float(rate / (1 + step / decay_steps) ** exponent)


def inverse_time(rate: float, epoch: int, decay: float) -> float:
    """Give the rate that falls as 1 / epoch in the end.

        η = η₀ / (1 + d · epoch)

    η₀ is ``rate`` and d ``decay``.

    >>> [inverse_time(0.9, epoch, 1.0) for epoch in range(3)]
    [0.9, 0.45, 0.3]
    """
    return float(rate / (1 + decay * epoch))


def inverse_sqrt(rate: float, step: int) -> float:
    """Give the rate that falls as 1 / √step in the end.

        η = η₀ / √(1 + t)

    With steps counted from 1 this is η₀ / √t; counted from 0, as here, that would be infinite at the start.

    >>> [inverse_sqrt(0.9, t) for t in (0, 3, 8)]
    [0.9, 0.45, 0.3]
    """
    return float(rate / np.sqrt(1 + step))


def ewma(values: Sequence[float] | np.ndarray, beta: float, corrected: bool = False) -> np.ndarray:
    """Give the exponentially weighted moving average after each of the values: (T,).

        v₀ = 0        vₜ = β vₜ₋₁ + (1 − β) θₜ        t = 1 … T
        v̂ₜ = vₜ / (1 − βᵗ)                            corrected

    θ is ``values`` (T,). The weights of θ₁ … θₜ in vₜ add up to 1 − βᵗ only, because v began at 0; in v̂ₜ to 1. The
    next average is made of vₜ, never of v̂ₜ.

    >>> ewma([1.0, 1.0, 1.0], 0.9).round(3)
    array([0.1  , 0.19 , 0.271])
    >>> ewma([1.0, 1.0, 1.0], 0.9, corrected=True).round(3)
    array([1., 1., 1.])
    """
    v = 0.0
    averages = []
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        averages.append(v / (1 - beta**t) if corrected else v)
    return np.array(averages)


class MovingAverage:
    """The moving average of the parameters of a network, which often does better than where training stands.

        a ← θ                           at the first update, t = 0
        a ← d a + (1 − d) θ             at the updates t = 1, 2, …, with d = min(decay, (1 + t) / (10 + t))

    The bound on d lets the average follow quickly while it is young: d is 2/11, 3/12, 4/13 … until it reaches decay.
    ``average`` is a dict of arrays with the names of the parameters.

    >>> moving = MovingAverage(0.99)
    >>> for value in (1.0, 2.0, 3.0):
    ...     moving.update({"w": np.array([value])})
    ...     print(moving.average["w"].round(4))
    [1.]
    [1.8182]
    [2.7045]
    """

    def __init__(self, decay: float) -> None:
        self.decay = decay
        self.t = 0
        self.average: dict[str, np.ndarray] = {}

    def update(self, params: Mapping[str, np.ndarray]) -> None:
        """Take the parameters as they are now into the average. They are copied, and stay as they are."""
        if self.t == 0:
            self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
        else:
            d = min(self.decay, (1 + self.t) / (10 + self.t))
            self.average = {name: d * self.average[name] + (1 - d) * theta for name, theta in params.items()}
        self.t += 1
