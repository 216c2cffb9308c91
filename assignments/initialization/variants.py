"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from .lab import lab


@lab.variant("zeros")
def zeros_as_lists(fan_in, fan_out, rng=None):
    """Lists of whole numbers; rng need not be given."""
    return [[0] * fan_out for _ in range(fan_in)]


@lab.variant("zeros")
def zeros_in_float32(fan_in, fan_out, rng):
    """Zeros in float32."""
    return np.zeros(shape=(fan_in, fan_out), dtype=np.float32)


@lab.variant("normal")
def normal_scaled(fan_in, fan_out, rng, std=0.01, mean=0.0):
    """Standard normal numbers, scaled, with a further argument."""
    return mean + std * rng.standard_normal((fan_in, fan_out))


@lab.variant("xavier_normal")
def xavier_normal_by_gain(fan_in, fan_out, rng):
    """The root of 1 over the mean of both fans."""
    return rng.standard_normal(size=(fan_in, fan_out)) / np.sqrt((fan_in + fan_out) / 2)


def _normal_by_columns(fan_in, fan_out, rng):
    W = np.empty((fan_in, fan_out))
    for j in range(fan_out):
        W[:, j] = rng.normal(scale=(2.0 / fan_in) ** 0.5, size=fan_in)
    return W


@lab.variant("xavier_normal", also={"he_normal": _normal_by_columns})
def one_weight_at_a_time(fan_in, fan_out, rng):
    """Numbers are drawn one by one, into lists; he_normal column by column."""
    std = (2 / (fan_in + fan_out)) ** 0.5
    return [[rng.normal(0, std) for _ in range(fan_out)] for _ in range(fan_in)]


@lab.variant("xavier_uniform")
def uniform_from_random(fan_in, fan_out, rng):
    """rng.random, stretched and shifted."""
    limit = np.sqrt(6.0) / np.sqrt(fan_in + fan_out)
    return limit * (2 * rng.random((fan_in, fan_out)) - 1)


@lab.variant("he_uniform")
def he_uniform_by_std(fan_in, fan_out, rng):
    """√3 times the standard deviation, in the other order and turned."""
    bound = np.sqrt(3) * np.sqrt(2 / fan_in)
    return rng.uniform(low=-bound, high=bound, size=(fan_out, fan_in)).T


def _in_float32(fan_in, fan_out, rng):
    a = np.sqrt(6 / fan_in)
    return rng.uniform(-a, a, (fan_in, fan_out)).astype(np.float32)


@lab.variant("he_normal", also={"he_uniform": _in_float32})
def weights_in_float32(fan_in, fan_out, rng):
    """Weights are drawn in float32."""
    return rng.standard_normal((fan_in, fan_out), dtype=np.float32) * np.float32(np.sqrt(2 / fan_in))


@lab.variant("signal_variances")
def signals_in_columns(init, depth, width, activation, rng):
    """A sample is a column, and the weights are drawn before the loop."""
    weights = [init(width, width, rng) for _ in range(depth)]
    x = rng.normal(size=(width, 1000))
    variances = np.zeros(depth + 1)
    variances[0] = np.var(x)
    for layer, W in enumerate(weights, start=1):
        x = activation(np.dot(np.transpose(W), x))
        variances[layer] = np.var(x)
    return variances


@lab.variant("signal_variances")
def variance_written_out(init, depth, width, activation, rng):
    """The variance is the mean square minus the squared mean, from float32 inputs."""
    x = rng.standard_normal((1000, width), dtype=np.float32).astype(float)
    signals = [x]
    while len(signals) <= depth:
        signals.append(activation(np.einsum("ni,io->no", signals[-1], np.asarray(init(width, width, rng)))))
    return tuple(np.mean((x - np.mean(x)) ** 2) for x in signals)


@lab.variant("signal_variances")
def fewer_samples(init, depth, width, activation, rng):
    """200 samples are sent instead of 1000; all variances are unbiased ones."""
    x = rng.standard_normal((200, width))
    variances = [x.var(ddof=1)]
    for _ in range(depth):
        x = activation(x @ np.asarray(init(width, width, rng)))
        variances.append(x.var(ddof=1))
    return variances
