"""Long work as it is seen on a terminal: how far it is, how long it will take, what failed so far."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from graders.cli.group import console_on
from graders.reports.legible import legible_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from graders.batch import Crew
    from graders.collection.collected import Collection
    from graders.marking import Book, Event, Request


def graded(collection: Collection, request: Request, book: Book, crew: Crew) -> Counter[str]:
    """Grade a class and show it; counts what came of the hand-ins."""
    from graders.marking import Began, Kept, Marking, TriedAgain, Unchanged
    from graders.register import Status

    counts: Counter[str] = Counter()
    console = console_on(stderr=False)
    for problem in collection.problems:
        console.print(f"note: {legible_line(problem)}", markup=False, highlight=False, soft_wrap=True)
    with _bar(console) as shown:
        task = shown.add_task("", total=len(collection.hand_ins))
        for event in Marking(collection, request, book).events(crew):
            match event:
                case Began():
                    counts["began"] += 1
                case Unchanged():
                    counts["kept as they are"] += 1
                case Kept(status=Status.GRADED):
                    counts["graded"] += 1
                case Kept(hand_in=hand_in, reason=reason):
                    counts["not graded"] += 1
                    said = legible_line(f"{hand_in.student.name}: {reason}")
                    shown.console.print(f"note: {said}", markup=False, highlight=False, soft_wrap=True)
                case TriedAgain(hand_in=hand_in, why=why):
                    said = legible_line(f"{hand_in.student.name} is graded once more: {why}")
                    shown.console.print(f"note: {said}", markup=False, highlight=False, soft_wrap=True)
            done = sum(counts[what] for what in ("kept as they are", "graded", "not graded"))
            told = ", ".join(
                f"{counts[what]} {what}" for what in ("graded", "kept as they are", "not graded") if counts[what]
            )
            shown.update(task, completed=done, total=max(len(collection.hand_ins), done), description=told)
    return counts


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
