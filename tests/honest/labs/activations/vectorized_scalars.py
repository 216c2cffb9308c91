"""Functions of one number, with math, made into functions of arrays by a decorator."""
import functools
import math

import numpy as np


def elementwise(f):
    @functools.wraps(f)
    def wrapper(x, *args, **kwargs):
        x = np.asarray(x)
        flat = [f(float(v), *args, **kwargs) for v in x.ravel()]
        return np.array(flat, dtype=float).reshape(x.shape)

    return wrapper


@elementwise
def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


@elementwise
def sigmoid_derivative(x):
    try:
        return math.exp(-x) / (1 + math.exp(-x)) ** 2
    except OverflowError:
        return 0.0


@elementwise
def tanh(x):
    return math.tanh(x)


@elementwise
def tanh_derivative(x):
    return 1 - math.tanh(x) ** 2


@elementwise
def relu(x):
    return max(0.0, x)


@elementwise
def relu_derivative(x):
    return 1.0 if x > 0 else 0.0


@elementwise
def leaky_relu(x, alpha=0.01):
    return x if x > 0 else alpha * x


@elementwise
def leaky_relu_derivative(x, alpha=0.01):
    return 1 if x > 0 else alpha


@elementwise
def relu6(x):
    return min(max(0.0, x), 6.0)


@elementwise
def relu6_derivative(x):
    return float(0 < x < 6)


def crelu(x):
    return np.append(relu(x), relu(-x), axis=x.ndim - 1)


def crelu_derivative(x):
    return np.append(relu_derivative(x), -relu_derivative(-x), axis=x.ndim - 1)


@elementwise
def elu(x, alpha=1.0):
    return x if x > 0 else alpha * math.expm1(x)


@elementwise
def elu_derivative(x, alpha=1.0):
    return 1 if x > 0 else alpha * math.exp(x)


@elementwise
def selu(x, a=1.673, l=1.051):
    return l * (x if x > 0 else a * (math.exp(x) - 1))


@elementwise
def selu_derivative(x, a=1.673, l=1.051):
    return l if x > 0 else l * a * math.exp(x)


@elementwise
def softplus(x):
    return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))


softplus_derivative = sigmoid
