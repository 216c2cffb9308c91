"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from reference.rbf import distances, hidden, predict

from .lab import lab


@lab.variant("distances")
def distances_in_loops(X, centres):
    """distances by two loops."""
    return np.array([[np.linalg.norm(x - c) for c in centres] for x in X])


@lab.variant("distances")
def distances_by_the_binomial_formula(X, centres):
    """|x|² + |c|² − 2 x·c, kept from falling below 0."""
    X, centres = np.asarray(X, dtype=float), np.asarray(centres, dtype=float)
    squares = np.sum(X**2, axis=1, keepdims=True) + np.sum(centres**2, axis=1) - 2 * np.dot(X, centres.T)
    return np.sqrt(np.clip(squares, 0, None))


@lab.variant("gaussian")
def gaussian_by_the_ratio(r, width):
    """The Gaussian as exp(−½ (r/σ)²)."""
    return np.e ** (-0.5 * np.square(r / width))


@lab.variant("reflected_sigmoid")
def reflected_sigmoid_as_written(r, width):
    """1 / (1 + exp(r² / σ²)), with NumPy's warning far from the centre."""
    return 1.0 / (1.0 + np.exp(r**2 / width**2))


@lab.variant("inverse_multiquadric")
def inverse_multiquadric_as_a_power(r, width):
    """(r² + σ²) to the power of −½."""
    return np.power(np.square(r) + np.square(width), -0.5)


@lab.variant("hidden")
def hidden_unit_by_unit(X, centres, widths, kind):
    """hidden in a loop over the units."""
    H = np.zeros((len(X), len(centres)))
    for k, (c, s) in enumerate(zip(centres, widths, strict=True)):
        r2 = ((X - c) ** 2).sum(axis=1)
        if kind == "gaussian":
            H[:, k] = np.exp(-r2 / (2 * s**2))
        elif kind == "reflected_sigmoid":
            H[:, k] = 1 / (1 + np.exp(r2 / s**2))
        else:
            H[:, k] = 1 / np.sqrt(r2 + s**2)
    return H


@lab.variant("random_centres")
def first_of_a_shuffled_copy(X, count, rng):
    """The first rows of a copy in random order."""
    X = X.copy()
    rng.shuffle(X)
    return X[:count]


@lab.variant("k_means")
def a_fixed_number_of_passes(X, count, rng):
    """100 passes from rows of a permutation; a centre without points moves to a point; the centres are sorted."""
    X = np.asarray(X, dtype=float)
    centres = X[rng.permutation(len(X))[:count]]
    for _ in range(100):
        labels = (
            np.array([np.argmin([np.sum((x - c) ** 2) for c in centres]) for x in X])
            if len(X) < 20
            else (distances(X, centres).argmin(axis=1))
        )
        for k in range(count):
            own = X[labels == k]
            centres[k] = own.mean(axis=0) if len(own) else X[rng.integers(len(X))]
    return centres[np.lexsort(centres.T)]


@lab.variant("k_means")
def until_the_cost_stands_still(X, count, rng):
    """The passes end when the sum of the squared distances falls no more; spread by k-means++."""
    rows = [int(rng.integers(len(X)))]
    while len(rows) < count:
        far = distances(X, X[rows]).min(axis=1) ** 2
        free = np.setdiff1d(np.arange(len(X)), rows)
        rows.append(int(rng.choice(len(X), p=far / far.sum()) if far.sum() > 0 else rng.choice(free)))
    centres, cost = X[rows].astype(float), np.inf
    while True:
        r = distances(X, centres)
        labels, now = r.argmin(axis=1), (r.min(axis=1) ** 2).sum()
        if now >= cost:
            return centres
        cost = now
        for k in set(labels.tolist()):
            centres[k] = X[labels == k].mean(axis=0)


@lab.variant("orthogonal_least_squares")
def a_new_fit_for_each_candidate(X, t, count, width, kind):
    """Every candidate is tried in a least-squares fit, and the row numbers come as a list."""
    P = hidden(X, X, np.full(len(X), width), kind)
    chosen = []
    for _ in range(count):
        errors = []
        for k in range(len(X)):
            if k in chosen:
                errors.append(np.inf)
                continue
            A = np.column_stack([np.ones(len(X)), P[:, [*chosen, k]]])
            errors.append(np.sum((A @ np.linalg.lstsq(A, t, rcond=None)[0] - t) ** 2))
        chosen.append(int(np.argmin(errors)))
    return chosen


