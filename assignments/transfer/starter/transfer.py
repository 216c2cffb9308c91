"""Transfer learning: fill in the functions and methods below. The statement says what each of them is asked to do.

A layer is one of ``model.named_children()``; ``patterns`` is a list of patterns that choose layers by their names.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from torch import Tensor, nn


def matching(names: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Give the names that fit at least one of the patterns, in the order of ``names``.

    A pattern, such as "hidden?", fits a whole name. ValueError where a pattern fits no name.
    """
    raise NotImplementedError


def reuse(model: nn.Module, state: Mapping[str, Tensor], patterns: Iterable[str]) -> list[str]:
    """Copy the layers that fit the patterns from a saved state into the model, and give the names that were copied.

    ValueError where the state lacks one of the names or has it in another shape.
    """
    raise NotImplementedError


def from_arrays(arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """Turn TensorFlow's weights, plain arrays under names such as "conv1/conv/kernel", into a PyTorch state.

    kernel (in, out)          →  weight (out, in)             W[o, i] = K[i, o]
    kernel (kh, kw, in, out)  →  weight (out, in, kh, kw)     W[o, i, y, x] = K[y, x, i, o]
    """
    raise NotImplementedError


def freeze(model: nn.Module, patterns: Iterable[str]) -> None:
    """Let no parameter of the layers that fit the patterns be trained: requires_grad = False."""
    raise NotImplementedError


def unfreeze(model: nn.Module, patterns: Iterable[str]) -> None:
    """Let the parameters of the layers that fit the patterns be trained again: requires_grad = True."""
    raise NotImplementedError


def training_mode(model: nn.Module) -> None:
    """Put the model into training mode, and all that is frozen in it, at whatever depth, into evaluation mode."""
    raise NotImplementedError


def split(model: nn.Sequential, n: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Cut the model below its top ``n`` layers: lower, upper. Both share the model's layers and keep their names.

    upper(lower(X)) = model(X)
    """
    raise NotImplementedError


def cache(lower: nn.Module, X: Tensor, batch_size: int) -> Tensor:
    """Give what the lower layers make of each row of X, in its order: in evaluation mode and without a graph."""
    raise NotImplementedError


def train(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    momentum: float = 0.9,
    weight_decay: float = 0.0,
    seed: int,
) -> list[float]:
    """Fit all that is not frozen by gradient descent with momentum, and give the training losses.

    v ← momentum · v + ∂L/∂θ + weight_decay · θ        θ ← θ − learning_rate · v        from v = 0

    L is the mean cross-entropy where y holds integers, the mean squared error where it holds floats.
    """
    raise NotImplementedError


def unfreeze_gradually(
    model: nn.Module, X: Tensor, y: Tensor, *, stages: int, learning_rate: float, decay: float, **options: Any
) -> list[float]:
    """Train the top layer alone, then the top two, and so on for ``stages`` stages, and give all their losses.

    stage s = 0, 1, …:        the top s + 1 layers are trained, at the rate learning_rate · decayˢ
    """
    raise NotImplementedError


class Autoencoder(nn.Module):
    """A network that gives its input back, through the few numbers of a code: X̂ = decoder(encoder(X))."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        raise NotImplementedError

    def forward(self, X: Tensor) -> Tensor:
        """Give X̂, of the shape of X (N, D)."""
        raise NotImplementedError


def pretrain(encoder: nn.Module, decoder: nn.Module, X: Tensor, **options: Any) -> list[float]:
    """Train both as an autoencoder on X alone, without labels, and give the losses; ``options`` go to ``train``.

    L = 1/(N D) · Σ (decoder(encoder(X)) − X)²
    """
    raise NotImplementedError
