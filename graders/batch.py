"""Many submissions graded at once, as a stream of events; a process that is lost costs a second try, not a mark."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar, Union

from graders.desk import Answer, Task
from graders.errors import Infrastructure, LabproofError

K = TypeVar("K")

TRIES = 3


class Crew(Protocol):
    """Who grades: this machine's processes, or those of others."""

    @property
    def width(self) -> int:
        """How many tasks to have under way."""

    def submit(self, task: Task) -> Future[Answer]:
        """Send a task, to new processes where the old ones were lost.

        The future of a task whose process is lost raises an exception that is no LabproofError.
        """


@dataclass(frozen=True)
class Sent(Generic[K]):
    """A submission is under way."""

    key: K


@dataclass(frozen=True)
class Answered(Generic[K]):
    """A submission was graded, or can't be for a reason of its own."""

    key: K
    answer: Answer


@dataclass(frozen=True)
class TriedAgain(Generic[K]):
    """The process that graded a submission was lost; it is tried once more."""

    key: K
    why: str


@dataclass(frozen=True)
class GivenUp(Generic[K]):
    """A submission could not be graded, and it is not known to be its own fault."""

    key: K
    why: str


Event: TypeAlias = Union[Sent[K], Answered[K], TriedAgain[K], GivenUp[K]]  # noqa: UP007 - Python 3.10 can't give it a K otherwise


@dataclass
class _Attempt(Generic[K]):
    key: K
    task: Task
    tries: int = 0


def grade(tasks: Iterable[tuple[K, Task]], crew: Crew) -> Iterator[Event[K]]:
    """Grade ``tasks``, each under a key of the caller's; they are taken as there is room for them.

    Raises LabproofError where the crew can't grade at all, such as a sandbox that does not hold.
    """
    waiting = (_Attempt(key, task) for key, task in tasks)
    suspects: deque[_Attempt[K]] = deque()
    running: dict[Future[Answer], _Attempt[K]] = {}
    while True:
        # What was under way when a process was lost is tried again alone, so that only the one to blame is lost.
        while suspects and not running:
            yield from _sent(suspects.popleft(), crew, running)
        while not suspects and len(running) < crew.width and (attempt := next(waiting, None)) is not None:
            yield from _sent(attempt, crew, running)
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            attempt = running.pop(future)
            try:
                yield Answered(attempt.key, future.result())
                continue
            except Infrastructure as error:
                why = str(error)
            except LabproofError:
                raise
            except Exception as error:
                why = f"the process that graded it was lost ({type(error).__name__}: {error})"
            if attempt.tries < TRIES:
                suspects.append(attempt)
                yield TriedAgain(attempt.key, why)
            else:
                yield GivenUp(attempt.key, why)


def _sent(attempt: _Attempt[K], crew: Crew, running: dict[Future[Answer], _Attempt[K]]) -> Iterator[Event[K]]:
    attempt.tries += 1
    running[crew.submit(attempt.task)] = attempt
    yield Sent(attempt.key)
