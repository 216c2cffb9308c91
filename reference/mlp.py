"""A multilayer perceptron with one output, trained by gradient descent: the network that solves XOR.

For N samples of D features in the rows of X and layers l = 1 … L::

    a⁰ = X                                               (N, D)
    aˡ = f(aˡ⁻¹ Wˡ + bˡ)                                 f is ``hidden`` for l < L and ``output`` for l = L
    p  = aᴸ                                              (N, 1)

    mse            E = 1/N · Σᵢ (pᵢ − yᵢ)²
    cross_entropy  E = −1/N · Σᵢ (yᵢ ln pᵢ + (1 − yᵢ) ln(1 − pᵢ))

``params`` is a list of pairs (W, b), one for each layer: W (inputs, outputs), b (outputs,). y (N,) holds the labels 0
and 1. Activation functions go by name: identity, sigmoid, tanh, relu. A loss is the mean over the batch, in nats, and
the gradients are its slopes. No function changes its arguments.

D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, Nature 323, 1986;
I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, sections 6.1 (XOR) and 6.5 (back-propagation).
M. Minsky, S. Papert, Perceptrons, MIT Press 1969, prove that no linear unit computes XOR.
"""

from collections.abc import Sequence

import numpy as np

Params = list[tuple[np.ndarray, np.ndarray]]

TINY = 1e-12
"""The cross-entropy keeps p this far from 0 and 1, where one of its logarithms is infinite."""


def activation(z: np.ndarray, name: str) -> np.ndarray:
    """Apply the activation function of this name to each entry of z.

        identity(z) = z        sigmoid(z) = 1 / (1 + e⁻ᶻ)        tanh(z)        relu(z) = max(0, z)

    Any finite z is allowed. ValueError for another name.

    >>> activation(np.array([-2.0, 3.0]), "relu")
    array([0., 3.])
    """
    a: np.ndarray
    if name == "identity":
        a = z
    elif name == "sigmoid":
        e = np.exp(-np.abs(z))  # never above 1, so nothing overflows: σ(z) = 1 / (1 + e⁻ᶻ) = eᶻ / (1 + eᶻ)
        a = np.where(z >= 0, 1.0, e) / (1 + e)
    elif name == "tanh":
        a = np.tanh(z)
    elif name == "relu":
        a = np.maximum(0.0, z)
    else:
        raise ValueError(f"there is no activation function {name!r}")
    return a


def slope(a: np.ndarray, name: str) -> np.ndarray:
    """Give the slope of the activation function of this name where its value is a.

        identity′ = 1        sigmoid′ = a (1 − a)        tanh′ = 1 − a²        relu′ = 1 if a > 0, else 0

    Each of the four functions tells its slope by its value, so z need not be kept. ValueError for another name.
    """
    d: np.ndarray
    if name == "identity":
        d = np.ones_like(a, dtype=float)
    elif name == "sigmoid":
        d = a * (1 - a)
    elif name == "tanh":
        d = 1 - a**2
    elif name == "relu":
        d = (a > 0) * 1.0
    else:
        raise ValueError(f"there is no activation function {name!r}")
    return d


def init(sizes: Sequence[int], rng: np.random.Generator, scale: float = 1.0) -> Params:
    """Draw the weights of a network whose layers have these sizes, the inputs first.

        W ~ N(0, scale²)        b = 0

    ``sizes`` (2, 8, 1) gives pairs of shapes (2, 8), (8,) and (8, 1), (1,). ``scale`` is the standard deviation of
    the weights, not their variance. Weights that are all equal would keep the units of a layer equal for ever.
    """
    shapes = [(sizes[layer - 1], sizes[layer]) for layer in range(1, len(sizes))]
    return [(scale * rng.normal(size=(D, H)), np.zeros(H)) for D, H in shapes]


