"""Workers to lock code up in, at every tier that this machine can give, and a look at what they leave behind."""

import ctypes
import os
import select
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from graders.errors import CannotGrade
from graders.sandbox import loading, wire
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost, Process
from graders.sandbox.streams import Clock

PR_SET_CHILD_SUBREAPER = 36

# Where there is better, a kernel without Landlock and the plain process with its cold start are left to the slow tests.
LAST = (pytest.mark.slow,) if sys.platform == "linux" else ()

TIERS = [
    pytest.param((), id="all layers"),
    pytest.param(("namespaces",), id="no namespaces"),
    pytest.param(("seccomp",), id="no seccomp"),
    pytest.param(("landlock",), id="no landlock", marks=LAST),
    pytest.param(("zygote",), id="plain process", marks=LAST),
]


class Inmate:
    """A worker with a student's file loaded: calls it, and says how the call ended."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def ask(self, *request: Any, seconds: float = 5.0, patience: float = 5.0) -> Any:
        """The decoded reply; raises Lost after ``seconds`` of computing, or ``patience`` of waiting."""
        clock = Clock(seconds)
        clock.waiting = patience
        return self.process.ask(wire.encode(list(request)), clock)

    def load(self, source: str, **limits: float) -> Any:
        """Load ``source`` as toy.py; gives the errors of loading it."""
        ((kind, value),) = self.ask(*loading.request({"toy.py": [("toy.py", source.encode())]}), **limits)
        assert kind == "value"
        return dict(value[1])

    def call(self, name: str, *arguments: Any, **limits: float) -> Any:
        """The answer to one call: ["value", …] or ["error", …]."""
        call = [["name", "toy", name], list(arguments), {}, [], False]
        reply = self.ask("calls", [call], **limits)
        assert len(reply) == 1
        return reply[0]

    def value(self, name: str, *arguments: Any, **limits: float) -> Any:
        """What a call returned."""
        answer = self.call(name, *arguments, **limits)
        assert answer[0] == "value", answer
        return answer[1]

    def end(self, name: str, *arguments: Any, **limits: float) -> str:
        """How a call ended in one word: "value", the class of an exception, or the outcome that took the worker."""
        try:
            answer = self.call(name, *arguments, **limits)
        except Lost as lost:
            return lost.outcome.name
        return "value" if answer[0] == "value" else str(answer[1])


Cell = Callable[..., Inmate]
"""Makes an inmate of a source: ``cell(source, seconds=…, memory=…)``."""


def cells(nursery: Nursery) -> Iterator[Cell]:
    """A maker of inmates whose workers all end with the test."""
    inmates: list[Inmate] = []

    def cell(source: str | None = None, *, seconds: float = 10.0, memory: int = 256) -> Inmate:
        inmates.append(Inmate(nursery.worker(seconds, memory)))
        if source is not None:
            assert inmates[-1].load(source) == {}
        return inmates[-1]

    yield cell
    for inmate in inmates:
        inmate.process.close()


@pytest.fixture(scope="session")
def temporary_folder() -> Iterator[Path]:
    """Where the grader keeps temporary files in these tests: nobody else's are there. Others may go through it."""
    folder = Path(tempfile.mkdtemp(prefix="labproof-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def own_temporary_folder(
    temporary_folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path_factory.getbasetemp()  # pytest's own stays where it is
    monkeypatch.setattr(tempfile, "tempdir", str(temporary_folder))


@pytest.fixture(scope="module")
def nothing_left_behind(temporary_folder: Path) -> Iterator[None]:
    """Fails a module that leaves a process or a file behind."""
    if sys.platform == "linux":
        # Whoever loses its parent becomes a child of this process, where it can be seen.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = set(_children())
    yield
    assert not [pid for pid in _children() if pid not in before and not _ends(pid)], "a process was left behind"
    assert not list(temporary_folder.iterdir()), "a file was left behind"


def _children() -> list[int]:
    tasks = Path("/proc/self/task")
    return [int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split()] if tasks.is_dir() else []


def _ends(pid: int) -> bool:
    """Whether a process that was killed, or was told to, is gone within ten seconds."""
    fd = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        if not poll.poll(10_000):
            return False
        os.waitpid(pid, 0)
        return True
    finally:
        os.close(fd)


def started(forbid: Sequence[str]) -> Iterator[Nursery]:
    """A nursery without some layers, where there is such a thing here."""
    if sys.platform != "linux" and "zygote" not in forbid:
        pytest.skip("only Linux confines a process")
    with Nursery(forbid=forbid) as nursery:
        try:
            isolation = nursery.isolation
            if "zygote" in forbid and os.name == "posix" and os.geteuid() == 0:
                nursery.worker(1, 256).close()
        except CannotGrade as error:
            pytest.skip(str(error))
        missing = {"namespaces", "landlock", "seccomp"} - {*isolation.layers, *forbid}
        if missing and "zygote" not in forbid:
            pytest.skip(f"this machine has no {' and no '.join(sorted(missing))}")
        yield nursery


@pytest.fixture(scope="module")
def best(nothing_left_behind: None) -> Iterator[Nursery]:
    """The best that this machine gives."""
    with Nursery() as nursery:
        try:
            isolation = nursery.isolation
        except CannotGrade as error:
            pytest.skip(str(error))
        if isolation.tier < 2:
            pytest.skip(f"this machine confines at tier {isolation.tier} only")
        yield nursery


@pytest.fixture(scope="module", params=TIERS)
def nursery(request: pytest.FixtureRequest, nothing_left_behind: None) -> Iterator[Nursery]:
    """A nursery of each tier that there is here."""
    yield from started(request.param)


@pytest.fixture
def best_cell(best: Nursery) -> Iterator[Cell]:
    yield from cells(best)


@pytest.fixture
def cell(nursery: Nursery) -> Iterator[Cell]:
    yield from cells(nursery)
