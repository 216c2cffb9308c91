"""The benchmark's lab: eight comparisons within a tolerance, three gradient checks of 100 coordinates, one training."""

from typing import Any

import numpy as np

from benchmarks.lab.benchmark import textbook
from graders.checks import at_least, close, gradient
from graders.data import digits
from graders.lab import Lab

lab = Lab("benchmark", title="A network with one hidden layer", files=["network.py"], reference=textbook)

SECONDS = 10
SIZES = [(7, 5, 3), (4, 4, 4), (1, 3, 11), (16, 13, 2)]
ACCURACY = 0.90


def network(rng: np.random.Generator, D: int, H: int, C: int) -> tuple[np.ndarray, ...]:
    """Parameters of which none is zero."""
    return rng.normal(size=(D, H)), rng.normal(size=H), rng.normal(size=(H, C)), rng.normal(size=C)


@lab.check(seconds=SECONDS)
def one_hot_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """one_hot puts a 1 in the column of each label."""
    for N, _, C in SIZES:
        y = rng.integers(C, size=N)
        close(student.one_hot(y, C), reference.one_hot(y, C))


@lab.check(seconds=SECONDS)
def relu_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """relu cuts off what is below zero."""
    for N, D, _ in SIZES:
        x = rng.normal(size=(N, D))
        close(student.relu(x), reference.relu(x))


@lab.check(seconds=SECONDS)
def softmax_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """softmax turns each row of scores into probabilities, also where they are large."""
    for N, _, C in SIZES:
        for shift in (0.0, 1000.0, -1000.0):
            z = rng.normal(size=(N, C)) + shift
            close(student.softmax(z), reference.softmax(z))


@lab.check(seconds=SECONDS)
def cross_entropy_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """cross_entropy is the mean of −ln of the probability of each sample's own class."""
    for N, _, C in SIZES:
        p, y = rng.dirichlet(np.full(C, 5.0), size=N), rng.integers(C, size=N)
        close(student.cross_entropy(p, y), reference.cross_entropy(p, y))


@lab.check(seconds=SECONDS)
def affine_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """affine is X W + b."""
    for N, D, C in SIZES:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)
        close(student.affine(X, W, b), reference.affine(X, W, b))


@lab.check(seconds=SECONDS)
def standardise_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """standardise gives columns of mean 0 and standard deviation 1."""
    for N, D, _ in SIZES:
        X = 3 * rng.normal(size=(N + 2, D)) + 10
        close(student.standardise(X), reference.standardise(X))


@lab.check(seconds=SECONDS)
def scores_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """scores are those of the network."""
    for N, D, C in SIZES:
        parameters, X = network(rng, D, 6, C), rng.normal(size=(N, D))
        close(student.scores(parameters, X), reference.scores(parameters, X))


@lab.check(seconds=SECONDS)
def accuracy_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """accuracy is the share of rows whose largest score is that of their label."""
    for N, _, C in SIZES:
        z, y = rng.normal(size=(N, C)), rng.integers(C, size=N)
        close(student.accuracy(z, y), reference.accuracy(z, y))


@lab.check(seconds=SECONDS)
def softmax_slopes(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """softmax_gradient is the slope of softmax, at 10 × 10 scores."""
    z, upstream = rng.normal(size=(10, 10)), rng.normal(size=(10, 10))
    claimed = student.softmax_gradient(upstream, z)
    gradient(student.softmax, at=z, claimed=claimed, upstream=upstream, rng=rng, what="softmax_gradient")


def slopes(student: Any, rng: np.random.Generator, place: int, what: str) -> None:
    """Hold one of the four gradients to the student's own loss: 100 coordinates of 20 × 10, or of 10 × 10."""
    parameters = network(rng, 20, 10, 10)
    X, y = rng.normal(size=(7, 20)), rng.integers(10, size=7)

    def loss(parameter: np.ndarray) -> Any:
        moved = (*parameters[:place], parameter, *parameters[place + 1 :])
        return student.loss_and_gradients(moved, X, y)[0]

    claimed = student.loss_and_gradients(parameters, X, y)[1][place]
    gradient(loss, at=parameters[place], claimed=claimed, rng=rng, what=what)


@lab.check(seconds=SECONDS)
def hidden_slopes(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """dW1 is the slope of the loss."""
    slopes(student, rng, 0, "dW1")


@lab.check(seconds=SECONDS)
def output_slopes(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """dW2 is the slope of the loss."""
    slopes(student, rng, 2, "dW2")


@lab.check(seconds=SECONDS, fresh=True)
def learns(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Training reaches 90 % on digits that nobody has seen."""
    known, unseen = digits.relabelled(rng, "train", "test")
    own = np.random.default_rng(int(rng.integers(2**63)))
    parameters = student.train(known.X, known.y, digits.CLASSES, own)
    z = np.asarray(student.scores(parameters, unseen.X))
    at_least(float((z.argmax(axis=1) == unseen.y).mean()), ACCURACY, what="the accuracy on 400 unseen digits")
