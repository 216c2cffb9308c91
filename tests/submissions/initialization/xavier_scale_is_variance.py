import numpy as np


def zeros(fan_in, fan_out, rng):
    return np.zeros((fan_in, fan_out))


def normal(fan_in, fan_out, rng, std=0.01):
    return rng.normal(0, std, size=(fan_in, fan_out))


def xavier_normal(fan_in, fan_out, rng):
    return rng.normal(0, 2 / (fan_in + fan_out), size=(fan_in, fan_out))


def xavier_uniform(fan_in, fan_out, rng):
    a = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-a, a, size=(fan_in, fan_out))


def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))


def he_uniform(fan_in, fan_out, rng):
    a = np.sqrt(6 / fan_in)
    return rng.uniform(-a, a, size=(fan_in, fan_out))


def signal_variances(init, depth, width, activation, rng):
    x = rng.normal(size=(1000, width))
    variances = [np.var(x)]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        variances.append(np.var(x))
    return variances
