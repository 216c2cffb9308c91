"""The form of a result, whatever its values: how many parts it has, and of which shape they are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from graders.checks.close import close
from graders.checks.failure import Failure
from graders.checks.notes import last_called


def shaped(value: Any, *shape: int, what: str | None = None) -> None:
    """Hold a result to its shape and to being finite numbers.

    ``shaped(dW, D, C)`` for an array, ``shaped(loss)`` for one number. Raises Failure.
    """
    close(value, np.zeros(shape), what=what, atol=math.inf)


def parts(value: Any, *names: str, what: str | None = None) -> Any:
    """What a function returned, to be unpacked into as many values as it has names.

    ``loss, dW, db = parts(student.loss_and_gradients(W, b, X, y), "loss", "dW", "db")``. Raises Failure.
    """
    if isinstance(value, tuple | list) and len(value) == len(names):
        return value
    got = f"{len(value)} values" if isinstance(value, tuple | list) else "None" if value is None else "a single value"
    function = what or last_called() or "the function"
    wanted = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    hint = "Is a `return` missing?" if value is None else f"Return {wanted}, in this order."
    raise Failure(f"{function} returned {got}; {len(names)} are expected: {', '.join(names)}.", hint=hint)
