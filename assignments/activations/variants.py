"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from reference.activations import elu, relu, sigmoid, tanh

from .lab import lab


@lab.variant("sigmoid")
def sigmoid_as_in_the_book(x):
    """1 / (1 + e⁻ˣ) as it stands, with a warning for large inputs."""
    return 1 / (1 + np.exp(-x))


@lab.variant("sigmoid")
def sigmoid_by_tanh(x):
    """(1 + tanh(x/2)) / 2."""
    return 0.5 * (1 + np.tanh(0.5 * x))


@lab.variant("sigmoid")
def sigmoid_of_clipped_inputs(x):
    """The input is kept between −500 and 500."""
    return 1.0 / (1.0 + np.exp(-np.clip(x, -500, 500)))


@lab.variant("sigmoid")
def sigmoid_in_loops(x):
    """One entry at a time."""
    import math

    def one(value):
        return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))

    def walk(rows):
        return [walk(row) if isinstance(row, list) else one(row) for row in rows]

    return np.array(walk(x.tolist()))


@lab.variant("sigmoid")
def sigmoid_by_masks(x):
    """Two masks into an array of floats."""
    y = np.empty(x.shape, dtype=float)
    positive = x >= 0
    y[positive] = 1 / (1 + np.exp(-x[positive]))
    y[~positive] = np.exp(x[~positive]) / (1 + np.exp(x[~positive]))
    return y


@lab.variant("sigmoid_derivative", also={"tanh_derivative": lambda x: 1 / np.cosh(np.clip(x, -300, 300)) ** 2})
def slopes_by_other_formulas(x):
    """σ(x) σ(−x) and 1/cosh²(x)."""
    return sigmoid(x) * sigmoid(-x)


@lab.variant("tanh", also={"tanh_derivative": lambda x: 4 * sigmoid(2 * x) * (1 - sigmoid(2 * x))})
def tanh_by_sigmoid(x):
    """2 σ(2x) − 1, and its derivative by the sigmoid's."""
    return 2 * sigmoid(2 * x) - 1


@lab.variant("tanh", also={"tanh_derivative": lambda x: (1 - tanh(x)) * (1 + tanh(x))})
def tanh_by_one_exponential(x):
    """(1 − e^−2|x|) / (1 + e^−2|x|), with the sign of x."""
    e = np.exp(-2.0 * np.abs(x))
    return np.sign(x) * (1 - e) / (1 + e)


def _relu_slope_half(x):
    return np.heaviside(x, 0.5)


def _relu6_slope_half(x):
    return (np.sign(x) - np.sign(x - 6)) / 2


@lab.variant("relu", also={"relu_derivative": _relu_slope_half, "relu6_derivative": _relu6_slope_half})
def relu_by_multiplication(x):
    """x (x > 0); at a corner the slope is a half."""
    return x * (x > 0)


def _relu_slope_one(x):
    return (x >= 0).astype(int)


def _relu6_slope_one(x):
    return 1 * (x >= 0) * (x <= 6)


@lab.variant("relu", also={"relu_derivative": _relu_slope_one, "relu6_derivative": _relu6_slope_one})
def relu_by_absolute_value(x):
    """(x + |x|) / 2; at a corner the slope is 1, in whole numbers."""
    return (x + abs(x)) / 2


def _clipped(x):
    return x.clip(0, 6)


@lab.variant("relu", also={"relu6": _clipped})
def relu_in_a_copy(x):
    """relu in a copy, which may hold whole numbers; relu6 by clip."""
    y = x.copy()
    y[y < 0] = 0
    return y


def _leaky_slope(x, alpha=0.01):
    slope = np.ones_like(x, dtype=float)
    slope[x < 0] = alpha
    return slope


@lab.variant("leaky_relu", also={"leaky_relu_derivative": _leaky_slope})
def leaky_relu_by_maximum(x, alpha=0.01):
    """max(α x, x); at the corner the slope is 1."""
    return np.maximum(alpha * x, x)


def _leaky_slope_by_sign(x, alpha=0.01):
    return (1 + alpha) / 2 + (1 - alpha) / 2 * np.sign(x)


@lab.variant("leaky_relu", also={"leaky_relu_derivative": _leaky_slope_by_sign})
def leaky_relu_of_two_relus(x, alpha=0.01):
    """relu(x) − α relu(−x); at the corner the slope is the mean of both sides."""
    return relu(x) - alpha * relu(-x)


def _crelu_slope_by_signs(x):
    halves = np.concatenate((x, -x), axis=x.ndim - 1)
    signs = np.ones(halves.shape)
    signs[..., x.shape[-1] :] = -1
    return signs * (halves >= 0)


@lab.variant("crelu", also={"crelu_derivative": _crelu_slope_by_signs})
def crelu_of_both_signs(x):
    """relu of x and −x joined; at the corner the slopes are 1 and −1."""
    return np.maximum(np.concatenate((x, -x), axis=x.ndim - 1), 0)


def _crelu_slope_filled(x):
    D = x.shape[-1]
    slope = np.zeros((*x.shape[:-1], 2 * D))
    slope[..., :D] = np.heaviside(x, 0.5)
    slope[..., D:] = -np.heaviside(-x, 0.5)
    return slope


@lab.variant("crelu", also={"crelu_derivative": _crelu_slope_filled})
def crelu_filled_in(x):
    """Both halves are written into an array of zeros."""
    D = x.shape[-1]
    y = np.zeros((*x.shape[:-1], 2 * D))
    y[..., :D][x > 0] = x[x > 0]
    y[..., D:][x < 0] = -x[x < 0]
    return y


def _elu_slope_from_value(x, alpha=1.0):
    return np.where(x >= 0, 1, elu(x, alpha) + alpha)


@lab.variant("elu", also={"elu_derivative": _elu_slope_from_value})
def elu_with_both_branches(x, alpha=1.0):
    """np.where over both branches, the exponential overflowing where it is not wanted; the slope from the value."""
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


def _selu_slope_rounded(x):
    return np.where(x >= 0, 1.05, 1.05 * 1.67 * np.exp(np.minimum(x, 0)))


@lab.variant("selu", also={"selu_derivative": _selu_slope_rounded})
def selu_with_rounded_constants(x):
    """α = 1.67 and λ = 1.05."""
    return np.where(x > 0, 1.05 * x, 1.05 * 1.67 * (np.exp(np.minimum(x, 0)) - 1))


def _softplus_slope(x):
    return 1 - 1 / (1 + np.exp(np.minimum(x, 500)))


@lab.variant("softplus", also={"softplus_derivative": _softplus_slope})
def softplus_by_maximum(x):
    """max(x, 0) + ln(1 + e^−|x|)."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


@lab.variant("softplus")
def softplus_cut_off(x):
    """ln(1 + eˣ) up to 30, and x above, where the two are the same to 13 digits; as nested lists."""
    return np.where(x > 30, x, np.log(1 + np.exp(np.minimum(x, 30)))).tolist()


def _single(function):
    def rounded(x, *parameters):
        return np.asarray(function(x, *parameters), dtype=np.float32)

    return rounded


@lab.variant("sigmoid", also={"elu": _single(elu), "tanh": _single(tanh), "relu": _single(relu)})
def everything_in_float32(x):
    """Values are computed and returned in float32."""
    x = x.astype(np.float32)
    return np.float32(1) / (np.float32(1) + np.exp(-x))


@lab.variant("elu")
def another_keyword(x, alpha=1.0, out=None):
    """A further argument that has a default."""
    y = np.array(x, dtype=float) if out is None else out
    below = y < 0
    y[below] = alpha * np.expm1(y[below])
    return y
