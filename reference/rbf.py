"""Radial basis function networks: functions of distance, their centres and widths, and a linear read-out.

For N points of D coordinates in the rows of X and K units::

    rᵢₖ = ‖xᵢ − cₖ‖                                     distances        (N, K)
    Hᵢₖ = φ(rᵢₖ, σₖ)                                    hidden layer     (N, K)
    f(xᵢ) = Σₖ Hᵢₖ wₖ + b                               network          (N,)
    E = 1/N · Σᵢ (f(xᵢ) − tᵢ)²                          loss             a number

``params`` is a dict with centres c (K, D), widths σ (K,), weights w (K,) and bias b, a number. t (N,) holds the
targets. ``kind`` names φ: gaussian, reflected_sigmoid, inverse_multiquadric. No function changes its arguments.

D. S. Broomhead, D. Lowe, Multivariable functional interpolation and adaptive networks, Complex Systems 2, 1988;
J. Moody, C. J. Darken, Fast learning in networks of locally-tuned processing units, Neural Computation 1, 1989 (centres
by k-means); S. Chen, C. F. N. Cowan, P. M. Grant, Orthogonal least squares learning algorithm for radial basis function
networks, IEEE Transactions on Neural Networks 2, 1991; S. Haykin, Neural Networks, Prentice Hall 1999, chapter 5.
"""

from typing import Any

import numpy as np

Params = dict[str, Any]

PASSES = 300
"""How often k-means moves its centres at most; a hundred points settle within some twenty passes."""


def distances(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Give the distance of each point from each centre: (N, K).

        rᵢₖ = ‖xᵢ − cₖ‖ = √Σⱼ (xᵢⱼ − cₖⱼ)²

    >>> distances(np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[3.0, 4.0]]))
    array([[5.],
           [4.]])
    """
    difference = X[:, None, :] - centres[None, :, :]  # (N, K, D)
    r: np.ndarray = np.sqrt((difference**2).sum(axis=2))
    return r


def gaussian(r: np.ndarray, width: Any) -> np.ndarray:
    """Give a bell of height 1 and standard deviation ``width``.

        φ(r, σ) = exp(−r² / (2 σ²))

    ``width`` is one number, or one for each column of r.
    """
    phi: np.ndarray = np.exp(-(r**2) / (2 * width**2))
    return phi


def reflected_sigmoid(r: np.ndarray, width: Any) -> np.ndarray:
    """Give a bell of height ½: a sigmoid that falls with the squared distance.

        φ(r, σ) = 1 / (1 + exp(r² / σ²))

    Also far from the centre, where the exponential is too large for a float: the value there is 0.
    """
    e = np.exp(-(r**2) / width**2)  # never above 1, so nothing overflows
    phi: np.ndarray = e / (1 + e)
    return phi


def inverse_multiquadric(r: np.ndarray, width: Any) -> np.ndarray:
    """Give a bell of height 1/σ with long tails.

    φ(r, σ) = 1 / √(r² + σ²)
    """
    phi: np.ndarray = 1 / np.sqrt(r**2 + width**2)
    return phi


def hidden(X: np.ndarray, centres: np.ndarray, widths: np.ndarray, kind: str) -> np.ndarray:
    """Give the values of the hidden layer: (N, K).

        Hᵢₖ = φ(‖xᵢ − cₖ‖, σₖ)

    ``kind`` is the name of φ; KeyError for another name.
    """
    functions = {
        "gaussian": gaussian,
        "reflected_sigmoid": reflected_sigmoid,
        "inverse_multiquadric": inverse_multiquadric,
    }
    return functions[kind](distances(X, centres), widths)


def random_centres(X: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Pick ``count`` different rows of X as centres: (count, D), all rows being equally likely."""
    centres: np.ndarray = X[rng.choice(len(X), count, replace=False)]
    return centres


