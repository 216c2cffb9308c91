"""Recording a lab's public checks: each is run on the reference with a few public seeds, and so are the known mistakes.

What depends on the student's answer can't be recorded: a check whose draws, or whose questions to the reference, do so
has to say ``live=True``. A known mistake that makes a check draw or ask otherwise gives it away.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from graders.cassette import SIZE_LIMIT, Cassette, Echo, Take, Track
from graders.checks import notes
from graders.checks.failure import Failure, StudentError
from graders.checks.values import real
from graders.checks.worked import handed_out
from graders.connection import Connection, Local
from graders.diagnosis.explanation import DEAR, DRAWS, FEWEST_DRAWS
from graders.diagnosis.likeness import same, telling
from graders.errors import LabproofError
from graders.judge import failures
from graders.lab import Check, Lab, Rewrite
from graders.mentions import users, uses
from graders.model import Verdict
from graders.oracle import Live
from graders.overlay import overlay, solution
from graders.rehearsal import actor, rehearsed
from graders.replay import Mismatch, Replay, lowered
from graders.sandbox import wire
from graders.student import Reference, Student

IN_PLACE = ("shuffle", "spawn")

MOST_NUMBERS = 2_000
"""A mistake that fails a comparison of more numbers than these is not known by it."""

Progress = Callable[[int, int], None]
"""Told how many of how many known mistakes were recorded."""


def untold(done: int, total: int) -> None:
    """Nobody is told."""


@handed_out()
def record(lab: Lab, seed: str, progress: Progress = untold) -> Cassette:
    """Record the public checks of ``lab`` that are not live, and its known mistakes.

    A mistake is tried on the checks that use the function which is wrong; of those that take long, on those that it is
    known to fail. Where all takes are more than a cassette holds, it has the first two. Raises LabproofError where a
    check fails the reference itself, or asks the reference what depends on the student's answer without saying
    ``live=True``.
    """
    checks = [check for check in lab.checks.values() if check.public and not check.live]
    live = Live(lab, seed)
    asked: dict[str, list[str]] = {}
    takes: list[Take] = []
    while len(takes) < DRAWS:
        takes.append(Take(live.seed))
        for check in checks:
            takes[-1].tracks[check.name], asked[check.name] = _track(lab, live, check)
        live = live.again()
    module = lab.reference.__name__.rpartition(".")[2]
    cassette = Cassette(lab.name, module, live.functions, live.parameters, asked, len(lab.checks) - len(checks), takes)
    oracles = [Replay(lab, cassette, take) for take in range(DRAWS)]
    for check in checks:
        _demand_recordable(check, solution(lab), oracles[0])
    calls = uses(inspect.getsource(lab.reference))
    for done, mistake in enumerate(lab.mistakes.values()):
        progress(done, len(lab.mistakes))
        concerned = users([name.partition(".")[0] for name in mistake.replaces], calls)
        tried = [check for check in checks if not concerned.isdisjoint(asked[check.name])]
        cassette.mistakes[mistake.name] = _echo(lab, mistake, tried, oracles)
    return cassette if len(cassette.packed()) <= SIZE_LIMIT else _shortened(cassette)


def _echo(lab: Lab, mistake: Rewrite, checks: Sequence[Check], oracles: Sequence[Replay]) -> Echo:
    """A known mistake, and how it fails each of the ``checks``."""
    caught_by = [check.name for check in checks if check.name in mistake.caught_by]
    echo = Echo(mistake.title, mistake.hint, next(iter(mistake.replaces)), caught_by)
    wrong = overlay(lab, mistake.replaces)
    for check in checks:
        if check.seconds > DEAR and check.name not in caught_by:
            continue
        takes = list(_failures(check, wrong, oracles))
        if all(map(_is_small, itertools.chain.from_iterable(takes))):
            echo.failures[check.name] = takes
        elif check.name in caught_by:
            caught_by.remove(check.name)
    echo.failures = {check: takes for check, takes in echo.failures.items() if takes}
    return echo


def _failures(check: Check, wrong: ModuleType, oracles: Sequence[Replay]) -> Iterator[list[Failure]]:
    """The comparisons that a mistake fails, take by take; where it passes, no takes.

    Two of them will do where the first failure tells what it comes from, by numbers that are other ones in the second.
    """
    first = _demand_recordable(check, wrong, oracles[0])
    if first is None:
        return
    yield failures(check, actor(check, wrong, oracles[0]), oracles[0])
    second = failures(check, actor(check, wrong, oracles[1]), oracles[1])
    yield second
    if telling(first) and not any(same(first, each) for each in second):
        return
    for oracle in oracles[FEWEST_DRAWS:]:
        yield failures(check, actor(check, wrong, oracle), oracle)


def _is_small(failure: Failure) -> bool:
    """Whether the numbers of a failed comparison can be kept: not those of a whole network."""
    got = None if failure.seen is None else real(failure.seen.got)
    return got is None or got.size <= MOST_NUMBERS


def _shortened(cassette: Cassette) -> Cassette:
    """A cassette with the first two takes: the fewest that a mistake can be known by."""
    del cassette.takes[FEWEST_DRAWS:]
    for echo in cassette.mistakes.values():
        echo.failures = {check: takes[:FEWEST_DRAWS] for check, takes in echo.failures.items()}
    return cassette


def _track(lab: Lab, live: Live, check: Check) -> tuple[Track, list[str]]:
    """What a check draws and asks the reference, and which names it looks up in the student's work."""
    track = Track()
    textbook, student = live.local(check), Local(solution(lab))
    reference = Reference(Recording(textbook, track.answers), textbook.inventory)
    try:
        with notes.collecting() as noted:
            work = Student(student, student.inventory, outliner=student.outline)
            check.function(work, reference, RecordedDraws(live.rng(check), track.draws))
    except Failure as failure:
        raise LabproofError(f"check {check.name} of lab {lab.name} fails the reference: {failure.reason}") from failure
    return track, list(noted.asked)


