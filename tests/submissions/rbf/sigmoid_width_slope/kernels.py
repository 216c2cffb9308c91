import numpy as np


def distances(X, centres):
    diff = X[:, None, :] - centres[None, :, :]
    return np.sqrt((diff ** 2).sum(axis=2))


def gaussian(r, width):
    return np.exp(-r ** 2 / (2 * width ** 2))


def reflected_sigmoid(r, width):
    return 1 / (1 + np.exp(r ** 2 / width ** 2))


def inverse_multiquadric(r, width):
    return 1 / np.sqrt(r ** 2 + width ** 2)
