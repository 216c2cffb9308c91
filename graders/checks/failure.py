"""A wrong answer, as a check raises it."""

from __future__ import annotations

from graders.model import Evidence, Frame, Outcome


class Failure(Exception):
    """The student's work does not do what the check asks.

    ``reason`` is one sentence with what was seen and what was expected; ``hint`` one next step.
    """

    def __init__(self, reason: str, *, hint: str | None = None, evidence: Evidence | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.evidence = evidence


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
