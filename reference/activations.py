"""Activation functions and their derivatives, entry by entry, finite for inputs of any finite size.

    sigmoid     σ(x) = 1 / (1 + e⁻ˣ)
    tanh        tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
    relu        max(0, x)
    leaky_relu  x where x > 0, else α x
    relu6       min(max(0, x), 6)
    crelu       max(0, x) and max(0, −x), side by side
    elu         x where x > 0, else α (eˣ − 1)
    selu        λ x where x > 0, else λ α (eˣ − 1)
    softplus    ln(1 + eˣ)

x is an array of any shape, of floats or whole numbers; every derivative is taken at x, the *input* of the activation.
At a corner there is no derivative; given is the slope on the side of x < 0 (of x > 0 for the second half of crelu), and
of x > 6 at relu6's other corner. For ReLU that is 0. No function changes its arguments.

V. Nair, G. E. Hinton, Rectified linear units improve restricted Boltzmann machines, 2010; A. L. Maas et al., Rectifier
nonlinearities improve neural network acoustic models, 2013 (leaky_relu); A. Krizhevsky, Convolutional deep belief
networks on CIFAR-10, 2010 (relu6); W. Shang et al., Understanding and improving convolutional neural networks via
concatenated rectified linear units, 2016; D.-A. Clevert et al., Fast and accurate deep network learning by exponential
linear units, 2016; G. Klambauer et al., Self-normalizing neural networks, 2017; C. Dugas et al., Incorporating
second-order functional knowledge for better option pricing, 2001 (softplus).
"""

import numpy as np

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
"""α and λ of SELU: the pair for which mean 0 and variance 1 are a fixed point from layer to layer."""


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Squash each entry into (0, 1).

        σ(x) = 1 / (1 + e⁻ˣ)

    Derivation

    With numerator and denominator times eˣ this is eˣ / (1 + eˣ), which takes the exponential of −|x| where x < 0.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    # Of the two forms, each entry takes the one whose exponential is at most 1.
    e = np.exp(-np.abs(x))
    y: np.ndarray = np.where(x >= 0, 1.0, e) / (1.0 + e)
    return y


def sigmoid_derivative(x: np.ndarray) -> np.ndarray:
    """Give the slope of the sigmoid at each entry.

    σ′(x) = σ(x) (1 − σ(x))
    """
    s = sigmoid(x)
    return s * (1.0 - s)


def tanh(x: np.ndarray) -> np.ndarray:
    """Squash each entry into (−1, 1).

    tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
    """
    y: np.ndarray = np.tanh(x)
    return y


def tanh_derivative(x: np.ndarray) -> np.ndarray:
    """Give the slope of tanh at each entry.

    tanh′(x) = 1 − tanh²(x)
    """
    return 1.0 - tanh(x) ** 2


def relu(x: np.ndarray) -> np.ndarray:
    """Cut off what is below zero.

    relu(x) = max(0, x)
    """
    y: np.ndarray = np.maximum(0.0, x)
    return y


def relu_derivative(x: np.ndarray) -> np.ndarray:
    """Give the slope of ReLU at each entry; 0 at the corner.

    relu′(x) = 1 if x > 0, else 0
    """
    return np.where(x > 0, 1.0, 0.0)


def leaky_relu(x: np.ndarray, alpha: float = 0.01) -> np.ndarray:
    """Let a little through of what is below zero.

    leaky_relu(x) = x if x > 0, else α x
    """
    return np.where(x > 0, x, alpha * x)


def leaky_relu_derivative(x: np.ndarray, alpha: float = 0.01) -> np.ndarray:
    """Give the slope of leaky ReLU at each entry; α at the corner.

    leaky_relu′(x) = 1 if x > 0, else α
    """
    return np.where(x > 0, 1.0, alpha)


def relu6(x: np.ndarray) -> np.ndarray:
    """Cut off what is below zero and what is above six.

    relu6(x) = min(max(0, x), 6)
    """
    y: np.ndarray = np.minimum(relu(x), 6.0)
    return y


def relu6_derivative(x: np.ndarray) -> np.ndarray:
    """Give the slope of ReLU6 at each entry; 0 at both corners.

    relu6′(x) = 1 if 0 < x < 6, else 0
    """
    return np.where((x > 0) & (x < 6), 1.0, 0.0)


def crelu(x: np.ndarray) -> np.ndarray:
    """Put the positive and the negative part side by side: (…, D) becomes (…, 2D).

        crelu(x) = [max(0, x), max(0, −x)]        along the last axis

    >>> crelu(np.array([[3.0, -2.0, 5.0]]))
    array([[3., 0., 5., 0., 2., 0.]])
    """
    return np.concatenate([relu(x), relu(-x)], axis=-1)


def crelu_derivative(x: np.ndarray) -> np.ndarray:
    """Give the slope of each output of crelu in the entry that it is made of: (…, 2D).

        crelu′(x) = [1 if x > 0 else 0, −1 if x < 0 else 0]        along the last axis

    >>> crelu_derivative(np.array([[3.0, -2.0, 5.0]]))
    array([[ 1.,  0.,  1.,  0., -1.,  0.]])
    """
    positive, negative = np.where(x > 0, 1.0, 0.0), np.where(x < 0, -1.0, 0.0)
    return np.concatenate([positive, negative], axis=-1)


def elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """Let what is below zero run out smoothly towards −α.

    elu(x) = x if x > 0, else α (eˣ − 1)
    """
    # np.where computes both branches of every entry: the exponential must not see what is above zero.
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def elu_derivative(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """Give the slope of ELU at each entry; α at the corner.

    elu′(x) = 1 if x > 0, else α eˣ
    """
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0.0)))


def selu(x: np.ndarray) -> np.ndarray:
    """ELU with the α and the scale λ that keep mean 0 and variance 1.

    selu(x) = λ elu(x, α)        α = 1.67326…, λ = 1.05070…
    """
    return SELU_SCALE * elu(x, SELU_ALPHA)


def selu_derivative(x: np.ndarray) -> np.ndarray:
    """Give the slope of SELU at each entry; λ α at the corner.

    selu′(x) = λ elu′(x, α)
    """
    return SELU_SCALE * elu_derivative(x, SELU_ALPHA)


def softplus(x: np.ndarray) -> np.ndarray:
    """ReLU with its corner rounded off.

        softplus(x) = ln(1 + eˣ)

    >>> softplus(np.array([-1000.0, 1000.0]))
    array([   0., 1000.])
    """
    # ln(e⁰ + eˣ), computed with the larger of the two taken out of the logarithm.
    y: np.ndarray = np.logaddexp(0.0, x)
    return y


def softplus_derivative(x: np.ndarray) -> np.ndarray:
    """Give the slope of softplus at each entry.

    Derivation::

        softplus′(x) = eˣ / (1 + eˣ) = σ(x)
    """
    return sigmoid(x)
