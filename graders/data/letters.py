"""Printed letters: grey images of 17 × 17 pixels of the capitals A to Z, drawn from a seed.

The glyphs are those of three faces of the DejaVu fonts, version 2.37, https://dejavu-fonts.github.io: Copyright (c)
2003 by Bitstream, Inc., all rights reserved, Bitstream Vera is a trademark of Bitstream, Inc.; the changes of DejaVu
are in the public domain. The fonts' licence, https://dejavu-fonts.github.io/License.html, permits use, modification
and distribution.

``letters.npz`` holds ``dots`` (3, 26, 136, 17), uint8: each letter of each face once, at 13 pixels a em and eight times
that size, one bit a dot. ``benchmarks/draw_letters.py`` made it; no font of the machine is asked for here. An image is
a glyph turned by up to 5° around its middle and scaled down by averaging 8 × 8 dots, with noise added:

========  =====================================================================
face      one of the three, all equally likely
angle     uniform between −5° and 5°
noise     normal with a standard deviation of 0.1 in each pixel, then cut off below 0 (paper) and above 1 (ink)
classes   equally many of each letter, or one less, in random order
========  =====================================================================
"""

from __future__ import annotations

import functools
import io
from importlib import resources
from typing import Literal, NamedTuple

import numpy as np

CLASSES = 26
SIDE = 17
PIXELS = SIDE * SIDE
FACES = 3
TURN = 5.0
NOISE = 0.1

ANGLES = np.linspace(-TURN, TURN, 21)
"""The glyphs are turned by these once and for all. Half a degree moves no dot by more than an eighth of a pixel, so an
angle in between is the mixture of its two neighbours."""

Name = Literal["train", "validation", "test"]

SPLITS: dict[Name, tuple[int, int]] = {"train": (1, 60_000), "validation": (2, 10_000), "test": (3, 10_000)}
"""The seed and the size of each split; the grade's own letters come from the grader's secret seed instead."""


class Letters(NamedTuple):
    """Images x (N, 289, 1), float64 between 0 and 1, row after row, and their labels y (N,), int64: 0 for A."""

    x: np.ndarray
    y: np.ndarray


@functools.cache
def _turned() -> np.ndarray:
    """Every glyph at every angle, without noise: (FACES, CLASSES, len(ANGLES), PIXELS), float64."""
    # Read as a resource, not as a path: the engine may be running from inside a zip file.
    content = resources.files(__package__).joinpath("letters.npz").read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        dots = np.unpackbits(arrays["dots"], axis=-1)
    dense = dots.shape[-1]
    glyphs = dots.reshape(FACES * CLASSES, dense * dense)
    middle = (dense - 1) / 2
    row, column = np.mgrid[:dense, :dense] - middle
    images = np.empty((len(glyphs), len(ANGLES), PIXELS))
    for i, angle in enumerate(np.radians(ANGLES)):
        # The dot that lies here after the turn; the margin is wide enough for the corners to stay white.
        there = np.rint(np.cos(angle) * row - np.sin(angle) * column + middle).clip(0, dense - 1)
        from_ = np.rint(np.sin(angle) * row + np.cos(angle) * column + middle).clip(0, dense - 1)
        turned = glyphs[:, (there * dense + from_).astype(np.intp)]
        tiles = turned.reshape(len(glyphs), SIDE, dense // SIDE, SIDE, dense // SIDE)
        images[:, i] = tiles.mean(axis=(2, 4)).reshape(-1, PIXELS)
    return images.reshape(FACES, CLASSES, len(ANGLES), PIXELS)


def letters(seed: int, count: int) -> Letters:
    """``count`` letters, the same ones for the same seed on every machine.

    60,000 of them take about two seconds and 140 MB.
    """
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(count) % CLASSES)
    face = rng.integers(FACES, size=count)
    step, part = np.divmod(rng.uniform(0, len(ANGLES) - 1, size=count), 1)
    step, part = step.astype(np.intp), part[:, None]
    glyphs = _turned()
    x = rng.normal(scale=NOISE, size=(count, PIXELS))
    x += (1 - part) * glyphs[face, y, step] + part * glyphs[face, y, step + 1]
    return Letters(x.clip(0, 1)[:, :, None], y.astype(np.int64))


def split(name: Name) -> Letters:
    """The letters of one split."""
    return letters(*SPLITS[name])


def relabelled(seed: int, *counts: int) -> tuple[Letters, ...]:
    """So many letters, and so many again, under new labels and with their pixels in another order.

    All of one call share the two permutations, which follow from ``seed`` as the letters do. A network of full layers
    learns as well as before, and what somebody knows of letters no longer tells which label an image has.
    """
    rng = np.random.default_rng(seed)
    label, pixel = rng.permutation(CLASSES), rng.permutation(PIXELS)
    drawn = [letters(int(rng.integers(2**63)), count) for count in counts]
    return tuple(Letters(x[:, pixel], label[y]) for x, y in drawn)
