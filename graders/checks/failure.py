"""A wrong answer, as a check raises it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graders.model import Evidence, Frame, Outcome


@dataclass(frozen=True)
class Call:
    """A call into the student's code: what was called, and the shapes of the arrays among its arguments."""

    name: str
    shapes: tuple[tuple[int | str, tuple[int, ...]], ...] = ()  # by position or keyword


@dataclass(frozen=True, eq=False)
class Seen:
    """The two sides of a comparison that failed, kept to explain it; nobody is shown them.

    ``expected`` is None where only the form was looked at. ``call`` is the last one before the comparison.
    """

    what: str
    got: Any
    expected: Any = None
    call: Call | None = None


class Failure(Exception):
    """The student's work does not do what the check asks.

    ``reason`` is one sentence with what was seen and what was expected; ``hint`` one next step.
    """

    def __init__(self, reason: str, *, hint: str | None = None, evidence: Evidence | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.evidence = evidence
        self.seen: Seen | None = None


class StudentError(Failure):
    """A call into the student's code gave no value back: it raised, ran too long, ended its process …

    ``exception`` is the name of the exception's class and ``bases`` those of its parents, as text.
    """

    def __init__(
        self,
        reason: str,
        *,
        outcome: Outcome,
        hint: str | None = None,
        exception: str | None = None,
        bases: tuple[str, ...] = (),
        message: str = "",
        frames: tuple[Frame, ...] = (),
    ) -> None:
        super().__init__(reason, hint=hint)
        self.outcome = outcome
        self.exception = exception
        self.bases = bases
        self.message = message
        self.frames = frames
