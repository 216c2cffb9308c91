"""Regularisation: penalties, dropout, limits on weights and gradients, early stopping, and altered images.

A penalty is added to the loss and its gradient to the loss's gradient; W is an array of weights of any shape, and
biases are not penalised. Everything random is drawn from ``rng``, a ``numpy.random.Generator``. No function changes its
arguments.

I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, chapter 7 (7.1 penalties, 7.4 altered data,
7.8 early stopping, 7.12 dropout) and section 10.11.1 (clipping); H. Zou and T. Hastie, Regularization and variable
selection via the elastic net, 2005; N. Srivastava et al., Dropout: a simple way to prevent neural networks from
overfitting, 2014 (max-norm too); R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural
networks, 2013; L. Prechelt, Early stopping – but when?, 1998.
"""

from collections.abc import Sequence

import numpy as np

# ------------------------------------------------------------------------------------------------ penalties


def l1(W: np.ndarray, lam: float) -> tuple[float, np.ndarray]:
    """Give the L1 penalty of weights and its gradient.

        P(W) = λ · Σ |w|        ∂P/∂w = λ · sign(w), with sign(0) = 0

    >>> penalty, gradient = l1(np.array([3.0, 0.0, -1.0]), 0.5)
    >>> penalty, gradient.tolist()
    (2.0, [0.5, 0.0, -0.5])
    """
    penalty = lam * np.sum(np.abs(W))
    gradient: np.ndarray = lam * np.sign(W)
    return float(penalty), gradient


def l2(W: np.ndarray, lam: float) -> tuple[float, np.ndarray]:
    """Give the L2 penalty of weights (weight decay) and its gradient.

        P(W) = λ/2 · Σ w²        ∂P/∂w = λ · w

    >>> penalty, gradient = l2(np.array([3.0, -1.0]), 0.5)
    >>> penalty, gradient.tolist()
    (2.5, [1.5, -0.5])
    """
    penalty = lam / 2 * np.sum(W**2)
    gradient: np.ndarray = lam * W
    return float(penalty), gradient


def elastic_net(W: np.ndarray, lam1: float, lam2: float) -> tuple[float, np.ndarray]:
    """Give the elastic net's penalty of weights and its gradient: both penalties together.

    P(W) = λ₁ · Σ |w| + λ₂/2 · Σ w²        ∂P/∂w = λ₁ · sign(w) + λ₂ · w
    """
    penalty1, gradient1 = l1(W, lam1)
    penalty2, gradient2 = l2(W, lam2)
    return penalty1 + penalty2, gradient1 + gradient2


def sparsify(W: np.ndarray, threshold: float) -> np.ndarray:
    """Give the weights with the small ones set to 0.

        w ← 0 where |w| < threshold, else w

    L1 makes weights small, gradient descent hardly ever makes them 0: this does, once training is over.

    >>> sparsify(np.array([0.5, -0.25, 0.125]), 0.25).tolist()
    [0.5, -0.25, 0.0]
    """
    return np.where(np.abs(W) < threshold, 0.0, W)


# ------------------------------------------------------------------------------------------------ dropout


