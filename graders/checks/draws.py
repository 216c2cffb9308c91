"""Random numbers of a check's own, which a recording holds as one."""

from __future__ import annotations

import numpy as np


def own_draws(rng: np.random.Generator) -> np.random.Generator:
    """A generator of its own, for one number drawn from the check's.

    What is drawn from it may depend on what a student's work gives: a shape, a name, when to stop. It may be as much as
    a data set. Neither can be recorded draw by draw. Where it is taken at a check's beginning, the whole check can::

        rng = own_draws(rng)
        weights = [rng.normal(size=each.shape) for each in model.anatomy.parameters]
    """
    return np.random.default_rng(int(rng.integers(2**63)))
