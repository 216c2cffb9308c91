"""One submission loaded into workers: the shared one for cheap checks, a fresh one where that is asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graders.checks.failure import Failure
from graders.connection import Remote
from graders.errors import Infrastructure
from graders.lab import Check, Lab
from graders.mishap import lost_call, missing_name, raised
from graders.model import Outcome, Outline
from graders.oracle import Oracle, derived
from graders.sandbox import wire
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost, Process
from graders.sandbox.streams import Clock
from graders.student import Student
from graders.submission import Submission

SLOW_LOAD = 1.0
"""A submission that takes longer than this (seconds) to load is loaded once, and its checks share one worker."""

SHARED_PART = 0.1
SHARED_LEAST = 0.5
"""In a worker that other checks have used, a check gets a tenth of its time, and this many seconds at least: what
needs more starts again in a fresh worker with all of it. So an endless loop costs its limit once, not twice."""


@dataclass
class Loaded:
    """A worker with the submission in it."""

    process: Process
    names: Mapping[str, Mapping[str, str]]
    errors: Mapping[str, Failure]
    seconds: float
    output: str
    used: bool = False


class Workplace:
    """Gives checks a ``Student``; starts, shares, replaces and ends the workers behind it."""

    def __init__(self, nursery: Nursery, lab: Lab, submission: Submission, oracle: Oracle) -> None:
        self.nursery = nursery
        self.lab = lab
        self.submission = submission
        self.seed = oracle.seed
        self.functions = oracle.functions
        self.lines = submission.lines()
        self.shared: Loaded | None = None
        self.reader: Process | None = None
        checks = lab.checks.values()
        self.memory = max((check.memory for check in checks), default=512)
        self.lifetime = lab.load_seconds + sum(check.seconds for check in checks)

    def load(self) -> Loaded:
        """Load the submission into a new worker; raises StudentError where it ends, hangs or breaks the worker."""
        process = self.nursery.worker(self.lifetime, self.memory)
        files = [[name, source] for name, source in self.submission.files.items()]
        wanted = [name for name in self.lab.files if name in self.submission.files]
        what = "loading " + (" and ".join(wanted) or "the submission")
        clock = Clock(self.lab.load_seconds)
        began = time.monotonic()
        try:
            process.ask(wire.encode(["seed", derived(self.seed, "load") % 2**63]), clock)
            reply = process.ask(wire.encode(["load", files, wanted]), clock)
            names, errors = self._loaded(reply)
        except Lost as lost:
            raise lost_call(lost, what, self.lab.load_seconds) from None
        except (TypeError, ValueError, LookupError, AttributeError):
            # Not ours: by then the student's code has run.
            forged = process.give_up(Lost(Outcome.PROTOCOL, "the answer has no known form"))
            raise lost_call(forged, what, self.lab.load_seconds) from None
        return Loaded(process, names, errors, time.monotonic() - began, process.streams.take_output())

    def open(self, check: Check, fresh: bool) -> tuple[Student, Loaded]:
        """A student for a check: in the shared worker if there is one, unless it is to be ``fresh``."""
        if fresh or self.shared is None or not self.shared.process.alive:
            loaded = self.load()
            if self.shared is None or not self.shared.process.alive:
                self.shared = loaded
        else:
            loaded = self.shared
        seconds = check.seconds
        if loaded.used and not self.slow:
            seconds = min(seconds, max(SHARED_LEAST, SHARED_PART * seconds))
        connection = Remote(loaded.process, Clock(seconds))
        connection.ask(wire.encode(["seed", derived(self.seed, check.name, "worker") % 2**63]), check.title)
        student = Student(
            connection,
            loaded.names,
            functions=self.functions,
            sources=self.lines,
            outliner=self.outline,
            load_errors=loaded.errors,
        )
        return student, loaded

    @property
    def slow(self) -> bool:
        """Whether the submission takes long to load."""
        return self.shared is not None and self.shared.seconds > SLOW_LOAD

    def release(self, loaded: Loaded) -> None:
        """A check is done with its worker: keep the shared one, end any other."""
        loaded.used = True
        if loaded is not self.shared:
            loaded.process.close()

    def close(self) -> None:
        """End every worker."""
        for process in (self.shared.process if self.shared else None, self.reader):
            if process is not None:
                process.close()

    def outline(self, file: str, name: str) -> Outline:
        """A function's outline, from a worker that reads and runs nothing."""
        if self.reader is None or not self.reader.alive:
            self.reader = self.nursery.worker(self.lab.load_seconds, self.memory)
        request = wire.encode(["outline", self.submission.files[file], name])
        try:
            reply = self.reader.ask(request, Clock(self.lab.load_seconds))
        except Lost as lost:
            raise lost_call(lost, f"reading {file}", self.lab.load_seconds) from None
        match reply:
            case [["value", [int(line), list(loops), list(names), list(imports)]]]:
                return Outline(name, line, tuple(loops), tuple(map(tuple, names)), tuple(map(tuple, imports)))
            case [["value", None]]:
                raise missing_name(name, {file: {}})
            case [["error", exception, bases, message, frames]]:
                raise raised(f"reading {file}", exception, tuple(bases), message, frames, self.lines)
        raise Infrastructure("a worker answered in no known form")

    def _loaded(self, reply: Any) -> tuple[dict[str, dict[str, str]], dict[str, Failure]]:
        """Names and errors of the files, as far as the reply has the form of that."""
        match reply:
            case [["value", [dict(names), dict(errors)]]]:
                pass
            case [["error", str(), list(), str(), list()] as error]:
                names, errors = {}, dict.fromkeys(self.lab.files, error)
            case _:
                raise ValueError
        known = {file: dict(_pair(each) for each in pairs) for file, pairs in names.items() if file in self.lines}
        stopped = {}
        for file, error in errors.items():
            match error:
                case ["error", str(exception), list(bases), str(message), list(frames)] if file in self.lab.files:
                    stopped[file] = self._stopped(
                        file, exception, tuple(b for b in bases if type(b) is str), message, frames
                    )
                case _:
                    raise ValueError
        return known, stopped

    def _stopped(self, file: str, exception: str, bases: tuple[str, ...], message: str, frames: list[Any]) -> Failure:
        """What stopped a file while it was loaded, as one sentence."""
        error = raised(f"loading {file}", exception, bases, message, frames, self.lines)
        where = f" in line {error.frames[-1].line}" if error.frames else ""
        if "SyntaxError" in (exception, *bases):
            error.reason = f"{file} is not valid Python 3{where}: {message}."
            error.hint = "Run the file on its own; Python marks the place."
        else:
            said = f"{exception}: {message}" if message else exception
            error.reason = f"{file} stopped{where} while it was loaded: {said.rstrip('.')}."
        return error


def _pair(item: Any) -> tuple[str, str]:
    match item:
        case [str(name), str(kind)]:
            return name[:NAME_LIMIT], kind[:NAME_LIMIT]
    raise ValueError


NAME_LIMIT = 200
