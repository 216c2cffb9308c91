import numpy as np


def distances(X, centres):
    diff = X[:, None, :] - centres[None, :, :]
    return np.sqrt((diff ** 2).sum(axis=2))


def gaussian(r, width):
    return np.exp(-r ** 2 / (2 * width ** 2))


def reflected_sigmoid(r, width):
    return 1 / (1 + np.exp(r ** 2 / (2 * width ** 2)))


def inverse_multiquadric(r, width):
    return 1 / np.sqrt(r ** 2 + width ** 2)


PHI = {"gaussian": gaussian, "reflected_sigmoid": reflected_sigmoid, "inverse_multiquadric": inverse_multiquadric}


def hidden(X, centres, widths, kind):
    return PHI[kind](distances(X, centres), widths)


def random_centres(X, count, rng):
    return X[rng.choice(len(X), size=count, replace=False)].copy()


def k_means(X, count, rng):
    X = np.asarray(X, dtype=float)
    centres = X[rng.permutation(len(X))[:count]].copy()
    while True:
        nearest = distances(X, centres).argmin(axis=1)
        new = centres.copy()
        for k in range(count):
            if np.any(nearest == k):
                new[k] = X[nearest == k].mean(axis=0)
        if np.array_equal(new, centres):
            return centres
        centres = new


def orthogonal_least_squares(X, t, count, width, kind):
    P = PHI[kind](distances(X, X), width)
    P = P - P.mean(axis=0)
    t = t - np.mean(t)
    start = (P ** 2).sum(axis=0)
    free = np.ones(len(X), dtype=bool)
    chosen = []
    for _ in range(count):
        length = (P ** 2).sum(axis=0)
        ok = free & (length > 1e-12 * start)
        err = np.where(ok, (P.T @ t) ** 2 / np.where(ok, length, 1.0), np.where(free, -1.0, -2.0))
        k = int(err.argmax())
        chosen.append(k)
        free[k] = False
        pk = P[:, k].copy()
        if pk @ pk > 0:
            P = P - np.outer(pk, pk @ P / (pk @ pk))
    return np.array(chosen)


def spread(centres):
    n = centres.shape[1]  # number of centres
    d = distances(centres, centres).max()
    return float(d / np.sqrt(2 * n))


def read_out(H, t):
    A = np.hstack([H, np.ones((len(H), 1))])
    w = np.linalg.lstsq(A, t, rcond=None)[0]
    return w[:-1], float(w[-1])


def predict(params, X, kind):
    H = hidden(X, params["centres"], params["widths"], kind)
    return H @ params["weights"] + params["bias"]


def loss_and_gradients(params, X, t, kind):
    c, s, w, b = params["centres"], params["widths"], params["weights"], params["bias"]
    N = len(X)
    diff = X[:, None, :] - c[None]
    r2 = (diff ** 2).sum(axis=2)
    H = hidden(X, c, s, kind)
    e = H @ w + b - t
    if kind == "gaussian":
        by_r2 = -H / (2 * s ** 2)
        by_s = H * r2 / s ** 3
    elif kind == "reflected_sigmoid":
        by_r2 = -H * (1 - H) / (2 * s ** 2)
        by_s = H * (1 - H) * r2 / s ** 3
    else:
        by_r2 = -0.5 * H ** 3
        by_s = -s * H ** 3
    d = 2 * e / N
    dH = d[:, None] * w
    grads = {
        "centres": (dH * by_r2)[:, :, None] * -2 * diff,
        "widths": (dH * by_s).sum(axis=0),
        "weights": H.T @ d,
        "bias": d.sum(),
    }
    grads["centres"] = grads["centres"].sum(axis=0)
    return float((e ** 2).mean()), grads


def train(params, X, t, kind, *, epochs, learning_rate):
    params = {k: np.array(v, dtype=float) for k, v in params.items()}
    history = []
    for _ in range(epochs):
        loss, grads = loss_and_gradients(params, X, t, kind)
        history.append(loss)
        for k in params:
            params[k] = params[k] - learning_rate * grads[k]
    return params, history
