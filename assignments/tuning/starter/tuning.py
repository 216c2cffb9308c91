"""Choosing hyper-parameters: fill in the functions below. The statement says what each of them is asked to do.

A space is a dict from names to ("uniform", low, high), ("log_uniform", low, high),
("one_minus_log_uniform", low, high), ("integer", low, high) or ("choice", options).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Space = dict[str, tuple[Any, ...]]
Settings = dict[str, Any]


def default_space() -> Space:
    """Give the space to search, with the most important name first."""
    raise NotImplementedError


def sample(space: Space, rng: np.random.Generator) -> Settings:
    """Draw a value for each name of the space, independently and in its order."""
    raise NotImplementedError


def random_search(
    train: Callable[[Settings], float], space: Space, budget: int, rng: np.random.Generator
) -> tuple[Settings, list[tuple[Settings, float]]]:
    """Try ``budget`` random settings: best, trials. ``train(settings)`` gives the validation loss."""
    raise NotImplementedError


def babysit(
    train: Callable[[Any, float], tuple[Any, float]],
    state: Any,
    learning_rate: float,
    budget: int,
    *,
    up: float = 1.05,
    down: float = 0.5,
) -> tuple[Any, list[tuple[float, float]]]:
    """Care for one model for ``budget`` days: state, history. ``train(state, learning_rate)`` gives state and loss.

    the loss has fallen: keep the new state, η ← up · η        else: keep the old one, η ← down · η
    """
    raise NotImplementedError
