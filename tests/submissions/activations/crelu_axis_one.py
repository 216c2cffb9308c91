# Übung Aktivierungsfunktionen
import math

import numpy as np

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


def elementweise(f, x):
    # f wird auf jeden Eintrag einzeln angewandt, Form bleibt gleich
    x = np.asarray(x)
    ergebnis = np.empty(x.shape, dtype=float)
    for idx in np.ndindex(x.shape):
        ergebnis[idx] = f(float(x[idx]))
    return ergebnis


def _sig(v):
    if v >= 0:
        return 1.0 / (1.0 + math.exp(-v))
    e = math.exp(v)  # links die andere Formel, sonst Überlauf
    return e / (1.0 + e)


def sigmoid(x):
    return elementweise(_sig, x)


def sigmoid_derivative(x):
    return elementweise(lambda v: _sig(v) * (1.0 - _sig(v)), x)


def tanh(x):
    return elementweise(math.tanh, x)


def tanh_derivative(x):
    return elementweise(lambda v: 1.0 - math.tanh(v) ** 2, x)


def relu(x):
    return elementweise(lambda v: v if v > 0 else 0.0, x)


def relu_derivative(x):
    return elementweise(lambda v: 1.0 if v > 0 else 0.0, x)


def leaky_relu(x, alpha=0.01):
    return elementweise(lambda v: v if v > 0 else alpha * v, x)


def leaky_relu_derivative(x, alpha=0.01):
    return elementweise(lambda v: 1.0 if v > 0 else alpha, x)


def relu6(x):
    return elementweise(lambda v: min(max(0.0, v), 6.0), x)


def relu6_derivative(x):
    return elementweise(lambda v: 1.0 if 0 < v < 6 else 0.0, x)


def crelu(x):
    # beide Hälften nebeneinander
    return np.hstack((relu(x), relu(-x)))


def crelu_derivative(x):
    return np.concatenate((relu_derivative(x), -relu_derivative(-x)), axis=-1)


def elu(x, alpha=1.0):
    return elementweise(lambda v: v if v > 0 else alpha * (math.exp(v) - 1.0), x)


def elu_derivative(x, alpha=1.0):
    return elementweise(lambda v: 1.0 if v > 0 else alpha * math.exp(v), x)


def selu(x):
    return elementweise(lambda v: SELU_SCALE * (v if v > 0 else SELU_ALPHA * (math.exp(v) - 1.0)), x)


def selu_derivative(x):
    return elementweise(lambda v: SELU_SCALE if v > 0 else SELU_SCALE * SELU_ALPHA * math.exp(v), x)


def softplus(x):
    return elementweise(lambda v: v + math.log1p(math.exp(-v)) if v > 0 else math.log1p(math.exp(v)), x)


def softplus_derivative(x):
    # Ableitung von ln(1 + e^x) ist e^x / (1 + e^x)
    return elementweise(_sig, x)
