"""A lab of three checks, one of each kind, for the attacks: values, a gradient, an accuracy."""

import numpy as np

from graders.checks import at_least, close, gradient, unchanged
from graders.lab import Lab

from . import textbook  # noqa: TID252 - as a course writes it, whose folder may move

lab = Lab("small", title="A small lab", files=["work.py"], reference=textbook, load_seconds=4.0)

# An endless loop costs its limit in each test: the limits are short, and honest work needs a hundredth of them.
SECONDS = 0.5


def task(rng):
    """Three clouds of points, and names for them that are drawn anew."""
    names, corners = rng.permutation(3), 3 * np.array([[1.0, 0.0], [-0.5, 0.9], [-0.5, -0.9]])
    cloud = rng.integers(3, size=90)
    points = corners[cloud] + rng.normal(size=(90, 2)) / 2
    return points[:60], names[cloud[:60]], points[60:], names[cloud[60:]]


@lab.check(seconds=SECONDS, memory=256)
def softmax_values(student, reference, rng):
    """softmax turns each row of scores into probabilities, and leaves the scores alone."""
    for size in [(5, 4), (3, 7), (5, 4)]:  # the first size twice: an answer may not be kept by its shape
        z = rng.normal(size=size)
        close(unchanged(student.softmax, z), reference.softmax(z))


@lab.check(seconds=SECONDS, memory=256, points=2)
def loss_and_slopes(student, reference, rng):
    """The loss is the mean cross-entropy, and the slopes are its own."""
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(8, 4)), rng.integers(3, size=8)
    close(student.loss(W, X, y), reference.loss(W, X, y))
    slopes = student.slopes(W, X, y)
    gradient(lambda W: student.loss(W, X, y), at=W, claimed=slopes, rng=rng)
    close(slopes, reference.slopes(W, X, y))


@lab.check(seconds=SECONDS, memory=256, points=3, public=False)
def learns(student, reference, rng):
    """What is learnt from 60 points tells the classes of 30 others."""
    for _ in range(2):
        X, y, X_new, y_new = task(rng)
        at_least(np.mean(student.classes(X, y, X_new) == y_new), 0.9, what="accuracy on points not seen")
