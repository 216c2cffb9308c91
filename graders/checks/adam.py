"""Adam's steps, taken by torch in float64 along gradients that the grader is given.

With them a training is held to the model's own gradients: a mistake in the model counts where the model is looked at,
and not in its training again. D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, 2015.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from graders.checks.failure import Failure


class Adam:
    """The weights on their way; ``weights`` are those that they begin with, by name.

    Where ``clip`` is given, the gradients of all weights together are made no longer than that before each step.
    """

    def __init__(self, weights: Mapping[str, np.ndarray], rate: float, clip: float = math.inf) -> None:
        import torch  # only labs that have it anyway follow a training

        self.clip = clip
        self._clipped = torch.nn.utils.clip_grad_norm_
        self._tensor = torch.tensor
        self._weights = {
            name: torch.tensor(np.asarray(value, dtype=float), requires_grad=True) for name, value in weights.items()
        }
        self._optimizer = torch.optim.Adam(self._weights.values(), lr=rate) if self._weights else None

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """The weights where they are now, in float64."""
        return {name: value.detach().numpy().copy() for name, value in self._weights.items()}

    def step(self, gradients: Mapping[str, np.ndarray | None]) -> None:
        """Take a step. A weight that no gradient came back to stays where it is, as torch's does."""
        given = {name: np.asarray(g, dtype=float) for name, g in gradients.items() if g is not None}
        for name, g in given.items():
            if name not in self._weights or g.shape != tuple(self._weights[name].shape):
                raise Failure(f"A gradient came back to {name}, in another shape than the parameter has.")
        for name, value in self._weights.items():
            value.grad = self._tensor(given[name]) if name in given else None
        self._clipped(self._weights.values(), self.clip)
        if self._optimizer is not None:
            self._optimizer.step()

    def single(self) -> dict[str, np.ndarray]:
        """The weights in float32, as a model takes them."""
        return {name: value.astype(np.float32) for name, value in self.weights.items()}
