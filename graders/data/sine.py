"""A sine series with noise, as a thermometer or a tide gauge might have written it down: one value a step.

::

    s_t = sin(step · t + phase) + noise · εₜ        ε normal, t = 0, 1, 2, …

Who repeats the last value as a prediction of the next one has the mean squared error 2 sin²(step/2) + 2 noise², which
is 0.045 at a step of 0.3 and a noise of 0.02; nobody gets below noise², 0.0004 there. A step of 0.01 would leave
nothing to learn: repeating is then as good as the noise allows.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

STEP = 0.3
NOISE = 0.02

PERIOD = 2 * math.pi / STEP
"""Steps of one period of the usual series: 20.9, so that no two periods hold the same values."""


class Parts(NamedTuple):
    """A series cut in two by time, both float32: what is known, and what comes after it."""

    past: np.ndarray
    future: np.ndarray


def series(rng: np.random.Generator, count: int, *, step: float = STEP, noise: float = NOISE) -> np.ndarray:
    """Draw ``count`` values of a series, (count,), float32; phase and noise come from ``rng``."""
    phase = rng.uniform(0, 2 * math.pi)
    values: np.ndarray = np.sin(step * np.arange(count) + phase) + noise * rng.normal(size=count)
    return values.astype(np.float32)


def parts(rng: np.random.Generator, past: int, future: int, *, step: float = STEP, noise: float = NOISE) -> Parts:
    """Draw a series of ``past`` + ``future`` values, and cut it there: no value is in both parts."""
    values = series(rng, past + future, step=step, noise=noise)
    return Parts(values[:past], values[past:])


def repeating(step: float = STEP, noise: float = NOISE) -> float:
    """The mean squared error, over a long series, of predicting that the next value is the last one once more."""
    return 2 * math.sin(step / 2) ** 2 + 2 * noise**2
