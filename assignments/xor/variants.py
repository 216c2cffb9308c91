"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from reference.mlp import backward, forward, init, loss, slope

from .lab import lab


@lab.variant("init")
def rows_of_biases(sizes, rng, scale=1.0):
    """The biases are rows of shape (1, outputs), the pairs lists, and the weights drawn by rng.normal's own scale."""
    from itertools import pairwise

    return [[rng.normal(0.0, scale, (D, H)), np.zeros((1, H))] for D, H in pairwise(sizes)]


@lab.variant("init")
def last_layer_drawn_first(sizes, rng, scale=1.0):
    """The layers are drawn from the last to the first, and come as a tuple."""
    from itertools import pairwise

    drawn = [(rng.standard_normal((D, H)) * scale, np.zeros(H)) for D, H in reversed(list(pairwise(sizes)))]
    return tuple(reversed(drawn))


@lab.variant("forward")
def forward_by_hand(params, X, hidden, output):
    """forward with the formulas written out, overflows and all, and a tuple for a result."""
    functions = {
        "identity": lambda z: z,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "relu": lambda z: z * (z > 0),
    }
    a, activations = X, [X]
    for i in range(len(params)):
        a = functions[hidden if i < len(params) - 1 else output](np.dot(a, params[i][0]) + params[i][1])
        activations.append(a)
    return tuple(activations)


@lab.variant("loss")
def loss_in_a_loop(p, y, kind):
    """A loop over the samples picks the logarithm that counts."""
    total = 0.0
    for i in range(len(y)):
        if kind == "mse":
            total += (p[i, 0] - y[i]) ** 2
        elif y[i] == 1:
            total -= np.log(max(p[i, 0], 1e-12))
        else:
            total -= np.log(max(1 - p[i, 0], 1e-12))
    return total / len(y)


@lab.variant("loss")
def epsilon_in_the_logarithm(p, y, kind):
    """1e-7 is added inside the logarithms, and the mean is a sum divided by N."""
    p, y = np.ravel(p), np.ravel(y)
    if kind == "mse":
        return ((p - y) ** 2).sum() / len(y)
    return -(y * np.log(p + 1e-7) + (1 - y) * np.log(1 - p + 1e-7)).sum() / len(y)


@lab.variant("loss")
def loss_of_the_own_class(p, y, kind):
    """The probability of each sample's own label is picked; the loss is an array of shape (1,)."""
    own = np.where(y[:, None] == 1, p, 1 - p)
    value = np.square(p - y[:, None]) if kind == "mse" else -np.log(np.maximum(own, 1e-15))
    return value.mean(axis=0)


@lab.variant("loss")
def logarithms_cut_off(p, y, kind):
    """The logarithms are cut off at −100."""
    t = np.reshape(y, (-1, 1)).astype(float)
    if kind == "mse":
        return float(np.mean(np.square(t - p)))
    with np.errstate(divide="ignore"):
        return float(-np.mean(t * np.maximum(np.log(p), -100) + (1 - t) * np.maximum(np.log(1 - p), -100)))


def _half_the_square(p, y, kind):
    from reference.mlp import loss

    return loss(p, y, kind) * (0.5 if kind == "mse" else 1.0)


@lab.variant("backward", also={"loss": _half_the_square})
def half_in_both(params, activations, y, hidden, output, kind):
    """The squared error has a factor of ½, and so have its gradients."""
    from reference.mlp import backward

    half = 0.5 if kind == "mse" else 1.0
    gradients = backward(params, activations, y, hidden, output, kind)
    return [(half * dW, half * db) for dW, db in gradients]


@lab.variant("backward")
def mean_in_the_layers(params, activations, y, hidden, output, kind):
    """δ is that of each sample, each layer takes the mean, and db is a row of shape (1, outputs)."""
    p, t, N = activations[-1], y[:, None], y.shape[0]
    delta = p - t if kind == "cross_entropy" else 2 * (p - t) * slope(p, output)
    gradients = [None] * len(params)
    for layer in range(len(params) - 1, -1, -1):
        gradients[layer] = [np.dot(activations[layer].T, delta) / N, delta.mean(axis=0, keepdims=True)]
        if layer:
            delta = np.dot(delta, params[layer][0].T) * slope(activations[layer], hidden)
    return tuple(gradients)


@lab.variant("backward")
def signs_that_cancel(params, activations, y, hidden, output, kind):
    """δ is y − p, and the gradients have the minus sign."""
    p, t = activations[-1], y.reshape(-1, 1)
    delta = t - p if kind == "cross_entropy" else 2 * (t - p) * slope(p, output)
    gradients = []
    for (W, _), a in zip(reversed(params), reversed(activations[:-1]), strict=True):
        gradients.append((-a.T @ delta / len(y), -np.sum(delta, axis=0) / len(y)))
        delta = (delta @ W.T) * slope(a, hidden)
    gradients.reverse()
    return gradients


