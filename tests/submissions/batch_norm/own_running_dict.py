# Batchnorm: Rechengraph Knoten für Knoten, vorwärts und rückwärts
import numpy as np


def forward(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    n, d = x.shape
    if training:
        mittel = np.sum(x, axis=0) / n
        abweichung = x - mittel
        varianz = np.sum(abweichung ** 2, axis=0) / n
        running = {
            "mean": running["mean"] * momentum + mittel * (1 - momentum),
            "var": running["var"] * momentum + varianz * (1 - momentum),
        }
    else:
        mittel = running["mean"]
        abweichung = x - mittel
        varianz = running["var"]
    wurzel = np.sqrt(varianz + eps)
    kehrwert = 1.0 / wurzel
    norm = abweichung * kehrwert
    out = norm * gamma + beta
    cache = {"abweichung": abweichung, "wurzel": wurzel, "kehrwert": kehrwert, "norm": norm, "gamma": gamma}
    return out, cache


def backward(dout, cache):
    n, d = dout.shape
    abweichung, wurzel, kehrwert = cache["abweichung"], cache["wurzel"], cache["kehrwert"]
    # out = norm * gamma + beta
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * cache["norm"], axis=0)
    dnorm = dout * cache["gamma"]
    # norm = abweichung * kehrwert
    dabweichung = dnorm * kehrwert
    dkehrwert = np.sum(dnorm * abweichung, axis=0)
    # kehrwert = 1 / wurzel, wurzel = sqrt(varianz + eps)
    dwurzel = -dkehrwert / wurzel ** 2
    dvarianz = 0.5 * dwurzel / wurzel
    # varianz = mean(abweichung ** 2)
    dabweichung = dabweichung + 2.0 / n * abweichung * dvarianz
    # abweichung = x - mittel
    dx = dabweichung - np.sum(dabweichung, axis=0) / n
    return dx, dgamma, dbeta
