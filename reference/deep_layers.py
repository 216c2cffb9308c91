"""A deep network of layers that each compute one thing forwards, and its derivative backwards.

A network is a list of layers. ``forward`` runs through it, each layer taking what the one before it gave; a loss
stands at the end. ``backward`` runs through it the other way round: each layer takes the derivative of the loss with
respect to what it gave, and hands on the one with respect to what it took::

    x₀ → FullyConnect → z₁ → Sigmoid → x₁ → FullyConnect → z₂ → Sigmoid → x₂ → loss → L
    ∂L/∂x₀ ←        ∂L/∂z₁ ←     ∂L/∂x₁ ←         ∂L/∂z₂ ←     ∂L/∂x₂ ←

N samples of l values are an array (N, l, 1): a column for each sample. Labels (N,) are integers from 0; t is the
label as a column with a 1 in its place. Every loss is the mean over the batch. It is divided by N once, in the
loss's ``backward``; everything behind that is a plain sum over the batch.

D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors, Nature 323, 1986;
C. M. Bishop, Pattern Recognition and Machine Learning, Springer 2006, sections 5.2 (losses) and 5.3 (back-propagation).
"""

from collections.abc import Sequence

import numpy as np

EPSILON = 1e-12
"""How near a probability may come to 0 and 1 in a logarithm: float64 still tells 1 − ε from 1."""


