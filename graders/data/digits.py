"""Handwritten digits: 1,797 grey images of 8 × 8 pixels, in ten classes.

E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
https://doi.org/10.24432/C50P49, licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). This is the
data set's test part as scikit-learn's ``load_digits`` has it.

``digits.npz`` holds ``images`` (1797, 64), uint8 from 0 to 16, and ``labels`` (1797,), uint8. They were brought once
into the order ``np.random.default_rng(1797).permutation(1797)``, so that the splits are rows that follow each other and
stay what they are. 1,097 training images are a prime number: no batch size divides them.
"""

from __future__ import annotations

import functools
import io
import math
from importlib import resources
from typing import Literal, NamedTuple

import numpy as np

CLASSES = 10
PIXELS = 64

SIDE = 28
"""Rows and columns of an enlarged image, as many as MNIST's have."""

ENLARGED = 24
"""Rows and columns that the 8 × 8 pixels fill of it."""

NOISE = 0.05

Name = Literal["train", "validation", "test"]

SPLITS: dict[Name, slice] = {"train": slice(0, 1097), "validation": slice(1097, 1397), "test": slice(1397, 1797)}
"""Which rows belong to which split: 1,097 to train on, 300 for a student's own check, 400 for the grade."""


class Split(NamedTuple):
    """Images X (N, 64), float64 between 0 and 1, and their labels y (N,), int64."""

    X: np.ndarray
    y: np.ndarray


@functools.cache
def _file() -> tuple[np.ndarray, np.ndarray]:
    # Read as a resource, not as a path: the engine may be running from inside a zip file.
    content = resources.files(__package__).joinpath("digits.npz").read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return arrays["images"], arrays["labels"]


def public() -> bytes:
    """The file without the split that the grade is from: what a self-check has of it."""
    images, labels = _file()
    rows = slice(0, SPLITS["test"].start)
    content = io.BytesIO()
    np.savez_compressed(content, images=images[rows], labels=labels[rows])
    return content.getvalue()


def split(name: Name) -> Split:
    """The images and labels of one split, as a copy."""
    images, labels = _file()
    rows = SPLITS[name]
    return Split(images[rows] / 16, labels[rows].astype(np.int64))


def relabelled(rng: np.random.Generator, *names: Name) -> tuple[Split, ...]:
    """These splits under new labels and with their pixels in another order, both drawn from ``rng``.

    All splits of one call share the two permutations; the rows of each are in an order of their own. Softmax
    regression learns as well as before, and a table of the digits no longer tells which class an image belongs to.
    (The data are public: who brings weights from elsewhere can find the pixels by their mean and spread.)
    """
    label = rng.permutation(CLASSES)
    pixel = rng.permutation(PIXELS)
    result = []
    for X, y in map(split, names):
        row = rng.permutation(len(y))
        result.append(Split(X[row][:, pixel], label[y[row]]))
    return tuple(result)


def images(rng: np.random.Generator, *names: Name) -> tuple[Split, ...]:
    """These splits as images X (N, 28, 28) under new labels, moved by a few pixels and with noise, all from ``rng``.

    The 8 × 8 pixels are enlarged to 24 × 24. All splits of one call share the new labels and the shift, which is at
    most 2 pixels up or down and to either side; the noise is each pixel's own, the order of the rows each split's.
    """
    label = rng.permutation(CLASSES)
    down, right = rng.integers(SIDE - ENLARGED + 1, size=2)
    result = []
    for X, y in map(split, names):
        row = rng.permutation(len(y))
        moved = NOISE * rng.normal(size=(len(y), SIDE, SIDE))
        moved[:, down : down + ENLARGED, right : right + ENLARGED] += enlarged(X[row])
        result.append(Split(moved, label[y[row]]))
    return tuple(result)


def enlarged(X: np.ndarray) -> np.ndarray:
    """Images of 8 × 8 pixels, in rows X (N, 64), as (N, 24, 24): bilinear, the outermost pixels going on outside."""
    side = math.isqrt(PIXELS)
    # Where the middles of the new pixels lie among those of the old ones, and the old ones' shares of them.
    middle = np.clip((np.arange(ENLARGED) + 0.5) * side / ENLARGED - 0.5, 0, side - 1)
    shares = np.maximum(0, 1 - np.abs(middle[:, None] - np.arange(side)))
    larger: np.ndarray = shares @ X.reshape(-1, side, side) @ shares.T
    return larger
