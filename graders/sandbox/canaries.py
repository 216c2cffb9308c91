"""Canaries: the grader attacks itself, and believes what happens rather than what the system says of itself.

Each canary tries from inside a worker, loaded as a submission is, something that must not work there. What it
reaches for is set up on this side: a file with a secret, a listening socket, a process of the worker's own user.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.errors import CannotGrade
from graders.model import Outcome
from graders.sandbox import loading, preparation, prisoner, wire
from graders.sandbox.launch import ENVIRONMENT, WORKER_ID
from graders.sandbox.links import PipeLink
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost, Process
from graders.sandbox.streams import Clock

SECONDS = 10.0
"""What a canary may take that has to answer. None takes long: this is for a machine that has no time."""

BOUNDED = ("computes_beyond_its_time", "sleeps_beyond_its_time", "prints_beyond_its_limit")
"""The canaries that the grader itself has to stop."""

HUNTERS = (
    "kills_a_process",
    "kills_a_process_by_its_thread",
    "kills_a_process_by_a_pipe",
    "reads_the_memory_of_a_process",
    "traces_a_process",
    "limits_another_process",
)
"""Those that reach for another process."""

BEYOND_SECONDS = 10.0
BOUND_SECONDS = 0.02
MEMORY = 256
BEYOND_MIB = 32
END_SECONDS = 60.0
SOCKET_PATH = 70
WORKED = "it worked"
ENVIRONMENT_OF_A_WORKER = (*ENVIRONMENT, *preparation.FOLDERS, *preparation.PERSON, "LC_CTYPE")


@dataclass(frozen=True)
class Canary:
    """One thing tried: whether it was denied, and what it met."""

    name: str
    denied: bool
    met: str

    @property
    def sentence(self) -> str:
        """What was tried, in words: "reads a file outside"."""
        return _in_words(self.name)


def fly(nursery: Nursery) -> list[Canary]:
    """Send all canaries into workers of ``nursery``. Raises CannotGrade where it does not show what one met."""
    canaries = []
    with contextlib.ExitStack() as stack:
        arguments, victim = stack.enter_context(_surroundings()), stack.enter_context(contextlib.closing(Victim()))
        process = None
        for name in names():
            if process is None:
                process = _worker(nursery)
                stack.callback(process.close)
            canary = _try(process, name, arguments.get(name, ()), victim)
            canaries.append(canary)
            if not process.alive or not canary.denied:  # what worked may have changed the process, or the next victim
                process.close()
                process = None
    return canaries


def names() -> list[str]:
    """What the canaries are called, in the order in which they fly."""
    functions = (name for name, value in vars(prisoner).items() if callable(value) and not name.startswith("_"))
    return [name for name in functions if vars(prisoner)[name].__module__ == prisoner.__name__]


class Victim:
    """A process that does nothing and belongs to the user that the workers are: a stand-in for the grader's own."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of a victim that lives."""
        if self._process is None:
            user: dict[str, Any] = {}
            if os.geteuid() == 0:
                user = {"user": WORKER_ID, "group": WORKER_ID, "extra_groups": []}
            self._process = subprocess.Popen(["sleep", "60"], cwd="/", **user)
        return self._process.pid

    def killed(self, wait: bool) -> bool:
        """Whether it was killed, for which ``wait`` leaves a moment; then the next victim is another."""
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.1 if wait else 0)
            self._process = None
            return True
        return False

    def close(self) -> None:
        """Let it go."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _worker(nursery: Nursery) -> Process:
    process = nursery.worker(30, MEMORY)
    source = Path(prisoner.__file__).read_bytes()
    request = loading.request({"prisoner.py": [("prisoner.py", source)]})
    try:
        reply = process.ask(wire.encode(request), Clock(SECONDS))
    except Lost as lost:
        reply = lost.outcome.value
    match reply:
        case [["value", [_, [], [], _, []]]]:
            return process
    process.close()
    raise CannotGrade(f"the canaries could not be loaded: {reply}")  # what is not there would count as denied


def _try(process: Process, name: str, arguments: tuple[Any, ...], victim: Victim) -> Canary:
    arguments = (victim.pid,) if name in HUNTERS else arguments
    call = [["name", "prisoner", name], list(arguments), {}, [], False]
    try:
        reply = process.ask(wire.encode(["calls", [call]]), _clock(name))
    except Lost as lost:
        if name == "becomes_another_program" and lost.outcome is Outcome.EXITED:
            return Canary(name, False, WORKED)
        if name not in BOUNDED and lost.outcome not in (Outcome.CRASH, Outcome.EXITED, Outcome.MEMORY):
            raise CannotGrade(
                f"a canary did not answer ({lost.outcome.value}), so it is not known whether a program that "
                f"{_in_words(name)} would be stopped; try again when the machine is less busy"
            ) from None
        return Canary(name, True, f"ended: {lost.outcome.value}")
    match reply:
        case [["value", False]]:
            met = "nothing there"
        case [["error", str(exception), _, str(message), _]]:
            met = f"{exception}: {message}"
        case _:
            met = WORKED
    # What can be seen from here is not left to the canary to say.
    if name.startswith("kills_"):
        killed = victim.killed(wait=met == WORKED)
        met = WORKED if killed else "its signal did not arrive" if met == WORKED else met
    if name == "outlives_its_worker" and met == WORKED and not _outlived(process):
        met = "it ended with its worker"
    return Canary(name, met != WORKED, met)


def _clock(name: str) -> Clock:
    clock = Clock(BOUND_SECONDS if name in BOUNDED and name != "prints_beyond_its_limit" else SECONDS)
    if name == "sleeps_beyond_its_time":
        clock.waiting = BOUND_SECONDS
    return clock


def _in_words(name: str) -> str:
    return name.replace("_", " ")


def _outlived(process: Process) -> bool:
    """End a worker, and see whether somebody still has its end of a pipe."""
    link = process.streams.link
    assert isinstance(link, PipeLink)
    pipe = os.dup(next(fd for fd, kind in link.kinds.items() if kind == "reply"))
    try:
        process.close()
        if process.end is None:
            process.ended(END_SECONDS)
        poll = select.poll()
        poll.register(pipe, 0)  # that the other end was closed is told unasked
        return not poll.poll(100)
    finally:
        os.close(pipe)


@contextlib.contextmanager
def _surroundings() -> Iterator[dict[str, tuple[Any, ...]]]:
    """What the canaries reach for, as the arguments that each is called with."""
    with contextlib.ExitStack() as stack:
        # The path of a socket may have 107 bytes, and a folder for temporary files may lie deep.
        place = tempfile.gettempdir() if len(os.fsencode(tempfile.gettempdir())) < SOCKET_PATH else "/tmp"
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="labproof-canary-", dir=place))
        os.chmod(folder, 0o777)
        secret = Path(folder) / "secret"
        secret.write_text("a secret")
        secret.chmod(0o644)
        unix = Path(folder) / "socket"
        listens = stack.enter_context(socket.socket(socket.AF_UNIX))
        listens.bind(str(unix))
        listens.listen()
        unix.chmod(0o777)
        tcp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        yield {
            "reads_a_file_outside": (str(secret),),
            "writes_a_file_outside": (folder,),
            "connects_by_tcp": (tcp.getsockname()[1],),
            "sends_by_udp": (udp.getsockname()[1],),
            "connects_to_a_unix_socket": (str(unix),),
            "finds_secrets_in_the_environment": (list(ENVIRONMENT_OF_A_WORKER),),
            "imports_the_reference": (str(Path(__file__).resolve().parents[2]),),
            "takes_memory_beyond_its_limit": (4 * MEMORY,),
            "computes_beyond_its_time": (BEYOND_SECONDS,),
            "sleeps_beyond_its_time": (BEYOND_SECONDS,),
            "prints_beyond_its_limit": (BEYOND_MIB,),
        }
