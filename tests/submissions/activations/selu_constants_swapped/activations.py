import numpy as np
from my_helpers import exp_linear, exp_linear_slope

lam, a = 1.6732632423543772, 1.0507009873554805  # lambda, alpha (SELU)


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(x):
    s = sigmoid(x)
    return s * (1 - s)


def tanh(x):
    return np.tanh(x)


def tanh_derivative(x):
    return 1 - np.tanh(x) ** 2


def relu(x):
    return np.maximum(x, 0)


def relu_derivative(x):
    return (x > 0).astype(float)


def leaky_relu(x, alpha=0.01):
    return np.where(x > 0, x, alpha * x)


def leaky_relu_derivative(x, alpha=0.01):
    return np.where(x > 0, 1.0, alpha)


def relu6(x):
    return np.clip(x, 0, 6)


def relu6_derivative(x):
    return ((x > 0) & (x < 6)).astype(float)


def crelu(x):
    return np.concatenate([np.maximum(x, 0), np.maximum(-x, 0)], axis=-1)


def crelu_derivative(x):
    return np.concatenate([(x > 0) * 1.0, (x < 0) * -1.0], axis=-1)


def elu(x, alpha=1.0):
    return exp_linear(x, alpha)


def elu_derivative(x, alpha=1.0):
    return exp_linear_slope(x, alpha)


def selu(x):
    return lam * exp_linear(x, a)


def selu_derivative(x):
    return lam * exp_linear_slope(x, a)


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def softplus_derivative(x):
    return sigmoid(x)
