"""Code of a check that does what students are asked to do, and stays with the course."""

from __future__ import annotations

import contextlib
import contextvars
import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from graders.checks.failure import Failure

F = TypeVar("F", bound=Callable[..., Any])

ELSEWHERE = "This is looked at in another way in the course's grading."

_handed_out: contextvars.ContextVar[bool] = contextvars.ContextVar("handed_out", default=False)


def worked(function: F) -> F:
    """Mark a function of a lab whose body a handout must not hold: there it raises ``Failure``.

    It is for one of the ways of ``either``, after the one that compares with the reference. A mistake that counts once
    in the course's grading may then count twice in a self-check, which says so.
    """

    @functools.wraps(function)
    def held_back(*arguments: Any, **keywords: Any) -> Any:
        if _handed_out.get():
            raise Failure(ELSEWHERE)
        return function(*arguments, **keywords)

    return held_back  # type: ignore[return-value]


@contextlib.contextmanager
def handed_out() -> Iterator[None]:
    """Let checks find what they find on a student's machine, where these functions have no bodies."""
    token = _handed_out.set(True)
    try:
        yield
    finally:
        _handed_out.reset(token)
