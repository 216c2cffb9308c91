"""A lab small enough to see what of it gets into a handout, written as a course writes its own."""

from pathlib import Path

BOOK = '''"""What the lab teaches."""

import numpy as np

EPS = 1e-8


def _centred_secretly(x):
    """Nobody is told of this helper."""
    return x - np.mean(x, axis=0, keepdims=True)


def scale(x, factor=2.0):
    """Scale x, an array of shape (N, D), by a factor."""
    # the textbook multiplies from the left
    return factor * np.asarray(x, dtype=float)


def standard(x):
    """Give the columns of x, of shape (N, D), a mean of 0 and a variance of 1."""
    centred_values = _centred_secretly(scale(x, 1.0))
    return centred_values / np.sqrt(np.mean(np.square(centred_values), axis=0) + EPS)
'''

LAB = '''"""How far wrong work gets stands in the comments of this file."""

import math  # nothing that stays uses it

import numpy as np

from graders.checks import at_least, close
from graders.lab import Lab

from . import book

LIMIT = 0.25  # wrong work gets as far as 0.2
SIZE = 6
lab = Lab("small", title="A small lab", files=["small.py"], reference=book)


def inputs(rng, size=SIZE):
    # a column that is constant would be found out
    return rng.normal(size=(size, 3))


def only_for_the_hidden_one(values):
    return math.fsum(values)


@lab.check(points=2, proves=["scale"])
def scales(student, reference, rng):
    """scale multiplies."""
    x = inputs(rng)
    close(student.scale(x), reference.scale(x))
    close(student.scale(x, 0.5), reference.scale(x, 0.5), what="scale(x, 0.5)")


@lab.check(points=3, after=scales)
def standards(student, reference, rng):
    """standard standardises."""
    x = inputs(rng)
    close(student.standard(x), reference.standard(x))


@lab.check(public=False)
def far_from_zero_in_secret(student, reference, rng):
    """What nobody is told of: values far from 0."""
    x = 1e6 + inputs(rng)
    at_least(only_for_the_hidden_one(student.standard(x).var(axis=0)), LIMIT, what="the variance")


@lab.check(live=True)
def twice_over(student, reference, rng):
    """standard of scale is judged by what the student's own gives."""
    x = student.scale(inputs(rng))
    close(student.standard(x), reference.standard(x))
'''

MISTAKES = '''"""Known mistakes."""

from .lab import lab, scales


@lab.mistake("scale", caught_by=[scales], hint="Multiply: by 0.5 halves.")
def scale_divides(x, factor=2.0):
    """The factor divides."""
    return x / factor
'''

STATEMENT = "# A small lab\n\nWrite `scale` and `standard`.\n"


def write(folder: Path) -> Path:
    """Write the lab into a folder of labs, which is given back."""
    (folder / "small").mkdir(parents=True)
    for name, text in (("book", BOOK), ("lab", LAB), ("mistakes", MISTAKES)):
        (folder / "small" / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "small" / "handout.md").write_text(STATEMENT, encoding="utf-8")
    return folder
