"""The checks of the benchmark's lab as plain functions, for graders that bring no comparisons of their own.

Sizes and tolerances are those of the lab; what the results are compared with is the textbook. This file is copied into
the peers' courses, where it finds ``textbook.py`` and ``digits.npz`` beside it and nothing else but numpy, so it
imports nothing of Labproof. A check returns nothing where the work is right, and raises an exception where it is not.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import textbook

SIZES = [(7, 5, 3), (4, 4, 4), (1, 3, 11), (16, 13, 2)]
ACCURACY = 0.90
CLASSES, PIXELS = 10, 64
TRAIN, TEST = slice(0, 1097), slice(1397, 1797)
COORDINATES = 100
STEP = 1e-5


def drawn(check: str) -> np.random.Generator:
    """The random numbers of one check, the same for every submission."""
    return np.random.default_rng(zlib.crc32(check.encode()))


def close(actual: Any, expected: Any) -> None:
    """The shape that is expected, and values within 1e-7 of each and 1e-10 of the largest."""
    want = np.asarray(expected, dtype=float)
    got = np.asarray(actual, dtype=float)
    if want.shape == () and got.size == 1:
        got = got.reshape(())
    assert got.shape == want.shape, f"the shape is {got.shape}; {want.shape} is expected"
    largest = float(np.abs(want).max(initial=0))
    allowed = (1e-10 * largest if largest > 1e-12 else 1e-12) + 1e-7 * np.abs(want)
    assert (np.abs(got - want) <= allowed).all(), f"{got} is not {want}"


def gradient(loss: Callable[[np.ndarray], float], at: np.ndarray, claimed: Any, rng: np.random.Generator) -> None:
    """``claimed`` is the slope of ``loss`` by central differences, at up to 100 coordinates."""
    got = np.asarray(claimed, dtype=float)
    assert got.shape == at.shape, f"the shape is {got.shape}; {at.shape} is expected"
    places = rng.permutation(at.size)[:COORDINATES]
    slopes = np.empty(len(places))
    for i, place in enumerate(places):
        index = np.unravel_index(place, at.shape)
        step = STEP * max(1.0, abs(at[index]))
        ends = []
        for move in (step, -step):
            moved = at.copy()
            moved[index] += move
            ends.append(float(loss(moved)))
        slopes[i] = (ends[0] - ends[1]) / (2 * step)
    assert np.allclose(got.reshape(-1)[places], slopes, rtol=1e-5, atol=1e-8), f"{got} is not the slope"


def network(rng: np.random.Generator, D: int, H: int, C: int) -> tuple[np.ndarray, ...]:
    """Parameters of which none is zero."""
    return rng.normal(size=(D, H)), rng.normal(size=H), rng.normal(size=(H, C)), rng.normal(size=C)


def one_hot_values(student: Any) -> None:
    """one_hot puts a 1 in the column of each label."""
    rng = drawn("one_hot_values")
    for N, _, C in SIZES:
        y = rng.integers(C, size=N)
        close(student.one_hot(y, C), textbook.one_hot(y, C))


def relu_values(student: Any) -> None:
    """relu cuts off what is below zero."""
    rng = drawn("relu_values")
    for N, D, _ in SIZES:
        x = rng.normal(size=(N, D))
        close(student.relu(x), textbook.relu(x))


def softmax_values(student: Any) -> None:
    """softmax turns each row of scores into probabilities, also where they are large."""
    rng = drawn("softmax_values")
    for N, _, C in SIZES:
        for shift in (0.0, 1000.0, -1000.0):
            z = rng.normal(size=(N, C)) + shift
            close(student.softmax(z), textbook.softmax(z))


def cross_entropy_values(student: Any) -> None:
    """cross_entropy is the mean of −ln of the probability of each sample's own class."""
    rng = drawn("cross_entropy_values")
    for N, _, C in SIZES:
        p, y = rng.dirichlet(np.full(C, 5.0), size=N), rng.integers(C, size=N)
        close(student.cross_entropy(p, y), textbook.cross_entropy(p, y))


def affine_values(student: Any) -> None:
    """affine is X W + b."""
    rng = drawn("affine_values")
    for N, D, C in SIZES:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)
        close(student.affine(X, W, b), textbook.affine(X, W, b))


def standardise_values(student: Any) -> None:
    """standardise gives columns of mean 0 and standard deviation 1."""
    rng = drawn("standardise_values")
    for N, D, _ in SIZES:
        X = 3 * rng.normal(size=(N + 2, D)) + 10
        close(student.standardise(X), textbook.standardise(X))


def scores_values(student: Any) -> None:
    """scores are those of the network."""
    rng = drawn("scores_values")
    for N, D, C in SIZES:
        parameters, X = network(rng, D, 6, C), rng.normal(size=(N, D))
        close(student.scores(parameters, X), textbook.scores(parameters, X))


def accuracy_values(student: Any) -> None:
    """accuracy is the share of rows whose largest score is that of their label."""
    rng = drawn("accuracy_values")
    for N, _, C in SIZES:
        z, y = rng.normal(size=(N, C)), rng.integers(C, size=N)
        close(student.accuracy(z, y), textbook.accuracy(z, y))


def softmax_slopes(student: Any) -> None:
    """softmax_gradient is the slope of softmax, at 10 × 10 scores."""
    rng = drawn("softmax_slopes")
    z, upstream = rng.normal(size=(10, 10)), rng.normal(size=(10, 10))
    claimed = student.softmax_gradient(upstream, z)
    gradient(lambda moved: (upstream * student.softmax(moved)).sum(), z, claimed, rng)


def slopes(student: Any, rng: np.random.Generator, place: int) -> None:
    """One of the four gradients against the student's own loss."""
    parameters = network(rng, 20, 10, 10)
    X, y = rng.normal(size=(7, 20)), rng.integers(10, size=7)

    def loss(parameter: np.ndarray) -> float:
        return student.loss_and_gradients((*parameters[:place], parameter, *parameters[place + 1 :]), X, y)[0]

    gradient(loss, parameters[place], student.loss_and_gradients(parameters, X, y)[1][place], rng)


def hidden_slopes(student: Any) -> None:
    """dW1 is the slope of the loss."""
    slopes(student, drawn("hidden_slopes"), 0)


def output_slopes(student: Any) -> None:
    """dW2 is the slope of the loss."""
    slopes(student, drawn("output_slopes"), 2)


def learns(student: Any) -> None:
    """Training reaches 90 % on digits that nobody has seen."""
    rng = drawn("learns")
    with np.load(Path(__file__).with_name("digits.npz")) as arrays:
        images, labels = arrays["images"] / 16, arrays["labels"].astype(np.int64)
    label, pixel = rng.permutation(CLASSES), rng.permutation(PIXELS)
    images, labels = images[:, pixel], label[labels]
    parameters = student.train(images[TRAIN], labels[TRAIN], CLASSES, np.random.default_rng(int(rng.integers(2**63))))
    right = np.asarray(student.scores(parameters, images[TEST])).argmax(axis=1) == labels[TEST]
    assert right.mean() >= ACCURACY, f"the accuracy is {right.mean():.3f}; {ACCURACY} is expected"


CHECKS: dict[str, Callable[[Any], None]] = {
    check.__name__: check
    for check in (
        one_hot_values,
        relu_values,
        softmax_values,
        cross_entropy_values,
        affine_values,
        standardise_values,
        scores_values,
        accuracy_values,
        softmax_slopes,
        hidden_slopes,
        output_slopes,
        learns,
    )
}
