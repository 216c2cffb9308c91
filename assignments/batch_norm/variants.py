"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from .lab import lab

# One node of the graph at a time


def _backward_by_nodes(dout, cache):
    x, mean, var, eps, gamma = cache
    N = x.shape[0]
    x_mu, ivar = x - mean, 1 / np.sqrt(var + eps)
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * x_mu * ivar, axis=0)
    dx_hat = dout * gamma
    dvar = np.sum(dx_hat * x_mu, axis=0) * -0.5 * ivar**3
    dmean = np.sum(-dx_hat * ivar, axis=0) + dvar * np.mean(-2 * x_mu, axis=0)
    dx = dx_hat * ivar + dvar * 2 * x_mu / N + dmean / N
    return dx, dgamma, dbeta


@lab.variant("forward", also={"backward": _backward_by_nodes})
def node_by_node(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The way back goes through the graph node by node, as in the paper; the cache holds the inputs."""
    if training:
        mean = np.mean(x, axis=0)
        var = np.mean((x - mean) ** 2, axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
        return gamma * (x - mean) / np.sqrt(var + eps) + beta, (x, mean, var, eps, gamma)
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta, None


# The other conventions


def _backward_of_eps_beside(dout, cache):
    x_hat, gamma, divisor, std = cache
    N = len(dout)
    dbeta, dgamma = dout.sum(axis=0), (dout * x_hat).sum(axis=0)
    # x̂ = (x − μ) / (σ + ε): the way through σ has 1/σ where the other divisions have 1/(σ + ε).
    through_std = np.divide(x_hat * divisor, std, out=np.zeros_like(x_hat), where=std > 0)
    return gamma / divisor * (dout - dbeta / N - through_std * dgamma / N), dgamma, dbeta


@lab.variant("forward", also={"backward": _backward_of_eps_beside})
def eps_beside_the_standard_deviation(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """eps is added to the standard deviation."""
    if training:
        mean, std = x.mean(axis=0), x.std(axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * std**2
    else:
        mean, std = running["mean"], np.sqrt(running["var"])
    x_hat = (x - mean) / (std + eps)
    return gamma * x_hat + beta, (x_hat, gamma, std + eps, std)


@lab.variant("forward")
def as_in_torch(x, gamma, beta, running, *, momentum=0.1, eps=1e-5, training):
    """The momentum is the new value's share, 0.1 by default, and the running variance is unbiased."""
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] = (1 - momentum) * running["mean"] + momentum * mean
        running["var"] = (1 - momentum) * running["var"] + momentum * var * len(x) / max(len(x) - 1, 1)
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.variant("forward")
def unbiased_as_in_the_paper(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The running variance is that of a sample, N / (N − 1) times the batch's, in arrays changed in place."""
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] *= momentum
        running["mean"] += (1 - momentum) * mean
        running["var"] *= momentum
        running["var"] += (1 - momentum) * (np.var(x, axis=0, ddof=1) if len(x) > 1 else var)
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


# Other ways to write the same


def _backward_in_rows(dout, cache):
    x_hat, gamma, std = cache["x_hat"], cache["gamma"], cache["std"]
    dbeta, dgamma = dout.sum(axis=0, keepdims=True), (dout * x_hat).sum(axis=0, keepdims=True)
    return [(gamma / std) * (dout - (dbeta + x_hat * dgamma) / len(dout)), dgamma, dbeta]


@lab.variant("forward", also={"backward": _backward_in_rows})
def rows_and_a_dict(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """Statistics are rows (1, D), running averages and gradients too; the cache is a dict, the results are lists."""
    if training:
        mean, var = x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)
        running["mean"] = momentum * running["mean"].reshape(1, -1) + (1 - momentum) * mean
        running["var"] = momentum * running["var"].reshape(1, -1) + (1 - momentum) * var
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return [(gamma * x_hat + beta).tolist(), {"x_hat": x_hat, "gamma": gamma, "std": std}]


class _Remembered:
    """What an object of a student's own may hold."""


