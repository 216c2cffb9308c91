"""Does a measured figure, such as an accuracy, reach the bar?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from graders.checks.failure import Failure
from graders.checks.notes import measure
from graders.checks.wording import kind, number, pair
from graders.model import Evidence


def at_least(value: Any, threshold: float, *, what: str, hint: str | None = None) -> None:
    """Hold a number to ``value >= threshold``; NaN, infinity and truth values are no numbers here.

    The margin is noted either way::

        at_least(np.mean(student.predict(W, b, X) == y), 0.90, what="accuracy on unseen digits")
    """
    bar = float(threshold)
    if not math.isfinite(bar):
        raise ValueError(f"the threshold of {what} is {threshold}; it must be a finite number")
    single = value.reshape(())[()] if isinstance(value, np.ndarray) and value.size == 1 else value
    if isinstance(single, bool) or not isinstance(single, int | float | np.integer | np.floating):
        reason = f"{what} is {kind(value)}; a number of at least {number(bar)} is needed."
        raise Failure(reason, hint=hint, evidence=Evidence(what, kind(value), f"at least {number(bar)}"))
    reached = float(single)
    if not math.isfinite(reached):
        reason = f"{what} is {number(reached)}; a finite number of at least {number(bar)} is needed."
        raise Failure(reason, hint=hint, evidence=Evidence(what, number(reached), f"at least {number(bar)}"))
    measure(what, reached, bar, "at least")
    if reached >= bar:
        return
    seen, needed = pair(reached, bar)
    raise Failure(
        f"{what} is {seen}; at least {needed} is needed.",
        hint=hint,
        evidence=Evidence(
            what,
            seen,
            f"at least {needed}",
            error=bar - reached,
            relative=(bar - reached) / abs(bar) if bar else None,
        ),
    )