def _demand_recordable(check: Check, module: ModuleType, oracle: Replay) -> Failure | None:
    """How a check fails ``module`` by the recording; raises LabproofError where it can't be replayed for it."""
    judgement = rehearsed(check, module, oracle)
    if judgement.result.verdict is Verdict.BROKEN:
        said = str(judgement.result.reason).partition(f"{Mismatch.__name__}: ")[2].partition(", in line ")[0]
        raise LabproofError(
            f"what check {check.name} of lab {oracle.lab.name} draws, or asks the reference, depends on the student's "
            f"answer ({said or judgement.result.reason}); draw all of it at the start, or declare the check live=True"
        )
    return judgement.failure


class Recording:
    """A connection that keeps what passes, question and answer in turn."""

    def __init__(self, connection: Connection, kept: list[bytes]) -> None:
        self.connection = connection
        self.kept = kept

    @property
    def call_back(self) -> Callable[[Any], Any]:
        """What the other side's calls go to."""
        return self.connection.call_back

    @call_back.setter
    def call_back(self, call_back: Callable[[Any], Any]) -> None:
        self.connection.call_back = call_back

    def ask(self, frame: bytes, what: str) -> Any:
        """Ask, and keep."""
        reply = self.connection.ask(frame, what)
        self.kept += [frame, wire.encode(reply)]
        return reply

    def forged(self, what: str) -> StudentError:
        """As the connection itself."""
        return self.connection.forged(what)


class RecordedDraws(np.random.Generator):
    """A generator that keeps each draw with its name and arguments."""

    def __init__(self, rng: np.random.Generator, kept: list[bytes]) -> None:
        super().__init__(rng.bit_generator)
        self._rng = rng
        self._kept = kept

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return super().__getattribute__(name)
        # Of a generator of its own: NumPy's draws call one another, and only the outermost is the check's.
        value = getattr(self._rng, name)
        if not callable(value) or name == "bit_generator":
            return value
        if name in IN_PLACE:
            raise LabproofError(f"a check uses rng.{name}, which can't be replayed; use rng.permutation or integers")

        def draw(*arguments: Any, **keywords: Any) -> Any:
            drawn = value(*arguments, **keywords)
            self._kept.append(wire.encode([name, *lowered(arguments, keywords), drawn]))
            return drawn

        return draw