def k_means(X: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Place ``count`` centres in the middle of the points that are nearest to them: (count, D).

        S_k = {i : k = argmin_j ‖xᵢ − cⱼ‖}        cₖ ← 1/|S_k| · Σ_{i ∈ S_k} xᵢ

    Lloyd's algorithm: from ``random_centres``, both steps in turn until no point changes its centre. Each pass lowers
    the sum of the squared distances, so that comes to pass; after ``PASSES`` it ends in any case. A centre that is
    nearest to no point stays where it is.
    """
    centres = random_centres(X, count, rng)
    before = np.full(len(X), -1)
    for _ in range(PASSES):
        nearest = distances(X, centres).argmin(axis=1)
        if np.array_equal(nearest, before):
            break
        centres = np.array([X[nearest == k].mean(axis=0) if k in nearest else centres[k] for k in range(count)])
        before = nearest
    return centres


def orthogonal_least_squares(X: np.ndarray, t: np.ndarray, count: int, width: float, kind: str) -> np.ndarray:
    """Choose ``count`` of the points as centres, one after the other: their row numbers (count,), in that order.

        Pᵢₖ = φ(‖xᵢ − xₖ‖, σ)                            one candidate for each point
        errₖ = (pₖᵀ t)² / (pₖᵀ pₖ)                       by how much pₖ lowers the squared error
        pⱼ ← pⱼ − (pₖᵀ pⱼ / pₖᵀ pₖ) · pₖ                 for every other j, once k is chosen

    In each step the candidate with the largest err is taken. The constant column, for the bias, is in the model from
    the beginning, so the candidates are made orthogonal to it first: their means are taken off. (The mean of t then
    counts nothing, for pₖᵀ 1 = 0.) What is left of a candidate is orthogonal to all that was chosen, so errₖ is what a
    new fit of all weights and the bias would gain.
    """
    P = hidden(X, X, np.full(len(X), width), kind)
    P = P - P.mean(axis=0)
    start = (P**2).sum(axis=0)
    chosen: list[int] = []
    for _ in range(count):
        size = (P**2).sum(axis=0)
        free = size > 1e-12 * start  # the rest lies in what is chosen already, and is rounding only
        err = np.where(free, (P.T @ t) ** 2 / np.where(free, size, 1.0), -1.0)
        k = int(err.argmax())
        chosen.append(k)
        p = P[:, k]
        P = P - np.outer(p, p @ P / size[k])
    return np.array(chosen)


def spread(centres: np.ndarray) -> float:
    """Give one width for all of K ≥ 2 centres, neither peaked nor flat.

    σ = d / √(2 K)        d is the largest distance between two centres
    """
    return float(distances(centres, centres).max() / np.sqrt(2 * len(centres)))


def read_out(H: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, float]:
    """Give the weights (K,) and the bias with which the hidden layer H (N, K) comes nearest to the targets t (N,).

        Σᵢ (Σₖ Hᵢₖ wₖ + b − tᵢ)² = min

    The bias is the weight of a column of ones. Of several solutions, where columns depend on each other, the shortest
    is taken.
    """
    A = np.column_stack([H, np.ones(len(H))])
    solution = np.linalg.lstsq(A, t, rcond=None)[0]
    return solution[:-1], float(solution[-1])


def predict(params: Params, X: np.ndarray, kind: str) -> np.ndarray:
    """Give the network's value at each point: (N,).

    f(xᵢ) = Σₖ φ(‖xᵢ − cₖ‖, σₖ) wₖ + b
    """
    f: np.ndarray = hidden(X, params["centres"], params["widths"], kind) @ params["weights"] + params["bias"]
    return f


def loss_and_gradients(params: Params, X: np.ndarray, t: np.ndarray, kind: str) -> tuple[float, Params]:
    """Give the mean squared error and its gradients, a dict with the keys of ``params``.

    E = 1/N · Σᵢ (f(xᵢ) − tᵢ)². Each gradient has the shape of its parameter. KeyError for another kind.

    Derivation::

        E = 1/N · Σᵢ eᵢ²                                 eᵢ = f(xᵢ) − tᵢ
        ∂E/∂wₖ = 2/N · Σᵢ eᵢ Hᵢₖ                         ∂E/∂b = 2/N · Σᵢ eᵢ
        ∂E/∂cₖ = 2/N · Σᵢ eᵢ wₖ Gᵢₖ (xᵢ − cₖ)            Gᵢₖ = −φ′(rᵢₖ) / rᵢₖ
        ∂E/∂σₖ = 2/N · Σᵢ eᵢ wₖ ∂φ(rᵢₖ, σₖ)/∂σₖ

        φ                        G                      ∂φ/∂σ
        gaussian                 φ / σ²                 φ r² / σ³
        reflected_sigmoid        2 φ (1 − φ) / σ²       2 φ (1 − φ) r² / σ³
        inverse_multiquadric     φ³                     −φ³ σ

    φ′/r has no division by r left in it, so a point that is a centre is no exception.
    """
    c, s, w = params["centres"], params["widths"], params["weights"]
    N, r, H = len(X), distances(X, c), hidden(X, c, s, kind)
    e = H @ w + params["bias"] - t

    if kind == "gaussian":
        G = H / s**2
        slope = H * r**2 / s**3
    elif kind == "reflected_sigmoid":
        G = 2 * H * (1 - H) / s**2
        slope = 2 * H * (1 - H) * r**2 / s**3
    else:
        G = H**3
        slope = -(H**3) * s

    delta = 2 / N * np.outer(e, w)  # ∂E/∂H
    gradients = {
        # Σᵢ (δ G)ᵢₖ (xᵢ − cₖ), without an array of N · K · D
        "centres": (delta * G).T @ X - (delta * G).sum(axis=0)[:, None] * c,
        "widths": (delta * slope).sum(axis=0),
        "weights": 2 / N * H.T @ e,
        "bias": float(2 / N * e.sum()),
    }
    return float(np.mean(e**2)), gradients


def train(
    params: Params, X: np.ndarray, t: np.ndarray, kind: str, *, epochs: int, learning_rate: float
) -> tuple[Params, list[float]]:
    """Move centres, widths, weights and bias down the gradient, all at once: params, history.

        θ ← θ − learning_rate · ∂E/∂θ        for θ = c, σ, w, b

    One step over all points in each epoch. ``history`` is the loss before each step.
    """
    history = []
    for _ in range(epochs):
        loss, gradients = loss_and_gradients(params, X, t, kind)
        params = {name: value - learning_rate * gradients[name] for name, value in params.items()}
        history.append(loss)
    return params, history
