# RBF-Netz, alles mit Schleifen, damit ich es nachrechnen kann
import math

import numpy as np


def distances(X, centres):
    N, D = np.shape(X)
    K = len(centres)
    r = np.zeros((N, K))
    for i in range(N):
        for k in range(K):
            summe = 0.0
            for j in range(D):
                summe += (float(X[i][j]) - float(centres[k][j])) ** 2
            r[i, k] = math.sqrt(summe)
    return r


def gaussian(r, width):
    sigma = np.asarray(width, dtype=float)
    return np.exp(-0.5 * (r / sigma) ** 2)


def reflected_sigmoid(r, width):
    sigma = np.asarray(width, dtype=float)
    return 1.0 / (1.0 + np.exp((r / sigma) ** 2))


def inverse_multiquadric(r, width):
    sigma = np.asarray(width, dtype=float)
    return (r ** 2 + sigma ** 2) ** -0.5


def phi(kind, r, width):
    if kind == "gaussian":
        return gaussian(r, width)
    if kind == "reflected_sigmoid":
        return reflected_sigmoid(r, width)
    if kind == "inverse_multiquadric":
        return inverse_multiquadric(r, width)
    raise ValueError(kind)


def steigungen(kind, r2, sigma):
    """dphi/d(r^2) und dphi/dsigma fuer einen Punkt und eine Einheit"""
    wert = float(phi(kind, math.sqrt(r2), sigma))
    if kind == "gaussian":
        return -wert / (2 * sigma ** 2), wert * r2 / sigma ** 3
    if kind == "reflected_sigmoid":
        s = wert * (1 - wert)
        return -s / sigma ** 2, 2 * s * r2 / sigma ** 3
    return -0.5 * (r2 + sigma ** 2) ** -1.5, -sigma * (r2 + sigma ** 2) ** -1.5


def hidden(X, centres, widths, kind):
    r = distances(X, centres)
    H = np.zeros_like(r)
    for k in range(len(centres)):
        H[:, k] = phi(kind, r[:, k], widths[k])
    return H


def random_centres(X, count, rng):
    reihen = rng.permutation(len(X))[:count]
    return np.array([X[i] for i in reihen])


def k_means(X, count, rng):
    X = np.array(X, dtype=float)
    centres = X[rng.choice(len(X), count, replace=False)]
    while True:
        r = distances(X, centres)
        gruppen = [[] for _ in range(count)]
        for i in range(len(X)):
            gruppen[int(np.argmin(r[i]))].append(X[i])
        neu = np.array([np.mean(g, axis=0) if g else centres[k] for k, g in enumerate(gruppen)])
        bewegt = np.linalg.norm(neu - centres, axis=1).min()
        centres = neu
        if bewegt == 0:
            break
    return centres


def orthogonal_least_squares(X, t, count, width, kind):
    r = distances(X, X)
    N = len(X)
    p = [phi(kind, r[:, k], width) for k in range(N)]
    p = [spalte - spalte.mean() for spalte in p]
    t = np.asarray(t, dtype=float) - np.mean(t)
    anfang = [spalte @ spalte for spalte in p]
    gewaehlt = []
    for _ in range(count):
        bester, bester_fehler = None, -1.0
        for k in range(N):
            if k in gewaehlt:
                continue
            laenge = p[k] @ p[k]
            err = (p[k] @ t) ** 2 / laenge if laenge > 1e-12 * anfang[k] else 0.0
            if err > bester_fehler:
                bester, bester_fehler = k, err
        gewaehlt.append(bester)
        q = p[bester]
        if q @ q == 0:
            continue
        for j in range(N):
            if j not in gewaehlt:
                p[j] = p[j] - (q @ p[j]) / (q @ q) * q
    return np.array(gewaehlt)


def spread(centres):
    K = len(centres)
    d = 0.0
    for a in range(K):
        for b in range(a + 1, K):
            d = max(d, math.dist(centres[a], centres[b]))
    return d / math.sqrt(2 * K)


def read_out(H, t):
    N, K = H.shape
    A = np.ones((N, K + 1))
    A[:, :K] = H
    loesung, *_ = np.linalg.lstsq(A, np.asarray(t, dtype=float), rcond=None)
    return loesung[:K], loesung[K]


def predict(params, X, kind):
    H = hidden(X, params["centres"], params["widths"], kind)
    f = np.zeros(len(X))
    for i in range(len(X)):
        for k in range(H.shape[1]):
            f[i] += H[i, k] * params["weights"][k]
        f[i] += params["bias"]
    return f


def loss_and_gradients(params, X, t, kind):
    c = np.array(params["centres"], dtype=float)
    sigma = np.array(params["widths"], dtype=float)
    w = np.array(params["weights"], dtype=float)
    H = hidden(X, c, sigma, kind)
    N, K = H.shape
    dc, dsigma, dw, db = np.zeros_like(c), np.zeros_like(sigma), np.zeros_like(w), 0.0
    verlust = 0.0
    for i in range(N):
        e = float(H[i] @ w + params["bias"] - t[i])
        verlust += e * e / N
        db += 2 * e / N
        for k in range(K):
            abstand = np.asarray(X[i], dtype=float) - c[k]
            nach_r2, nach_sigma = steigungen(kind, float(abstand @ abstand), sigma[k])
            dw[k] += 2 * e / N * H[i, k]
            dsigma[k] += 2 * e / N * w[k] * nach_sigma
            dc[k] += 2 * e / N * w[k] * nach_r2 * (-2) * abstand
    return verlust, {"centres": dc, "widths": dsigma, "weights": dw, "bias": db}


def train(params, X, t, kind, *, epochs, learning_rate):
    theta = {}
    for name in ("centres", "widths", "weights"):
        theta[name] = np.array(params[name], dtype=float)
    theta["bias"] = float(params["bias"])
    history = []
    for epoch in range(epochs):
        verlust, g = loss_and_gradients(theta, X, t, kind)
        for name in g:
            theta[name] = theta[name] - learning_rate * g[name]
        history.append(verlust)
    return theta, history
