"""The networks of this lab. They are made of named layers; a layer is a small network itself and has parameters.

The course provides this file; it needn't be handed in. ``model.named_children()`` gives the layers, the lowest first.
"""

import itertools
from collections import OrderedDict
from types import MappingProxyType

from torch import nn


def mlp(sizes, dropout=0.0):
    """Layers "hidden1", "hidden2", …, "output" with ``sizes`` = (D, n₁, …, C) units, for X (N, D).

    A hidden layer is linear, batch norm, ReLU, dropout; "output" is linear.
    """
    layers = OrderedDict()
    for number, (n_in, n_out) in enumerate(itertools.pairwise(sizes[:-1]), start=1):
        layers[f"hidden{number}"] = nn.Sequential(
            OrderedDict(
                linear=nn.Linear(n_in, n_out), norm=nn.BatchNorm1d(n_out), relu=nn.ReLU(), dropout=nn.Dropout(dropout)
            )
        )
    layers["output"] = nn.Linear(sizes[-2], sizes[-1])
    return nn.Sequential(layers)


def convnet(channels, classes):
    """Layers "conv1", "conv2", …, "output" with ``channels`` = (input's, conv1's, …), for X (N, C, H, W).

    A "conv" layer is a convolution 3 × 3, batch norm, ReLU, maximum over 2 × 2; "output" takes the maximum of each
    channel over all places, and is linear then.
    """
    layers = OrderedDict()
    for number, (n_in, n_out) in enumerate(itertools.pairwise(channels), start=1):
        layers[f"conv{number}"] = nn.Sequential(
            OrderedDict(
                conv=nn.Conv2d(n_in, n_out, 3, padding=1),
                norm=nn.BatchNorm2d(n_out),
                relu=nn.ReLU(),
                pool=nn.MaxPool2d(2),
            )
        )
    layers["output"] = nn.Sequential(
        OrderedDict(pool=nn.AdaptiveMaxPool2d(1), flatten=nn.Flatten(), linear=nn.Linear(channels[-1], classes))
    )
    return nn.Sequential(layers)


def checkpoint(model):
    """The model's state at this moment, to be read only: names and tensors, as a saved file would give them back."""
    return MappingProxyType({name: value.clone() for name, value in model.state_dict().items()})
