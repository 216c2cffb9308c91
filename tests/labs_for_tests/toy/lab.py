"""A lab small enough to see through: what the engine's tests grade."""

import numpy as np

from graders.checks import at_least, close, without
from graders.lab import Lab

from . import textbook  # noqa: TID252 - as a course writes it, whose folder may move

lab = Lab("toy", title="A toy", files=["toy.py"], reference=textbook)


@lab.check(points=2)
def double_values(student, reference, rng):
    """double gives twice its argument."""
    x = rng.normal(size=(3, 4))
    close(student.double(x), reference.double(x))


@lab.check()
def total_values(student, reference, rng):
    """total adds up."""
    x = rng.normal(size=5)
    close(student.total(x), reference.total(x))


@lab.check(after=total_values)
def extremes_values(student, reference, rng):
    """extremes are the least and the greatest."""
    without(student, "extremes", loops=True)
    x = rng.normal(size=9)
    low, high = student.extremes(x)
    close([low, high], list(reference.extremes(x)))


@lab.check()
def noise_values(student, reference, rng):
    """noise draws from the generator that it is given."""
    seed = int(rng.integers(2**63))
    close(student.noise(np.random.default_rng(seed), 4), reference.noise(np.random.default_rng(seed), 4))


@lab.check()
def counters(student, reference, rng):
    """A Counter counts."""
    start = int(rng.integers(100))
    counter, model = student.Counter(start), reference.Counter(start)
    close(counter.step(by=2), model.step(by=2))
    close(counter.count, model.count)
    close(student.twice(lambda x: x + 1, start), reference.twice(lambda x: x + 1, start))


@lab.check(fresh=True, public=False, after=counters)
def counts_far(student, reference, rng):
    """A Counter gets far."""
    counter = student.Counter()
    for _ in range(10):
        counter.step()
    at_least(counter.count / 10, 0.9, what="the share counted")
