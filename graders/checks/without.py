"""Does a function do without what the lab forbids? Decided by its syntax tree; nothing of it is run for this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from graders.checks.failure import Failure
from graders.checks.wording import listing
from graders.model import Evidence, Outline

NUMPY = "numpy"


class Outlined(Protocol):
    """A submission that can tell what a function of its own uses."""

    def outline(self, name: str, /) -> Outline:
        """The outline of the function ``name``."""


def without(
    student: Outlined,
    function_name: str,
    *,
    loops: bool = False,
    names: Sequence[str] = (),
    hint: str | None = None,
) -> None:
    """Fail if the function uses a loop (with ``loops=True``) or one of ``names``.

    A name forbids all that is under it, however it was imported: "np.linalg" forbids ``np.linalg.norm`` and ``norm``
    after ``from numpy.linalg import norm``. Comprehensions are loops. Functions that it calls are not followed; ask
    for each. This is a rule of style, easily got round: keep no mark on it that a value could earn::

        without(student, "softmax", loops=True, names=["scipy.special"])
    """
    outline = student.outline(function_name)
    if loops and outline.loops:
        reason = f"{function_name} uses a loop in {_lines(outline.loops)}; it has to do without."
        raise Failure(reason, hint=hint, evidence=Evidence(function_name, "a loop", "array operations only"))
    for forbidden in (names,) if isinstance(names, str) else names:
        full = _full(forbidden)
        used = [(name, line) for name, line in outline.names if name == full or name.startswith(f"{full}.")]
        if used:
            lines = _lines([line for name, line in used if name == used[0][0]])
            reason = f"{function_name} uses {used[0][0]} in {lines}; it has to do without {forbidden}."
            raise Failure(reason, hint=hint, evidence=Evidence(function_name, used[0][0], f"no {forbidden}"))


def _full(name: str) -> str:
    """``np.linalg`` as ``numpy.linalg``, which is how an outline writes it."""
    head, dot, rest = name.partition(".")
    return f"{NUMPY if head == 'np' else head}{dot}{rest}"


def _lines(lines: Sequence[int]) -> str:
    numbers = [str(line) for line in sorted(set(lines))]
    return f"line{'s' if len(numbers) > 1 else ''} {listing(numbers, 'and')}"
