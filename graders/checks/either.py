"""Where textbooks differ, any of their conventions is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graders.checks.failure import Failure, StudentError
from graders.checks.notes import Notes, called, collecting, compared, curve, last_call, measure, remark
from graders.checks.wording import listing


def either(conventions: Mapping[str, Callable[[], object]]) -> str:
    """The name of the first convention whose checks hold; fails, as the first one does, if none holds.

    The first is the one that the lab prefers; another one that holds is remarked. Where the student's code raises,
    no convention can save it::

        convention = either({
            "the mean over the batch": lambda: close(loss, reference.loss(z, y)),
            "the sum over the batch": lambda: close(loss, len(y) * reference.loss(z, y)),
        })
    """
    if not conventions:
        raise ValueError("either needs at least one convention")
    failures: list[Failure] = []
    for name, holds in conventions.items():
        caller = last_call()
        with collecting() as notes:
            if caller is not None:
                called(caller)
            try:
                holds()
            except StudentError:
                raise
            except Failure as failure:
                failures.append(failure)
                continue
        _keep(notes)
        if failures:
            remark(f"Accepted by another convention than the usual one: {name}.")
        return name
    first = failures[0]
    reason = f"{first.reason} None of the accepted conventions fits: {listing(list(conventions), 'or')}."
    refusal = Failure(reason, hint=first.hint, evidence=first.evidence)
    if first.seen is None:
        raise refusal
    compared(refusal, first.seen)
    return next(iter(conventions))


def _keep(notes: Notes) -> None:
    """Note what was noted on the way to a convention that held; what was tried in vain is not noted."""
    if notes.last_call is not None:
        called(notes.last_call)
    for each in notes.measurements:
        measure(each.what, each.value, each.limit, each.sense)
    for series in notes.curves:
        curve([float("nan") if value is None else value for value in series.values], series.what)
    for text in notes.remarks:
        remark(text)
