from torch import nn


def conv_block(n_in, n_out, padding):
    return nn.Sequential(nn.Conv2d(n_in, n_out, 5, padding=padding), nn.ReLU(), nn.MaxPool2d(2))


def dense_block(sizes):
    """Linear layers, each with its activation."""
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers)
