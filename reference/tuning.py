"""Choosing hyper-parameters: random search over a space of settings, and the care of a single model.

A space is a dict from names to what their values are drawn from; the most important name comes first::

    ("uniform", low, high)                 x ~ U(low, high)
    ("log_uniform", low, high)             ln x ~ U(ln low, ln high)
    ("one_minus_log_uniform", low, high)   ln(1 − x) ~ U(ln(1 − high), ln(1 − low))
    ("integer", low, high)                 x a whole number from low to high, both of them included
    ("choice", options)                    x one of the options

Each value of the last two is equally likely. Everything random is drawn from ``rng``, a ``numpy.random.Generator``.
Losses are validation losses: smaller is better.

J. Bergstra and Y. Bengio, Random search for hyper-parameter optimization, JMLR 13, 2012; Y. Bengio, Practical
recommendations for gradient-based training of deep architectures, 2012; R. Battiti, Accelerated backpropagation
learning: two optimization methods, 1989 (the "bold driver" that babysits).
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Space = dict[str, tuple[Any, ...]]
Settings = dict[str, Any]


def default_space() -> Space:
    """Give the space to search for a network that is trained by mini-batches with momentum.

    The names are in the order of their importance: the learning rate first of all; then momentum, hidden units and the
    batch size; then the number of layers and the decay of the learning rate.

    Derivation

    Where a factor matters, and not a difference, the scale is logarithmic: β = 0.9 averages 1/(1 − β) = 10 gradients,
    0.999 a thousand.
    """
    return {
        "learning_rate": ("log_uniform", 1e-4, 1.0),
        "momentum": ("one_minus_log_uniform", 0.9, 0.999),
        "hidden_units": ("integer", 50, 100),
        "batch_size": ("choice", [16, 32, 64, 128, 256]),
        "layers": ("integer", 2, 4),
        "decay": ("log_uniform", 1e-3, 1.0),
    }


def sample(space: Space, rng: np.random.Generator) -> Settings:
    """Draw a value for each name of ``space``, independently and in its order.

    ValueError for a kind that the table above does not have.
    """
    return {name: _draw(kind, bounds, rng) for name, (kind, *bounds) in space.items()}


def _draw(kind: str, bounds: list[Any], rng: np.random.Generator) -> Any:
    if kind == "uniform":
        low, high = bounds
        return float(rng.uniform(low, high))
    if kind == "log_uniform":
        low, high = bounds
        return math.exp(rng.uniform(math.log(low), math.log(high)))
    if kind == "one_minus_log_uniform":
        low, high = bounds
        return 1 - math.exp(rng.uniform(math.log(1 - high), math.log(1 - low)))
    if kind == "integer":
        low, high = bounds
        return int(rng.integers(low, high + 1))
    if kind == "choice":
        (options,) = bounds
        return options[rng.integers(len(options))]  # rng.choice would turn the options into one array
    raise ValueError(f"a value can't be drawn from {kind!r}")


def random_search(
    train: Callable[[Settings], float], space: Space, budget: int, rng: np.random.Generator
) -> tuple[Settings, list[tuple[Settings, float]]]:
    """Try ``budget`` random settings: best, trials.

    ``train(settings)`` trains a model and gives its validation loss. ``trials`` holds (settings, loss) of each try in
    order, ``best`` the settings with the smallest loss; a loss that is nan is never the smallest.
    """
    trials = []
    for _ in range(budget):
        settings = sample(space, rng)
        trials.append((settings, train(settings)))
    # min would keep a nan that comes first: nothing is smaller than nan.
    best, _ = min(trials, key=lambda trial: math.inf if math.isnan(trial[1]) else trial[1])
    return best, trials


def babysit(
    train: Callable[[Any, float], tuple[Any, float]],
    state: Any,
    learning_rate: float,
    budget: int,
    *,
    up: float = 1.05,
    down: float = 0.5,
) -> tuple[Any, list[tuple[float, float]]]:
    """Care for a single model for ``budget`` days, adjusting its learning rate by how it did: state, history.

        the loss has fallen       keep the new state,   η ← up · η
        else (nan, too)           keep the old one,     η ← down · η

    ``train(state, learning_rate)`` trains for a day and gives the new state and its validation loss; the state that it
    is given stays as it is. The loss has fallen if it is smaller than that of the state that is kept; before the first
    day that is ∞. ``history`` holds (learning rate, loss) of each day, those that were taken back too.
    """
    loss = math.inf
    history = []
    for _ in range(budget):
        new_state, new_loss = train(state, learning_rate)
        history.append((learning_rate, new_loss))
        if new_loss < loss:
            state, loss = new_state, new_loss
            learning_rate *= up
        else:
            learning_rate *= down
    return state, history
