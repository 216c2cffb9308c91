"""A multilayer perceptron: fill in the functions below. The statement says what each of them is asked to do.

X is (N, D), y (N,) holds labels 0 and 1, and ``params`` is a list of pairs (W, b), one for each layer: W (inputs,
outputs), b (outputs,). ``hidden`` and ``output`` name an activation function: "identity", "sigmoid", "tanh", "relu".
"""

from collections.abc import Sequence

import numpy as np

Params = list[tuple[np.ndarray, np.ndarray]]


def init(sizes: Sequence[int], rng: np.random.Generator, scale: float = 1.0) -> Params:
    """Draw a pair (W, b) for each layer of a network of these sizes, the inputs first.

    W ~ N(0, scale²)        b = 0
    """
    raise NotImplementedError


def forward(params: Params, X: np.ndarray, hidden: str, output: str) -> list[np.ndarray]:
    """Give the values of all layers, X first and the network's output p (N, 1) last.

    a⁰ = X        aˡ = f(aˡ⁻¹ Wˡ + bˡ)        f is ``hidden`` in every layer but the last, ``output`` in the last
    """
    raise NotImplementedError


def loss(p: np.ndarray, y: np.ndarray, kind: str) -> float:
    """Give the mean loss of outputs p (N, 1) for labels y (N,).

    "mse"            1/N · Σᵢ (pᵢ − yᵢ)²
    "cross_entropy"  −1/N · Σᵢ (yᵢ ln pᵢ + (1 − yᵢ) ln(1 − pᵢ))
    """
    raise NotImplementedError


def backward(
    params: Params, activations: list[np.ndarray], y: np.ndarray, hidden: str, output: str, kind: str
) -> Params:
    """Give the gradients of the loss, a pair (dW, db) for each layer in the order of ``params``.

    ``activations`` is what ``forward`` gave for the same ``params``.
    """
    raise NotImplementedError


def train(
    X: np.ndarray,
    y: np.ndarray,
    sizes: Sequence[int],
    *,
    hidden: str,
    output: str,
    kind: str,
    epochs: int,
    learning_rate: float,
    rng: np.random.Generator,
    batch_size: int | None = None,
    bias: bool = True,
    scale: float = 1.0,
) -> tuple[Params, list[float]]:
    """Fit a network of these sizes by gradient descent: params, history.

    θ ← θ − learning_rate · ∂E/∂θ        for θ = every W and, with ``bias``, every b
    """
    raise NotImplementedError
