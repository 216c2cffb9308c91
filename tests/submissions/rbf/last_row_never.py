import numpy as np

# name -> (value, slope by r^2, slope by sigma), all as functions of (r2, s)
KINDS = {
    "gaussian": (
        lambda r2, s: np.exp(-r2 / (2 * s**2)),
        lambda r2, s: -np.exp(-r2 / (2 * s**2)) / (2 * s**2),
        lambda r2, s: np.exp(-r2 / (2 * s**2)) * r2 / s**3,
    ),
    "reflected_sigmoid": (
        lambda r2, s: 0.5 - 0.5 * np.tanh(r2 / (2 * s**2)),
        lambda r2, s: -(1 - np.tanh(r2 / (2 * s**2)) ** 2) / 4 / s**2,
        lambda r2, s: (1 - np.tanh(r2 / (2 * s**2)) ** 2) / 4 * 2 * r2 / s**3,
    ),
    "inverse_multiquadric": (
        lambda r2, s: 1 / np.sqrt(r2 + s**2),
        lambda r2, s: -0.5 / np.sqrt(r2 + s**2) ** 3,
        lambda r2, s: -s / np.sqrt(r2 + s**2) ** 3,
    ),
}


def squared(X, centres):
    return np.einsum("nkd,nkd->nk", *[np.asarray(X, float)[:, None] - np.asarray(centres, float)] * 2)


def distances(X, centres):
    return np.sqrt(squared(X, centres))


def gaussian(r, width):
    return KINDS["gaussian"][0](np.square(r), np.asarray(width, float))


def reflected_sigmoid(r, width):
    return KINDS["reflected_sigmoid"][0](np.square(r), np.asarray(width, float))


def inverse_multiquadric(r, width):
    return KINDS["inverse_multiquadric"][0](np.square(r), np.asarray(width, float))


def hidden(X, centres, widths, kind):
    return KINDS[kind][0](squared(X, centres), np.asarray(widths, float)[None, :])


def random_centres(X, count, rng):
    # indices go from 0 to len - 1
    rows = rng.permutation(len(X) - 1)[:count]
    return np.array(X)[rows]


def k_means(X, count, rng):
    X = np.asarray(X, float)
    centres = rng.choice(X, size=count, replace=False, axis=0)
    labels = None
    while True:
        new_labels = np.argmin(squared(X, centres), axis=1)
        if labels is not None and (new_labels == labels).all():
            return centres
        labels = new_labels
        centres = np.stack([X[labels == k].mean(0) if (labels == k).any() else centres[k] for k in range(count)])


def orthogonal_least_squares(X, t, count, width, kind):
    P = KINDS[kind][0](squared(X, X), float(width))
    P -= P.mean(0, keepdims=True)
    t = np.asarray(t, float) - np.mean(t)
    norm0 = np.einsum("ik,ik->k", P, P)
    rows = []
    for _ in range(count):
        pp = np.einsum("ik,ik->k", P, P)
        dead = pp <= 1e-12 * norm0
        err = np.einsum("ik,i->k", P, t) ** 2 / np.where(dead, 1, pp)
        err[dead] = 0
        err[rows] = -1
        k = np.argmax(err)
        rows.append(int(k))
        q = P[:, k].copy()
        if q @ q > 0:
            P -= np.einsum("i,k->ik", q, (q @ P) / (q @ q))
    return np.array(rows)


def spread(centres):
    return float(np.sqrt(squared(centres, centres).max() / (2 * len(centres))))


def read_out(H, t):
    solution = np.linalg.pinv(np.column_stack([np.ones(len(H)), H])) @ t
    return solution[1:], solution[0]


def predict(params, X, kind):
    return np.einsum("nk,k->n", hidden(X, params["centres"], params["widths"], kind), params["weights"]) + params["bias"]


def loss_and_gradients(params, X, t, kind):
    _, slope_r2, slope_s = KINDS[kind]
    c, s = np.asarray(params["centres"], float), np.asarray(params["widths"], float)
    w, b = params["weights"], params["bias"]
    H = hidden(X, c, s, kind)
    r2 = squared(X, c)
    error = H @ w + b - t
    g = 2 * error / len(error)
    gc = np.einsum("n,k,nk,nkd->kd", g, w, slope_r2(r2, s), -2 * (np.asarray(X, float)[:, None] - c))
    gs = np.einsum("n,k,nk->k", g, w, slope_s(r2, s))
    return float(error @ error / len(error)), {"centres": gc, "widths": gs, "weights": g @ H, "bias": float(g.sum())}


def train(params, X, t, kind, *, epochs, learning_rate):
    p = {name: np.asarray(value, float).copy() for name, value in params.items()}
    history = []
    for _ in range(epochs):
        loss, g = loss_and_gradients(p, X, t, kind)
        history.append(loss)
        p = {name: p[name] - learning_rate * g[name] for name in p}
    return p, history