class FullyConnect:
    """A layer of ``l_y`` units, each of which sees all ``l_x`` inputs.

        y = W x + b

    ``weights`` (l_y, l_x), ``bias`` (l_y, 1), and the learning rate ``lr``, which is 0 until somebody sets it. The
    weights start at random, W ~ N(0, 1/l_x), so that no two units are alike and y varies as much as x does; ``rng`` is
    what they are drawn from; without it they follow from ``np.random.seed``.
    """

    def __init__(self, l_x: int, l_y: int, rng: np.random.Generator | None = None) -> None:
        rng = generator(rng)
        self.weights = rng.normal(size=(l_y, l_x)) / np.sqrt(l_x)
        self.bias = np.zeros((l_y, 1))
        self.lr = 0.0

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Give y = W x + b of each sample: (N, l_x, 1) becomes (N, l_y, 1)."""
        self.x = x
        y: np.ndarray = (x[:, :, 0] @ self.weights.T)[:, :, None] + self.bias
        return y

    def backward(self, d: np.ndarray) -> np.ndarray:
        """Set ``dw`` and ``db``, take a step of gradient descent, and give dx (N, l_x, 1).

        d is ∂L/∂y (N, l_y, 1) of the last ``forward``, ``dw`` ∂L/∂W and ``db`` ∂L/∂b. The weights move by −lr · dw, the
        bias by −lr · db; with ``lr = 0`` they stay what they are. dx is that of the weights with which y was computed.

        Derivation::

            ∂L/∂W = Σᵢ dᵢ xᵢᵀ        ∂L/∂b = Σᵢ dᵢ        ∂L/∂xᵢ = Wᵀ dᵢ
            W ← W − lr · ∂L/∂W       b ← b − lr · ∂L/∂b
        """
        self.dw = d[:, :, 0].T @ self.x[:, :, 0]
        self.db = d.sum(axis=0)
        dx: np.ndarray = (d[:, :, 0] @ self.weights)[:, :, None]
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db
        return dx


class Sigmoid:
    """Squashes each value into (0, 1).

    σ(x) = 1 / (1 + exp(−x))
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Give σ of each value, in the shape of ``x``; 0 and 1 for values far from 0, without overflow."""
        # Of −|x| the exponential lies between 0 and 1; below 0, σ(x) = exp(x) / (1 + exp(x)).
        e = np.exp(-np.abs(x))
        y: np.ndarray = np.where(x >= 0, 1, e) / (1 + e)
        self.y = y
        return y

    def backward(self, d: np.ndarray) -> np.ndarray:
        """Give ∂L/∂x, in the shape of d = ∂L/∂σ(x) of the last ``forward``.

        Derivation

        ∂L/∂x = d · σ(x) (1 − σ(x)).
        """
        dx: np.ndarray = d * self.y * (1 - self.y)
        return dx


class QuadraticLoss:
    """Half the squared distance of the outputs from the labels.

    L = 1/N · Σᵢ ½ ‖xᵢ − tᵢ‖²
    """

    def forward(self, x: np.ndarray, label: np.ndarray) -> float:
        """Give the mean loss of the outputs ``x`` (N, C, 1) for the labels (N,)."""
        self.x, self.t = x, onehot(label, x)
        return float(np.sum((self.x - self.t) ** 2) / 2 / len(x))

    def backward(self) -> np.ndarray:
        """Give ∂L/∂x (N, C, 1), for the x of the last ``forward``.

        Derivation

        ∂L/∂x = (x − t) / N.
        """
        dx: np.ndarray = (self.x - self.t) / len(self.x)
        return dx


class CrossEntropyLoss:
    """The binary cross-entropy of each output with the label's place, summed over the outputs.

        L = −1/N · Σᵢ Σⱼ (tᵢⱼ ln xᵢⱼ + (1 − tᵢⱼ) ln(1 − xᵢⱼ))

    Outputs beyond ε and 1 − ε count as if they were there, in the loss as in its derivative.
    """

    def forward(self, x: np.ndarray, label: np.ndarray) -> float:
        """Give the mean loss of the outputs ``x`` (N, C, 1), each between 0 and 1, for the labels (N,)."""
        self.x, self.t = np.clip(x, EPSILON, 1 - EPSILON), onehot(label, x)
        # t is 1 or 0: of the two logarithms, the one that counts is that of what the output gives to the truth.
        return float(-np.log(np.where(self.t == 1, self.x, 1 - self.x)).sum() / len(x))

    def backward(self) -> np.ndarray:
        """Give ∂L/∂x (N, C, 1), for the x of the last ``forward``.

        Derivation

        ∂L/∂x = (x − t) / (x (1 − x)) / N.
        """
        dx: np.ndarray = (self.x - self.t) / (self.x * (1 - self.x)) / len(self.x)
        return dx


class Accuracy:
    """The share of samples whose largest output is the one of their label."""

    def forward(self, x: np.ndarray, label: np.ndarray) -> float:
        """Give the share, between 0 and 1, for outputs ``x`` (N, C, 1) and labels (N,)."""
        return float(np.mean(x[:, :, 0].argmax(axis=1) == label))


class Data:
    """The samples of a file, batch by batch, in a new order for each epoch.

    ``name`` is an .npz file with ``x`` (N, l, 1) and ``y`` (N,).
    """

    def __init__(self, name: str, batch_size: int, rng: np.random.Generator | None = None) -> None:
        with np.load(name, allow_pickle=False) as arrays:
            self.x, self.y = arrays["x"], arrays["y"]
        self.batch_size = batch_size
        self.rng = generator(rng)
        self.pos = 0

    def forward(self) -> tuple[tuple[np.ndarray, np.ndarray], int]:
        """Give the next batch and the place where the one after it begins: ((x, y), pos).

        The last batch of an epoch is smaller where ``batch_size`` does not divide N. With it, ``pos`` is 0.
        """
        if self.pos == 0:
            self.order = self.rng.permutation(len(self.y))
        batch = self.order[self.pos : self.pos + self.batch_size]
        self.pos += self.batch_size
        if self.pos >= len(self.y):
            self.pos = 0
        return (self.x[batch], self.y[batch]), self.pos


def save(layers: Sequence[object], name: str) -> None:
    """Write the weights and biases of the full layers among ``layers`` to the .npz file ``name``."""
    arrays = {}
    for i, layer in enumerate(full(layers)):
        arrays[f"weights{i}"], arrays[f"bias{i}"] = layer.weights, layer.bias
    np.savez(name, **arrays)


def load(layers: Sequence[object], name: str) -> None:
    """Put the parameters that ``save`` wrote to ``name`` into the full layers among ``layers``.

    Raises ValueError where the file holds another number of layers, or layers of other shapes.
    """
    with np.load(name, allow_pickle=False) as arrays:
        found = [(arrays[f"weights{i}"], arrays[f"bias{i}"]) for i in range(len(arrays.files) // 2)]
    shapes = [weights.shape for weights, _ in found]
    wanted = [layer.weights.shape for layer in full(layers)]
    if shapes != wanted:
        raise ValueError(f"{name} holds weights of shapes {shapes}; the network has {wanted}")
    for layer, (weights, bias) in zip(full(layers), found, strict=True):
        layer.weights, layer.bias = weights, bias


def full(layers: Sequence[object]) -> list[FullyConnect]:
    """The layers that have parameters."""
    return [layer for layer in layers if isinstance(layer, FullyConnect)]


def generator(rng: np.random.Generator | None) -> np.random.Generator:
    """Give ``rng``, or where there is none a generator that follows from ``np.random.seed``."""
    return np.random.default_rng(np.random.randint(2**31)) if rng is None else rng


def onehot(label: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Give the labels (N,) as columns in the shape of ``x`` (N, C, 1): 1.0 in the label's place, 0.0 elsewhere."""
    t = np.zeros(x.shape)
    t[np.arange(len(label)), label] = 1
    return t
