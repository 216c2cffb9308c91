# Gradienten prüfen
import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    form = np.shape(x)
    flach = [float(v) for v in np.ravel(x)]
    steigungen = []
    for k in range(len(flach)):
        rechts = list(flach)
        links = list(flach)
        rechts[k] = flach[k] + h
        links[k] = flach[k] - h
        f_rechts = f(np.array(rechts).reshape(form))
        f_links = f(np.array(links).reshape(form))
        steigungen.append((f_rechts - f_links) / (2 * h))
    return np.array(steigungen).reshape(form)


def _betrag(a):
    summe = 0.0
    for v in np.ravel(a):
        summe += float(v) ** 2
    return math.sqrt(summe)


def relative_difference(a, b):
    if np.shape(a) != np.shape(b):
        raise ValueError("a und b haben verschiedene Formen")
    zaehler = _betrag(np.subtract(a, b))
    nenner = _betrag(a) + _betrag(b)
    return np.float64(zaehler) / nenner


def check(f, grad, x):
    behauptet = grad(x)
    gemessen = numerical_gradient(f, x)
    unterschied = relative_difference(behauptet, gemessen)
    # print("Unterschied:", unterschied)
    return unterschied, bool(unterschied < 1e-5)