def _backward_of_object(dout, cache):
    N = len(dout)
    dx_hat = dout * cache.gamma
    dx = (N * dx_hat - dx_hat.sum(0) - cache.x_hat * (dx_hat * cache.x_hat).sum(0)) / (N * cache.std)
    return dx, np.einsum("nd,nd->d", dout, cache.x_hat), dout.sum(0)


@lab.variant("forward", also={"backward": _backward_of_object, "_Remembered": _Remembered})
def an_object_for_a_cache(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The cache is an object."""
    cache = _Remembered()
    if training:
        mean, var = x.mean(0), x.var(0)
        running.update(
            mean=running["mean"] + (1 - momentum) * (mean - running["mean"]),
            var=running["var"] + (1 - momentum) * (var - running["var"]),
        )
    else:
        mean, var = running["mean"], running["var"]
    cache.gamma, cache.std = gamma, (var + eps) ** 0.5
    cache.x_hat = (x - mean) / cache.std
    return cache.gamma * cache.x_hat + beta, cache


def _backward_in_loops(dout, cache):
    x_hat, gamma, std = cache
    N, D = dout.shape
    dx, dgamma, dbeta = np.zeros((N, D)), [0.0] * D, [0.0] * D
    for j in range(D):
        for i in range(N):
            dbeta[j] += dout[i, j]
            dgamma[j] += dout[i, j] * x_hat[i, j]
        for i in range(N):
            dx[i, j] = gamma[j] / std[j] / N * (N * dout[i, j] - dbeta[j] - x_hat[i, j] * dgamma[j])
    return dx, dgamma, dbeta


@lab.variant("forward", also={"backward": _backward_in_loops})
def one_feature_at_a_time(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """Loops over features, and lists for what they give."""
    N, D = x.shape
    x_hat, out, std = np.zeros((N, D)), np.zeros((N, D)), []
    for j in range(D):
        mean, var = running["mean"][j], running["var"][j]
        if training:
            mean = sum(x[:, j]) / N
            var = sum((value - mean) ** 2 for value in x[:, j]) / N
            running["mean"][j] = momentum * running["mean"][j] + (1 - momentum) * mean
            running["var"][j] = momentum * running["var"][j] + (1 - momentum) * var
        std.append((var + eps) ** 0.5)
        x_hat[:, j] = (x[:, j] - mean) / std[j]
        out[:, j] = gamma[j] * x_hat[:, j] + beta[j]
    return out, (x_hat, gamma, std)


def _backward_in_float32(dout, cache):
    x_hat, gamma, std = cache
    dout, N = dout.astype(np.float32), np.float32(len(dout))
    dbeta, dgamma = dout.sum(axis=0), (dout * x_hat).sum(axis=0)
    return gamma / std * (dout - dbeta / N - x_hat * dgamma / N), dgamma, dbeta


@lab.variant("forward", also={"backward": _backward_in_float32})
def everything_in_float32(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """All is computed and returned in float32."""
    x, gamma, beta = (np.asarray(array, dtype=np.float32) for array in (x, gamma, beta))
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] = (momentum * running["mean"] + (1 - momentum) * mean).astype(np.float32)
        running["var"] = (momentum * running["var"] + (1 - momentum) * var).astype(np.float32)
    else:
        mean, var = running["mean"].astype(np.float32), running["var"].astype(np.float32)
    std = np.sqrt(var + np.float32(eps))
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.variant("forward")
def squares_less_the_squared_mean(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The variance is the mean of the squares less the square of the mean; eps and momentum are NumPy numbers."""
    if training:
        mean = x.sum(axis=0) / len(x)
        var = np.maximum((x.astype(float) ** 2).mean(axis=0) - mean**2, 0)
        running["mean"] = np.add(momentum * running["mean"], (1 - momentum) * mean)
        running["var"] = np.add(momentum * running["var"], (1 - momentum) * var)
    else:
        mean, var = running["mean"], running["var"]
    scale = gamma / np.sqrt(var + eps)
    return x * scale + (beta - mean * scale), ((x - mean) / np.sqrt(var + eps), gamma, np.sqrt(var + eps))