def dropout_forward(
    x: np.ndarray, keep: float, rng: np.random.Generator, training: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Give inverted dropout's output and the mask that it was multiplied by: out, mask.

        in training      mask = r / keep, r ~ Bernoulli(keep) for each value        out = x · mask
        otherwise        mask = 1 for each value                                    out = x

    ``keep`` is the probability of being kept, 0 < keep ≤ 1. E[out] = x, so nothing has to be scaled at test time.
    """
    mask = (rng.random(x.shape) < keep) / keep if training else np.ones(x.shape)
    return x * mask, mask


def dropout_backward(dout: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Give ∂L/∂x, where dout is ∂L/∂out and mask the one of the ``dropout_forward`` that gave out.

    Derivation::

        out = x · mask, so ∂L/∂x = ∂L/∂out · mask
    """
    dx: np.ndarray = dout * mask
    return dx


# ------------------------------------------------------------------------------- limits on weights and gradients


def max_norm(W: np.ndarray, limit: float, axis: int) -> np.ndarray:
    """Give the weights with every vector along ``axis`` that is longer than ``limit`` shortened to it.

        w ← w · min(1, limit / ‖w‖₂)

    With W (inputs, units), axis 0 limits the weights that come into each unit. A vector of zeros stays as it is.

    >>> max_norm(np.array([[3.0, 0.3], [4.0, 0.4]]), 1.0, axis=0).round(3).tolist()
    [[0.6, 0.3], [0.8, 0.4]]
    """
    norm = np.sqrt(np.sum(W**2, axis=axis, keepdims=True))
    # limit / max(‖w‖, limit) is min(1, limit / ‖w‖), and needs no ‖w‖ > 0.
    limited: np.ndarray = W * (limit / np.maximum(norm, limit))
    return limited


def clip_by_value(grad: np.ndarray, low: float, high: float) -> np.ndarray:
    """Give the gradient with each value between low and high.

    g ← min(max(g, low), high)
    """
    clipped: np.ndarray = np.minimum(np.maximum(grad, low), high)
    return clipped


def clip_by_norm(grad: np.ndarray, limit: float) -> np.ndarray:
    """Give the gradient, shortened to the length ``limit`` if it is longer; its direction stays.

        g ← g · min(1, limit / ‖g‖₂)

    ‖g‖₂ is the root of the sum of the squares of all its values, whatever its shape.
    """
    norm = np.sqrt(np.sum(grad**2))
    clipped: np.ndarray = grad * (limit / np.maximum(norm, limit))
    return clipped


def clip_by_global_norm(grads: Sequence[np.ndarray], limit: float) -> tuple[list[np.ndarray], float]:
    """Give the gradients of all parameters, shortened by one common factor, and the norm that they had: clipped, norm.

        norm = √(Σᵢ ‖gᵢ‖₂²)        gᵢ ← gᵢ · min(1, limit / norm)

    >>> clipped, norm = clip_by_global_norm([np.array([3.0]), np.array([[4.0]])], 1.0)
    >>> [round(float(g.item()), 3) for g in clipped], norm
    ([0.6, 0.8], 5.0)
    """
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = limit / max(norm, limit)
    return [grad * factor for grad in grads], norm


# ------------------------------------------------------------------------------------------------ early stopping


class EarlyStopping:
    """Say when to stop: after ``patience`` epochs in a row without an improvement of the validation loss.

        loss < best_loss − min_delta                is an improvement

    ``best_loss`` is the loss of the last improvement (∞ before the first), ``best_params`` a copy of its parameters
    (None before the first). A loss that is nan is no improvement.
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = np.inf
        self.best_params: dict[str, np.ndarray] | None = None
        self.waited = 0  # epochs since the last improvement

    def update(self, loss: float, params: dict[str, np.ndarray]) -> bool:
        """Take an epoch's validation loss and parameters; give whether to stop now."""
        if loss < self.best_loss - self.min_delta:
            self.best_loss = loss
            # Training goes on in the very arrays that it hands over: only a copy keeps what they hold now.
            self.best_params = {name: value.copy() for name, value in params.items()}
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience


def settled(accuracies: Sequence[float], tolerance: float = 0.02, epochs: int = 2) -> bool:
    """Say whether the accuracy has come to rest: another rule for when to stop.

        |aₜ − aₜ₋₁| < tolerance        for each of the last ``epochs`` epochs t

    False while there are too few values for that.

    >>> settled([0.75, 0.875, 0.875, 0.890625]), settled([0.75, 0.875, 0.875])
    (True, False)
    """
    changes = np.abs(np.diff(accuracies))[-epochs:]
    return len(changes) == epochs and bool(np.all(changes < tolerance))


# ------------------------------------------------------------------------------------------------ altered images


def augment(
    images: np.ndarray,
    rng: np.random.Generator,
    shift: int = 0,
    rotate: float = 0.0,
    scale: float = 0.0,
    brightness: float = 0.0,
) -> np.ndarray:
    """Give each image turned, scaled, shifted and brightened by amounts of its own, drawn from ``rng``.

        dy, dx whole numbers from −shift to shift         θ ~ U(−rotate, rotate) degrees
        s = 1 + U(−scale, scale)                          b ~ U(−brightness, brightness)

        out(q) = in(c + R(θ)ᵀ (q − d − c) / s) + b,  kept between 0 and 1

    q runs over the pixels' places (y, x), c is the image's centre, d = (dy, dx). Images are (N, H, W) with values from
    0 to 1; what lies outside an image is 0.
    """
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift + 1, size=2)
        angle = np.deg2rad(rng.uniform(-rotate, rotate))
        size = 1 + rng.uniform(-scale, scale)
        added = rng.uniform(-brightness, brightness)
        altered[i] = np.clip(_warped(image, moved, angle, size) + added, 0, 1)
    return altered


def _warped(image: np.ndarray, moved: np.ndarray, angle: float, size: float) -> np.ndarray:
    """Give one image turned by ``angle`` and scaled by ``size`` about its centre, then moved; between pixels, bilinear.

    Each pixel of the result looks up where it came from, so that no pixel of it stays empty.
    """
    H, W = image.shape
    centre = np.array([(H - 1) / 2, (W - 1) / 2])[:, None, None]
    back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / size
    place = np.indices((H, W)) - moved[:, None, None] - centre
    y, x = np.einsum("ij,jhw->ihw", back, place) + centre

    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    down, right = y - top, x - left
    return np.asarray(
        (1 - down) * (1 - right) * _pixels(image, top, left)
        + (1 - down) * right * _pixels(image, top, left + 1)
        + down * (1 - right) * _pixels(image, top + 1, left)
        + down * right * _pixels(image, top + 1, left + 1)
    )


def _pixels(image: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Give the image's values at whole places, 0 outside it."""
    H, W = image.shape
    inside = (y >= 0) & (y < H) & (x >= 0) & (x < W)
    return np.where(inside, image[y.clip(0, H - 1), x.clip(0, W - 1)], 0.0)
