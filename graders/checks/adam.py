"""Adam's steps, computed by the grader in float64 along gradients that it is given.

With them a training is held to the model's own gradients: a mistake in the model counts where the model is looked at,
and not in its training again. D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, 2015::

    g ← g · min(1, clip / ‖g‖)        ‖g‖ over the gradients of all weights together
    m ← 0.9 m + 0.1 g                 v ← 0.999 v + 0.001 g²
    θ ← θ − rate · (m / (1 − 0.9ᵗ)) / (√(v / (1 − 0.999ᵗ)) + 1e-8)
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from graders.checks.failure import Failure

FIRST, SECOND, TINY = 0.9, 0.999, 1e-8


class Adam:
    """The weights on their way; ``weights`` are those that they begin with, by name."""

    def __init__(self, weights: Mapping[str, np.ndarray], rate: float, clip: float = math.inf) -> None:
        self.weights = {name: np.asarray(value, dtype=float) for name, value in weights.items()}
        self.rate = rate
        self.clip = clip
        self.m = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self.v = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self.steps = 0

    def step(self, gradients: Mapping[str, np.ndarray | None]) -> None:
        """Take a step. A weight that no gradient came back to stays where it is, as torch's does."""
        self.steps += 1
        given = {name: np.asarray(g, dtype=float) for name, g in gradients.items() if g is not None}
        for name, g in given.items():
            if name not in self.weights or g.shape != self.weights[name].shape:
                raise Failure(f"A gradient came back to {name}, in another shape than the parameter has.")
        norm = math.sqrt(sum(float(np.sum(g**2)) for g in given.values()))
        share = min(1.0, self.clip / norm) if norm else 1.0
        for name, g in given.items():
            self.m[name] = FIRST * self.m[name] + (1 - FIRST) * share * g
            self.v[name] = SECOND * self.v[name] + (1 - SECOND) * (share * g) ** 2
            mean = self.m[name] / (1 - FIRST**self.steps)
            size = np.sqrt(self.v[name] / (1 - SECOND**self.steps)) + TINY
            self.weights[name] = self.weights[name] - self.rate * mean / size

    def single(self) -> dict[str, np.ndarray]:
        """The weights in float32, as a model takes them."""
        return {name: value.astype(np.float32) for name, value in self.weights.items()}
