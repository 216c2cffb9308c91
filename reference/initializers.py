"""Initial weights: how they are drawn, and what they do to a signal on its way through many layers.

A layer takes fan_in inputs to fan_out outputs, z = x W with W of shape (fan_in, fan_out). For independent weights of
mean 0 and inputs of mean square q::

    Var z = fan_in · Var W · q

so the scale of W alone decides whether a signal vanishes, keeps its size, or explodes from layer to layer. Keeping it
forwards asks for Var W = 1/fan_in, keeping the gradient backwards for 1/fan_out; Glorot takes the mean of the two
fans, and He doubles 1/fan_in because ReLU lets only half of the mean square through::

    Xavier (Glorot)   Var W = 2 / (fan_in + fan_out)
    He                Var W = 2 / fan_in

A uniform distribution on (−a, a) has variance a²/3. All randomness comes from ``rng``.

X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010; K. He et al.,
Delving deep into rectifiers, 2015.
"""

from collections.abc import Callable

import numpy as np

SAMPLES = 1000


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """Weights that are all 0, of shape (fan_in, fan_out); ``rng`` is not used.

    All units of a layer then compute the same, get the same gradient, and stay the same for ever.
    """
    return np.zeros((fan_in, fan_out))


def normal(fan_in: int, fan_out: int, rng: np.random.Generator, std: float = 0.01) -> np.ndarray:
    """Normal weights of a given standard deviation, of shape (fan_in, fan_out).

    W ~ N(0, std²)
    """
    return rng.normal(0.0, std, size=(fan_in, fan_out))


def xavier_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """Glorot's weights, normally distributed, of shape (fan_in, fan_out).

    W ~ N(0, σ²)        σ = √(2 / (fan_in + fan_out))
    """
    return rng.normal(0.0, np.sqrt(2 / (fan_in + fan_out)), size=(fan_in, fan_out))


def xavier_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """Glorot's weights, uniformly distributed, of shape (fan_in, fan_out).

    W ~ U(−a, a)        a = √(6 / (fan_in + fan_out))
    """
    a = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-a, a, size=(fan_in, fan_out))


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """He's weights, normally distributed, of shape (fan_in, fan_out).

    W ~ N(0, σ²)        σ = √(2 / fan_in)
    """
    return rng.normal(0.0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))


def he_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> np.ndarray:
    """He's weights, uniformly distributed, of shape (fan_in, fan_out).

    W ~ U(−a, a)        a = √(6 / fan_in)
    """
    a = np.sqrt(6 / fan_in)
    return rng.uniform(-a, a, size=(fan_in, fan_out))


def signal_variances(
    init: Callable[[int, int, np.random.Generator], np.ndarray],
    depth: int,
    width: int,
    activation: Callable[[np.ndarray], np.ndarray],
    rng: np.random.Generator,
) -> list[float]:
    """Send random inputs through ``depth`` layers and measure the variance behind each of them.

        x₀ ~ N(0, 1), of shape (1000, width)        xₗ = activation(xₗ₋₁ Wₗ)        Wₗ = init(width, width, rng)

    Gives depth + 1 numbers, Var x₀ … Var x_depth, each over all entries of the layer's output. There are no biases,
    and every layer has weights of its own.
    """
    x = rng.standard_normal((SAMPLES, width))
    variances = [float(x.var())]
    for _ in range(depth):
        W = init(width, width, rng)
        x = activation(x @ W)
        variances.append(float(x.var()))
    return variances
