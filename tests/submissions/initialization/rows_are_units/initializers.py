import numpy as np
from drawer import Drawer


def zeros(fan_in, fan_out, rng):
    return Drawer(fan_in, fan_out, rng).constant(0)


def normal(fan_in, fan_out, rng, std=0.01):
    return Drawer(fan_in, fan_out, rng).gauss(std)


def xavier_normal(fan_in, fan_out, rng):
    return Drawer(fan_in, fan_out, rng).gauss(np.sqrt(2 / (fan_in + fan_out)))


def xavier_uniform(fan_in, fan_out, rng):
    return Drawer(fan_in, fan_out, rng).flat(np.sqrt(6 / (fan_in + fan_out)))


def he_normal(fan_in, fan_out, rng):
    return Drawer(fan_in, fan_out, rng).gauss(np.sqrt(2 / fan_in))


def he_uniform(fan_in, fan_out, rng):
    return Drawer(fan_in, fan_out, rng).flat(np.sqrt(6 / fan_in))


def signal_variances(init, depth, width, activation, rng):
    x = rng.normal(0.0, 1.0, (1000, width))
    result = [x.var()]
    while len(result) < depth + 1:
        x = activation(np.einsum("nd,dk->nk", x, init(width, width, rng)))
        result.append(x.var())
    return result
