"""The layers of a deep network: fill in the methods below. The statement says what each of them is asked to do.

N samples of l values are an array (N, l, 1); labels (N,) are integers from 0. The loss is the mean over the batch.
"""

import numpy as np


class FullyConnect:
    """y = W x + b, with ``weights`` (l_y, l_x), ``bias`` (l_y, 1) and the learning rate ``lr``, which begins at 0."""

    def __init__(self, l_x: int, l_y: int) -> None:
        raise NotImplementedError

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Give y = W x + b of each sample: (N, l_x, 1) becomes (N, l_y, 1)."""
        raise NotImplementedError

    def backward(self, d: np.ndarray) -> np.ndarray:
        """Set ``dw`` and ``db``, move weights and bias by −lr times these, and give dx (N, l_x, 1).

        d is ∂L/∂y, (N, l_y, 1), for the y of the last ``forward``.
        """
        raise NotImplementedError


class Sigmoid:
    """σ(x) = 1 / (1 + exp(−x)) of each value."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Give σ(x), in the shape of x."""
        raise NotImplementedError

    def backward(self, d: np.ndarray) -> np.ndarray:
        """Give ∂L/∂x, where d is ∂L/∂σ(x) for the x of the last ``forward``."""
        raise NotImplementedError


class QuadraticLoss:
    """L = 1/N · Σᵢ ½ ‖xᵢ − tᵢ‖², where t is the label as a column with a 1 in its place."""

    def forward(self, x: np.ndarray, label: np.ndarray) -> float:
        """Give the loss of outputs x (N, C, 1) for labels (N,)."""
        raise NotImplementedError

    def backward(self) -> np.ndarray:
        """Give ∂L/∂x (N, C, 1) for the x of the last ``forward``."""
        raise NotImplementedError


class CrossEntropyLoss:
    """L = −1/N · Σᵢ Σⱼ (tᵢⱼ ln xᵢⱼ + (1 − tᵢⱼ) ln(1 − xᵢⱼ)), where t is the label as a column with a 1 in its place."""

    def forward(self, x: np.ndarray, label: np.ndarray) -> float:
        """Give the loss of outputs x (N, C, 1), each from 0 to 1, for labels (N,)."""
        raise NotImplementedError

    def backward(self) -> np.ndarray:
        """Give ∂L/∂x (N, C, 1) for the x of the last ``forward``."""
        raise NotImplementedError


class Accuracy:
    """The share of samples whose largest output is the one of their label."""

    def forward(self, x: np.ndarray, label: np.ndarray) -> float:
        """Give the share, from 0 to 1, for outputs x (N, C, 1) and labels (N,)."""
        raise NotImplementedError


class Data:
    """The samples of an .npz file with x (N, l, 1) and y (N,), batch by batch."""

    def __init__(self, name: str, batch_size: int) -> None:
        raise NotImplementedError

    def forward(self) -> tuple[tuple[np.ndarray, np.ndarray], int]:
        """Give ((x, y), pos): the next batch, and where the one after it begins; 0 after the last one of an epoch."""
        raise NotImplementedError


def save(layers: list, name: str) -> None:
    """Write weights and biases of all FullyConnect layers among ``layers`` to the file ``name``."""
    raise NotImplementedError


def load(layers: list, name: str) -> None:
    """Put the parameters that ``save`` wrote to ``name`` into the FullyConnect layers among ``layers``."""
    raise NotImplementedError