@lab.variant("backward")
def chain_rule_with_clipped_outputs(params, activations, y, hidden, output, kind):
    """∂E/∂p is divided by p (1 − p) with p kept off 0 and 1; ReLU's slope is 1 at 0."""
    p, t = np.clip(activations[-1], 1e-12, 1 - 1e-12) if kind == "cross_entropy" else activations[-1], y[:, None]
    slope_of_loss = (p - t) / (p * (1 - p)) if kind == "cross_entropy" else 2 * (p - t)
    delta = slope_of_loss * slope(p, output) / len(t)
    gradients = []
    for layer in reversed(range(len(params))):
        a = activations[layer]
        gradients = [(np.einsum("ni,nj->ij", a, delta), np.einsum("nj->j", delta)), *gradients]
        delta = np.einsum("nj,ij->ni", delta, params[layer][0])
        delta = np.where(a >= 0, delta, 0) * (a != 0) if hidden == "relu" else delta * slope(a, hidden)
    return gradients


@lab.variant("train")
def updates_in_place(
    X, y, sizes, *, hidden, output, kind, epochs, learning_rate, rng, batch_size=None, bias=True, scale=1.0
):
    """The parameters are changed in place; X and y are put into a new order in each epoch; one loss per epoch."""
    params, history = [list(pair) for pair in init(sizes, rng, scale)], np.zeros(epochs)
    batch_size = batch_size if batch_size is not None else X.shape[0]
    for epoch in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        A, t = X[order], y[order]
        for i in range(0, len(A), batch_size):
            activations = forward(params, A[i : i + batch_size], hidden, output)
            part = t[i : i + batch_size]
            history[epoch] += loss(activations[-1], part, kind) * len(part) / len(A)
            gradients = backward(params, activations, part, hidden, output, kind)
            for pair, (dW, db) in zip(params, gradients, strict=True):
                pair[0] -= learning_rate * dW
                if bias:
                    pair[1] -= learning_rate * db
    return params, history


@lab.variant("train")
def drawn_from_a_pool(
    X, y, sizes, *, hidden, output, kind, epochs, learning_rate, rng, batch_size=None, bias=True, scale=1.0
):
    """Batches are drawn without replacement until none is left; db counts nothing without biases."""
    params, history = init(sizes, rng, scale), []
    for _ in range(epochs):
        left = list(rng.choice(len(X), len(X), replace=False))
        while left:
            batch, left = left[: batch_size or len(X)], left[batch_size or len(X) :]
            activations = forward(params, X[batch], hidden, output)
            history += [loss(activations[-1], y[batch], kind)]
            gradients = backward(params, activations, y[batch], hidden, output, kind)
            params = [
                (params[i][0] - learning_rate * gradients[i][0], params[i][1] - learning_rate * bias * gradients[i][1])
                for i in range(len(params))
            ]
    return tuple(params), history


def _single(params):
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]


def _forward_in_float32(params, X, hidden, output):
    from reference.mlp import forward

    return forward(_single(params), np.asarray(X, dtype=np.float32), hidden, output)


@lab.variant("backward", also={"forward": _forward_in_float32, "_single": _single})
def network_in_float32(params, activations, y, hidden, output, kind):
    """The forward and the backward pass compute in float32."""
    from reference.mlp import backward

    activations = [np.asarray(a, dtype=np.float32) for a in activations]
    return _single(backward(_single(params), activations, y.astype(np.float32), hidden, output, kind))


@lab.variant("loss", also={"forward": _forward_in_float32, "_single": _single})
def loss_in_float32(p, y, kind):
    """The forward pass and the loss compute in float32, and the logarithms keep 1e-6 from 0 and 1."""
    p, t = np.asarray(p, dtype=np.float32), y.reshape(-1, 1).astype(np.float32)
    if kind == "mse":
        return np.mean((p - t) ** 2)
    tiny = np.float32(1e-6)
    p = np.clip(p, tiny, 1 - tiny)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


@lab.variant("loss")
def larger_epsilon_in_the_logarithm(p, y, kind):
    """1e-6 is added inside the logarithms."""
    t = y.reshape(-1, 1)
    if kind == "mse":
        return np.mean((p - t) ** 2)
    return -np.mean(t * np.log(p + 1e-6) + (1 - t) * np.log(1 - p + 1e-6))
