"""Random numbers to hand out: a generator for the student's code that tells nothing of the grader's own."""

from __future__ import annotations

import hashlib

import numpy as np


def child_stream(rng: np.random.Generator) -> np.random.Generator:
    """A generator to hand out: the same for equal parents, and telling nothing of them.

    NumPy's own ``spawn`` can be undone: from a child's state the parent's seed, and with it every draw to come, can
    be computed. A hash can't.
    """
    digest = hashlib.sha256(rng.bytes(32)).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))
