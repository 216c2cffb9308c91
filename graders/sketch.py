"""A few numbers that stand for what a submission computed wrongly, so that a class's wrong answers can be compared.

Everybody in a class gets the same inputs, so two submissions with the same mistake give the same wrong values. Their
sketches then agree up to rounding, and nothing of the values themselves has to be kept.
"""

from __future__ import annotations

import hashlib

import numpy as np

from graders.checks.failure import Failure
from graders.checks.values import real

PROJECTIONS = 3


def sketch(failure: Failure) -> tuple[float, ...]:
    """The form of a failure's wrong values as one number, then their length and projections on random directions.

    Empty where there were no values. Values that are not finite count by where they are.
    """
    values = None if failure.seen is None else real(failure.seen.got)
    if failure.seen is None or values is None:
        return ()
    values = values.reshape(-1)
    finite = np.isfinite(values)
    what = hashlib.sha256(repr((failure.seen.what, np.shape(failure.seen.got))).encode())
    what.update(np.packbits(finite).tobytes())
    form = int.from_bytes(what.digest()[:6], "little")  # a whole number that a float holds exactly
    known = np.where(finite, values, 0.0)
    directions = np.random.default_rng(values.size).normal(size=(PROJECTIONS, values.size))
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = [float(np.linalg.norm(known)), *map(float, directions @ known)]
    return (float(form), *(number if np.isfinite(number) else 0.0 for number in numbers))
