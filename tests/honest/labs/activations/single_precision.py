"""float32 throughout, with type hints and asserts of its own."""
from typing import Union

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def _f32(x: npt.ArrayLike) -> Array:
    out = np.array(x, dtype=np.float32)
    assert out.ndim >= 1, "at least one axis"
    return out


def sigmoid(x: npt.ArrayLike) -> Array:
    x = _f32(x)
    return np.exp(-np.logaddexp(np.float32(0), -x))


def sigmoid_derivative(x):
    s = sigmoid(x)
    return s * (1 - s)


def tanh(x):
    return np.tanh(_f32(x))


def tanh_derivative(x):
    return 1 - tanh(x) ** 2


def relu(x):
    x = _f32(x)
    x[x < 0] = 0
    return x


def relu_derivative(x):
    return (_f32(x) > 0).astype(np.float32)


def leaky_relu(x, alpha: Union[int, float] = 0.01):
    x = _f32(x)
    x[x < 0] *= np.float32(alpha)
    return x


def leaky_relu_derivative(x, alpha=0.01):
    return np.where(_f32(x) > 0, np.float32(1), np.float32(alpha))


def relu6(x):
    return np.clip(_f32(x), 0, 6)


def relu6_derivative(x):
    x = _f32(x)
    return np.logical_and(x > 0, x < 6).astype("float32")


def crelu(x):
    return np.concatenate((relu(x), relu(-_f32(x))), axis=-1)


def crelu_derivative(x):
    return np.concatenate((relu_derivative(x), -relu_derivative(-_f32(x))), axis=-1)


def elu(x, alpha=1.0):
    x = _f32(x)
    return np.where(x > 0, x, np.float32(alpha) * np.expm1(np.minimum(x, 0)))


def elu_derivative(x, alpha=1.0):
    x = _f32(x)
    return np.where(x > 0, np.float32(1), np.float32(alpha) * np.exp(np.minimum(x, 0)))


def selu(x):
    return np.float32(1.0507009873554805) * elu(x, 1.6732632423543772)


def selu_derivative(x):
    return np.float32(1.0507009873554805) * elu_derivative(x, 1.6732632423543772)


def softplus(x):
    return np.logaddexp(np.float32(0), _f32(x))


def softplus_derivative(x):
    return sigmoid(x)
