"""Single workers: how long a fork takes, what a call costs, and what many of them leave behind."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks import processes
from benchmarks.figure import Figure, quantile, spread
from graders.connection import Remote
from graders.errors import CannotGrade
from graders.inventory import Inventory
from graders.sandbox import loading, wire
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost, Process
from graders.sandbox.streams import Clock
from graders.student import Student

FORKS = 60
CALLS = 2000
WORKERS = 500
SECONDS = 10.0
MEMORY = 512

SOURCE = b"""
import os

def same(x):
    return x

def ends():
    os._exit(0)

def never_ends():
    while True:
        pass
"""

LAYERS = ("namespaces", "landlock", "seccomp")

Held = tuple[int, int, int]
"""Processes, descriptors, files."""


def fork() -> Iterator[Figure]:
    """A worker from the request for it to the answer of the first call into a submission."""
    yield _forked("numpy", (), 10)
    yield _forked("numpy", barest(), None)
    if importlib.util.find_spec("torch") is not None:
        yield _forked("torch", (), 35)


def barest() -> tuple[str, ...]:
    """The layers that this machine can do without: as root, namespaces may be needed to reach the interpreter."""
    for forbid in (LAYERS, LAYERS[1:]):
        with contextlib.suppress(CannotGrade), Nursery(forbid=forbid) as nursery:
            nursery.worker(1, MEMORY).close()
            return forbid
    return ()


def _forked(package: str, forbid: Sequence[str], target: float | None) -> Figure:
    began = time.perf_counter()
    packages = tuple(dict.fromkeys(("numpy", package)))
    with Nursery(packages, forbid) as nursery:
        layers = nursery.isolation.layers
        warm = time.perf_counter() - began
        confined, answered, gone = [], [], []
        for _ in range(FORKS):
            began = time.perf_counter()
            process = nursery.worker(SECONDS, MEMORY)
            process.greet()
            confined.append(1000 * (time.perf_counter() - began))
            _loaded(process)
            answered.append(1000 * (time.perf_counter() - began))
            began = time.perf_counter()
            process.close()
            if process.end is None:
                process.ended(SECONDS)  # so that the next fork does not compete with the end of this one
            gone.append(1000 * (time.perf_counter() - began))
    kind = f"tier {nursery.isolation.tier}" if not forbid else f"without {', '.join(forbid)}"
    details = (
        f"layers: {', '.join(layers) or 'none'}; the zygote was warm after {warm:.2f} s",
        f"to the first answer, {spread(answered, 'ms')}",
        f"to the greeting, {spread(confined, 'ms')}; to its end after that, {spread(gone, 'ms')}",
    )
    return Figure(f"{package} worker, {kind}: fork to first answer", quantile(answered, 0.5), "ms", target, details)


def call() -> Iterator[Figure]:
    """A call with a small array and its answer, as a check makes it."""
    x = np.random.default_rng(0).normal(size=(7, 4))
    with Nursery() as nursery:
        student = _loaded(nursery.worker(SECONDS, MEMORY))
        times = []
        for _ in range(CALLS):
            began = time.perf_counter()
            student.same(x)
            times.append(1000 * (time.perf_counter() - began))
    details = (f"a 7 × 4 array there and back, {spread(times, 'ms')}",)
    yield Figure("small-array call there and back", quantile(times, 0.5), "ms", 0.1, details)


def leaks() -> Iterator[Figure]:
    """Many workers that end in turn by the grader, by themselves, and by the limit of their time."""
    folder = Path(tempfile.gettempdir())

    def held() -> Held:
        """Processes below this one, descriptors of this one and of the zygote, files."""
        below = list(processes.descendants(os.getpid()))
        open_ = processes.descriptors() + sum(map(processes.descriptors, below[:1]))
        return len(below), open_, len(list(folder.glob("labproof-*")))

    with Nursery() as nursery:
        _end(nursery.worker(SECONDS, MEMORY), 0)  # the first one sets up what stays
        before = _settled(held)
        began = time.perf_counter()
        for number in range(WORKERS):
            _end(nursery.worker(SECONDS, MEMORY), number)
        seconds = time.perf_counter() - began
        after = _settled(held, before)
    more = [now - then for now, then in zip(after, before, strict=True)]
    details = (
        f"{more[0]} processes, {more[1]} descriptors, {more[2]} files more than before",
        f"{1000 * seconds / WORKERS:.1f} ms a worker; a third of them ran into a limit of 0.01 s",
    )
    yield Figure(f"{WORKERS} workers in a row: left behind", float(sum(max(each, 0) for each in more)), "", 0, details)


def _loaded(process: Process) -> Student:
    connection = Remote(process, Clock(SECONDS))
    connection.ask(wire.encode(loading.request({"submission.py": [("submission.py", SOURCE)]})), "loading")
    student = Student(
        connection, Inventory({"submission.py": dict.fromkeys(("same", "ends", "never_ends"), "function")})
    )
    student.same(1)
    return student


def _end(process: Process, number: int) -> None:
    _loaded(process)
    name = (None, "ends", "never_ends")[number % 3]
    if name is not None:
        with contextlib.suppress(Lost):
            process.ask(wire.encode(["calls", [[["name", "submission", name], [], {}, [], False]]]), Clock(0.01))
    process.close()


def _settled(held: Callable[[], Held], wanted: Held | None = None) -> Held:
    """What is held once the ends that are on their way have arrived: as much as is ``wanted``, or one process."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        now = held()
        if now == wanted or (wanted is None and now[0] == 1):
            break
        time.sleep(0.01)
    return now
