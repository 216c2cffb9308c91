"""Long work as it is seen on a terminal: how far it is, how long it will take, what failed so far."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from graders.cli.group import console_on, tell

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from graders.marking import Event


def followed(events: Iterable[Event], total: int) -> None:
    """Go through the events of a class's grading, and show how far it is and what failed."""
    from graders.marking import Kept, TriedAgain, Unchanged
    from graders.register import Status

    counts: Counter[str] = Counter()
    with _told_when_stopped(), _bar(console_on(stderr=False)) as shown:
        task = shown.add_task("", total=total)
        for event in events:
            name = event.piece.hand_in.student.name
            match event:
                case Unchanged():
                    counts["unchanged"] += 1
                case Kept(status=Status.GRADED):
                    counts["graded"] += 1
                case Kept(reason=reason):
                    counts["not graded"] += 1
                    note(shown.console, f"{name}: {reason}")
                case TriedAgain(why=why):
                    note(shown.console, f"{name} is graded once more: {why}")
            told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
            shown.update(task, completed=counts.total(), description=told)


@contextlib.contextmanager
def _told_when_stopped() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        note(console_on(stderr=True), "what was graded is kept; the same command goes on from here")
        raise


def note(console: Console, said: str) -> None:
    """Say something that may quote a student's words."""
    tell(console, f"note: {said}")


@contextlib.contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is moved by calling it with what is done and how much there is."""
    with _bar(console_on(stderr=False)) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _bar(console: Console) -> Progress:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
