import numpy as np
from bn_utils import blend, statistics


def forward(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    if training:
        mu, var = statistics(x)
        running["mean"] = blend(running["mean"], mu, momentum)
        running["var"] = blend(running["var"], var, momentum)
    else:
        mu, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mu) / std
    out = gamma * x_hat + beta
    return out, (x_hat, gamma, std)


def backward(dout, cache):
    x_hat, gamma, std = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    dx = (N * dx_hat - dx_hat.sum(axis=0) - x_hat * (dx_hat * x_hat).sum(axis=0)) / (N * std)
    return dx, dgamma, dbeta
