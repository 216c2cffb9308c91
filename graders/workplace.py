"""One submission loaded into workers: the shared one for cheap checks, a fresh one where that is asked for."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from graders import inventory
from graders.checks.failure import StudentError
from graders.connection import Remote
from graders.errors import Infrastructure
from graders.lab import Check, Lab
from graders.mishap import lost_call, lost_loading, missing_name, raised, refused
from graders.model import Outcome, Outline
from graders.oracle import Oracle, derived
from graders.sandbox import loading, wire
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost, Process
from graders.sandbox.streams import Clock
from graders.student import Student
from graders.submission import Submission

SLOW_LOAD = 1.0
"""A submission that is longer than this (seconds) on its way is loaded once, and its checks share one worker."""

SHARED_PART = 0.04
SHARED_LEAST = 0.4
"""In a worker that other checks have used, a check gets this part of its time, and this many seconds at least: what
needs more starts again in a fresh worker, with the time less that part. So an endless loop costs its limit once.

Of 432 such checks of the NumPy labs' references (two seeds) half took 14 ms, four more than 0.21 s, one 0.48 s."""


MAIN = '`if __name__ == "__main__":`'

COMPUTED = (Outcome.CPU, Outcome.WALL, Outcome.MEMORY, Outcome.OUTPUT, Outcome.EXITED, Outcome.CRASH)
"""How the loading of a file ends that does at its top level what it should do in a function."""


@dataclass
class Loaded:
    """A worker with the submission in it, ``seconds`` of whose ``wait`` the submission took, and its start the rest.

    ``used`` says whether a check has had anything computed in it, ``connection`` is that of the running check.
    """

    process: Process
    inventory: inventory.Inventory
    seconds: float
    wait: float
    output: str
    used: bool = False
    connection: Remote | None = None

    @property
    def slow(self) -> bool:
        """Whether the submission takes long to load."""
        return self.seconds > SLOW_LOAD


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
        self.problems: list[str] = []
        self.refused = {name: refused(sentence) for name, sentence in submission.refused.items()}
        checks = lab.checks.values()
        self.memory = max((check.memory for check in checks), default=512)
        self.lifetime = lab.load_seconds + sum(check.seconds for check in checks)

    def load(self) -> Loaded:
        """Load the submission into a new worker; raises StudentError where it ends, hangs or breaks the worker.

        Where that is for what it computes at its top level, it is loaded once more without, and that counts.
        """
        try:
            return self._load()
        except StudentError as error:
            if self.submission.definitions_only or error.outcome not in COMPUTED:
                raise
            stopped = error
        whole, self.submission = self.submission, replace(self.submission, definitions_only=True)
        try:
            loaded = self._load()
        except StudentError:
            self.submission = whole
            raise stopped from None
        aside = "begin cells that compute with `# skip`" if whole.notebooks else f"put what computes under {MAIN}"
        self.problems.append(f"{stopped.reason} So only its definitions were loaded; {aside}.")
        return loaded

    def _load(self) -> Loaded:
        process = self.nursery.worker(self.lifetime, self.memory)
        asked = time.monotonic()  # a zygote that is still getting warm does so once, not for each worker
        wanted = self.submission.to_run([*self.lab.files, *self.lab.provided])
        files = [file for file, _ in wanted]
        asked_for = [file for file in files if file not in self.lab.provided]
        what = "loading " + (" and ".join(asked_for) or "the submission")
        clock = Clock(self.lab.load_seconds * self.nursery.patience)
        request = loading.request(self.submission.parts(), wanted, self.lab.packages, self.submission.definitions_only)
        try:
            process.ask(wire.encode(["seed", derived(self.seed, "load") % 2**63]), clock)
            began = time.monotonic()  # a worker that starts cold takes its time, which is not the student's
            reply = process.ask(wire.encode(request), clock)
            found = inventory.read(reply, files, self.lines, self.submission.provided)
        except Lost as lost:
            raise lost_loading(lost, what, clock.seconds) from None
        except (TypeError, ValueError, LookupError, AttributeError):
            # Not ours: by then the student's code has run.
            forged = process.give_up(Lost(Outcome.PROTOCOL, "the answer has no known form"))
            raise lost_loading(forged, what, clock.seconds) from None
        found = replace(found, stopped={**found.stopped, **self.refused})
        ready = time.monotonic()
        return Loaded(process, found, ready - began, ready - asked, process.streams.take_output())

    def open(self, check: Check, fresh: bool, spent: float = 0.0) -> tuple[Student, Loaded]:
        """A student for a check: in the shared worker if there is one, unless it is to be ``fresh``.

        ``spent`` are the seconds that an earlier try has had already.
        """
        if self.shared is None or not self.shared.process.alive:
            loaded = self.shared = self.load()
        elif fresh and self.shared.used:
            loaded = self.load()
        else:
            loaded = self.shared
        seconds = check.seconds
        if loaded.used and not self.single:
            seconds = min(seconds, max(SHARED_LEAST, SHARED_PART * seconds))
        clock = Clock(seconds * self.nursery.patience)
        clock.spend(0.0, spent * self.nursery.patience)
        connection = Remote(loaded.process, clock)
        connection.ask(wire.encode(["seed", derived(self.seed, check.name, "worker") % 2**63]), check.title)
        connection.asked, loaded.connection = 0, connection
        return Student(connection, loaded.inventory, functions=self.functions, outliner=self.outline), loaded

    @property
    def single(self) -> bool:
        """Whether all checks share one worker, since another would take long."""
        return self.shared is not None and self.shared.wait > SLOW_LOAD

    def release(self, loaded: Loaded) -> None:
        """A check is done with its worker: keep the shared one, end any other."""
        loaded.used = loaded.used or loaded.connection is None or loaded.connection.asked > 0
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
        sources = [source for _, source in self.submission.parts()[file]]
        request = wire.encode(["outline", sources, name])
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