@lab.variant("orthogonal_least_squares")
def gram_schmidt_from_the_originals(X, t, count, width, kind):
    """Each candidate is made orthogonal to all that was chosen, beginning with the column of ones, in every step."""
    P = hidden(X, X, width * np.ones(len(X)), kind)
    basis, chosen = [np.ones(len(X)) / np.sqrt(len(X))], []
    for _ in range(count):
        best, best_k, best_w = -1.0, None, None
        for k in set(range(len(X))) - set(chosen):
            w = P[:, k].copy()
            for _ in range(2):
                for q in basis:
                    w -= (q @ w) * q
            if w @ w < 1e-10:
                continue
            err = (w @ t) ** 2 / (w @ w) / (t @ t)
            if err > best:
                best, best_k, best_w = err, k, w
        chosen.append(best_k)
        basis.append(best_w / np.linalg.norm(best_w))
    return np.array(chosen, dtype=np.int32)


@lab.variant("spread")
def spread_in_loops(centres):
    """The largest distance by two loops."""
    K = len(centres)
    d = max(np.sqrt(np.sum((centres[i] - centres[j]) ** 2)) for i in range(K) for j in range(i))
    return d / (2 * K) ** 0.5


@lab.variant("read_out")
def read_out_by_the_pseudo_inverse(H, t):
    """The ones stand in the first column, and the bias is an array of shape (1,)."""
    solution = np.linalg.pinv(np.hstack([np.ones((len(H), 1)), H])) @ t
    return [list(solution[1:]), solution[:1]]


@lab.variant("read_out")
def read_out_of_what_is_centred(H, t):
    """The weights are fitted to columns and targets without their means; the bias follows."""
    weights = np.linalg.lstsq(H - H.mean(axis=0), t - np.mean(t), rcond=None)[0]
    return weights, np.mean(t) - H.mean(axis=0) @ weights


@lab.variant("predict")
def predict_one_point_at_a_time(params, X, kind):
    """predict in a loop over the points."""
    return [
        float(hidden(x[None], params["centres"], params["widths"], kind)[0] @ params["weights"]) + float(params["bias"])
        for x in X
    ]


@lab.variant("loss_and_gradients")
def half_the_square(params, X, t, kind):
    """Loss and gradients have a factor of ½, and the bias's gradient is an array."""
    from reference.rbf import loss_and_gradients

    loss, gradients = loss_and_gradients(params, X, t, kind)
    halves = {name: value / 2 for name, value in gradients.items()}
    return np.array([loss / 2]), {**halves, "bias": np.array(halves["bias"])}


@lab.variant("loss_and_gradients")
def chain_rule_in_loops(params, X, t, kind):
    """The gradients in a loop over the units, with the slopes by r² and the targets first."""
    c, s, w = params["centres"], params["widths"], params["weights"]
    e = t - predict(params, X, kind)
    dc, ds, dw = np.zeros(c.shape), np.zeros(s.shape), np.zeros(w.shape)
    for k in range(len(c)):
        away = X - c[k]
        r2 = np.sum(away**2, axis=1)
        if kind == "gaussian":
            phi = np.exp(-r2 / (2 * s[k] ** 2))
            by_square, by_width = -phi / (2 * s[k] ** 2), phi * r2 / s[k] ** 3
        elif kind == "reflected_sigmoid":
            phi = 1 / (1 + np.exp(r2 / s[k] ** 2))
            by_square, by_width = -phi * (1 - phi) / s[k] ** 2, 2 * phi * (1 - phi) * r2 / s[k] ** 3
        else:
            phi = (r2 + s[k] ** 2) ** -0.5
            by_square, by_width = -0.5 * (r2 + s[k] ** 2) ** -1.5, -s[k] * (r2 + s[k] ** 2) ** -1.5
        dw[k] = -2 * np.mean(e * phi)
        ds[k] = -2 * np.mean(e * w[k] * by_width)
        dc[k] = -2 * np.mean((e * w[k] * by_square)[:, None] * -2 * away, axis=0)
    return np.mean(e**2), {"bias": -2 * np.mean(e), "weights": dw, "widths": ds, "centres": dc}


@lab.variant("loss_and_gradients")
def gradients_in_float32(params, X, t, kind):
    """Loss and gradients are computed and returned in float32."""
    from reference.rbf import loss_and_gradients

    single = {name: np.float32(value) for name, value in params.items()}
    loss, gradients = loss_and_gradients(single, np.float32(X), np.float32(t), kind)
    return np.float32(loss), {name: np.float32(value) for name, value in gradients.items()}


@lab.variant("train")
def a_copy_moved_in_place(params, X, t, kind, *, epochs, learning_rate):
    """A copy of the parameters moves in place; the history is an array of the losses after each step."""
    from reference.rbf import loss_and_gradients

    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    history = np.empty(epochs)
    for epoch in range(epochs):
        gradients = loss_and_gradients(params, X, t, kind)[1]
        for name in gradients:
            params[name] -= learning_rate * gradients[name]
        history[epoch] = loss_and_gradients(params, X, t, kind)[0]
    return params, history
