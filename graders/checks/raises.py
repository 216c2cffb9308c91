"""Does a call raise the exception that it should?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graders.checks.failure import Failure, StudentError
from graders.checks.wording import kind, listing
from graders.model import Evidence, Outcome


def raises(
    exceptions: str | tuple[str, ...],
    function: Callable[..., Any],
    *args: Any,
    hint: str | None = None,
    **kwargs: Any,
) -> None:
    """Call, and fail unless one of these exceptions, given by name, or a subclass of one is raised.

    A stub that raises NotImplementedError passes only where that very name is asked for, though it is a RuntimeError.
    A call that hangs or ends its process stays the failure that it is::

        raises("ValueError", student.softmax, np.zeros((0, 3)))
    """
    names = (exceptions,) if isinstance(exceptions, str) else tuple(exceptions)
    wanted = listing(names, "or")
    called = getattr(function, "name", "the call")
    try:
        value = function(*args, **kwargs)
    except StudentError as error:
        if error.outcome is not Outcome.ERROR:
            raise
        if _counts((error.exception, *error.bases), names):
            return
        said = f"{error.exception}: {error.message}" if error.message else str(error.exception)
        raise StudentError(
            f"{called} raised {said}; it should raise {wanted}.",
            outcome=error.outcome,
            hint=hint or error.hint,
            exception=error.exception,
            bases=error.bases,
            message=error.message,
            frames=error.frames,
        ) from None
    reason = f"{called} returned {kind(value)}; it should raise {wanted}."
    raise Failure(reason, hint=hint, evidence=Evidence(called, kind(value), wanted))


def _counts(family: tuple[str | None, ...], names: tuple[str, ...]) -> bool:
    if "NotImplementedError" in family and "NotImplementedError" not in names:
        return False
    return any(name in family for name in names)