def forward(params: Params, X: np.ndarray, hidden: str, output: str) -> list[np.ndarray]:
    """Give the values of all layers, X first and the network's output p (N, 1) last.

        a⁰ = X        aˡ = f(aˡ⁻¹ Wˡ + bˡ)

    f is the activation function ``hidden`` in every layer but the last, and ``output`` in the last. L layers give
    L + 1 arrays.
    """
    activations = [X]
    for layer, (W, b) in enumerate(params, start=1):
        name = output if layer == len(params) else hidden
        activations.append(activation(activations[-1] @ W + b, name))
    return activations


def loss(p: np.ndarray, y: np.ndarray, kind: str) -> float:
    """Give the mean loss of outputs p (N, 1) for labels y (N,).

        mse            1/N · Σᵢ (pᵢ − yᵢ)²
        cross_entropy  −1/N · Σᵢ (yᵢ ln pᵢ + (1 − yᵢ) ln(1 − pᵢ))

    In the logarithms p is kept between 1e-12 and 1 − 1e-12, so the loss is finite for every p from 0 to 1.
    ValueError for another kind.

    >>> round(loss(np.array([[0.5], [0.25]]), np.array([1, 0]), "cross_entropy"), 4)  # (ln 2 + ln 4/3) / 2
    0.4904
    """
    t = y.reshape(p.shape)  # (N, 1) as p: an (N, 1) and an (N,) would make an (N, N) together
    if kind == "mse":
        return float(np.mean((p - t) ** 2))
    if kind == "cross_entropy":
        p = np.clip(p, TINY, 1 - TINY)
        return float(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))
    raise ValueError(f"there is no loss {kind!r}")


def backward(
    params: Params, activations: list[np.ndarray], y: np.ndarray, hidden: str, output: str, kind: str
) -> Params:
    """Give the gradients of the loss, a pair (dW, db) for each layer in the order of ``params``.

    ``activations`` is what ``forward`` gave for the same ``params``. ValueError for another kind.

    Derivation::

        δᴸ = 2/N · (p − y) ⊙ f′ᴸ                 mse
        δᴸ = 1/N · (p − y)                       cross_entropy, whose output is a sigmoid
        δˡ = δˡ⁺¹ Wˡ⁺¹ᵀ ⊙ f′ˡ                    l < L
        dWˡ = aˡ⁻¹ᵀ δˡ        dbˡ = Σᵢ δˡᵢ

    δˡ is ∂E/∂zˡ with zˡ = aˡ⁻¹ Wˡ + bˡ.
    """
    p, N = activations[-1], len(y)
    error = (p - y.reshape(p.shape)) / N
    if kind == "mse":
        delta = 2 * error * slope(p, output)
    elif kind == "cross_entropy":
        # ∂E/∂p = (p − y) / (p (1 − p)) / N, and the sigmoid's slope p (1 − p) cancels the divisor.
        delta = error
    else:
        raise ValueError(f"there is no loss {kind!r}")
    gradients: Params = []
    for layer in reversed(range(len(params))):
        a = activations[layer]  # what went into this layer
        gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            delta = delta @ W.T * slope(a, hidden)
    return gradients


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

    Starts from ``init(sizes, rng, scale)``. Each epoch goes through all samples once, in a new order drawn from
    ``rng``, in batches of ``batch_size``; the last batch may be smaller, and None stands for all N samples. Without
    ``bias`` every b stays 0. ``history`` is the loss of each step's batch, before the step.
    """
    N = len(X)
    size = N if batch_size is None else batch_size
    params = init(sizes, rng, scale)
    history = []
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, size):
            batch = order[start : start + size]
            activations = forward(params, X[batch], hidden, output)
            history.append(loss(activations[-1], y[batch], kind))
            gradients = backward(params, activations, y[batch], hidden, output, kind)
            params = [
                (W - learning_rate * dW, b - learning_rate * db if bias else b)
                for (W, b), (dW, db) in zip(params, gradients, strict=True)
            ]
    return params, history
