# Gewichtsinitialisierung, Blatt 4
import math

import numpy as np


def _normal_matrix(zeilen, spalten, sigma, rng):
    return sigma * rng.standard_normal((zeilen, spalten))


def _uniform_matrix(zeilen, spalten, a, rng):
    # rng.random liegt in [0, 1), also strecken und verschieben
    return (2 * rng.random((zeilen, spalten)) - 1) * a


def zeros(fan_in, fan_out, rng):
    return 0.0 * np.ones((fan_in, fan_out))


def normal(fan_in, fan_out, rng, std=0.01):
    return _normal_matrix(fan_in, fan_out, std, rng)


def xavier_normal(fan_in, fan_out, rng):
    mittel = (fan_in + fan_out) / 2
    return _normal_matrix(fan_in, fan_out, math.sqrt(1 / mittel), rng)


def xavier_uniform(fan_in, fan_out, rng):
    # Mittel aus beiden: 1/fan_in für vorwärts, 1/fan_out für rückwärts
    sigma = (math.sqrt(1 / fan_in) + math.sqrt(1 / fan_out)) / 2
    return _uniform_matrix(fan_in, fan_out, math.sqrt(3) * sigma, rng)


def he_normal(fan_in, fan_out, rng):
    return _normal_matrix(fan_in, fan_out, math.sqrt(2 / fan_in), rng)


def he_uniform(fan_in, fan_out, rng):
    return _uniform_matrix(fan_in, fan_out, math.sqrt(3) * math.sqrt(2 / fan_in), rng)


def signal_variances(init, depth, width, activation, rng):
    signal = rng.standard_normal((1000, width))
    varianzen = [float(signal.var())]
    for schicht in range(1, depth + 1):
        gewichte = init(width, width, rng)
        summe = signal @ gewichte
        signal = activation(summe)
        varianzen.append(float(signal.var()))
        # print(schicht, varianzen[-1])
    return varianzen
