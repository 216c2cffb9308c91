"""Canaries: the grader attacks itself, and believes what happens rather than what the system says of itself.

Each canary tries from inside a worker, loaded as a submission is, something that must not work there. What it
reaches is set up on this side: a file with a secret, a listening socket, a process of the worker's own user.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.errors import CannotGrade
from graders.sandbox import loading, prisoner, wire
from graders.sandbox.launch import ENVIRONMENT, WORKER_ID
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost, Process
from graders.sandbox.streams import Clock

SECONDS = 2.0
LOOP_SECONDS = 0.05
SOCKET_PATH = 70
MEMORY = 256
ENVIRONMENT_OF_A_WORKER = (
    *ENVIRONMENT,
    "HOME",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "MPLCONFIGDIR",
    "TORCH_HOME",
    "TORCHINDUCTOR_CACHE_DIR",
    "LC_CTYPE",
)
UNBOUNDED = ("never_ends", "prints_without_end")


@dataclass(frozen=True)
class Canary:
    """One thing tried: whether it was denied, and what it met."""

    name: str
    denied: bool
    met: str

    @property
    def sentence(self) -> str:
        """What was tried, in words: "reads a file outside"."""
        return self.name.replace("_", " ")


def fly(nursery: Nursery) -> list[Canary]:
    """Send all canaries into workers of ``nursery``."""
    canaries = []
    with _surroundings() as arguments:
        process = _worker(nursery)
        for name in _names():
            if name in UNBOUNDED:
                continue
            if not process.alive:
                process = _worker(nursery)
            canaries.append(_try(process, name, arguments.get(name, ()), Clock(SECONDS)))
        process.close()
        for name in UNBOUNDED:
            process = _worker(nursery)
            canaries.append(_try(process, name, (), Clock(LOOP_SECONDS if name == "never_ends" else SECONDS)))
            process.close()
    return canaries


def _names() -> list[str]:
    return [name for name, value in vars(prisoner).items() if callable(value) and value.__module__ == prisoner.__name__]


def _worker(nursery: Nursery) -> Process:
    process = nursery.worker(30, MEMORY)
    source = Path(prisoner.__file__).read_bytes()
    request = loading.request({"prisoner.py": [("prisoner.py", source)]})
    reply = process.ask(wire.encode(request), Clock(10))
    match reply:
        case [["value", [_, [], [], _, []]]]:
            return process
    process.close()
    raise CannotGrade(f"the canaries could not be loaded: {reply}")  # what is not there would count as denied


def _try(process: Process, name: str, arguments: tuple[Any, ...], clock: Clock) -> Canary:
    call = [["name", "prisoner", name], list(arguments), {}, [], False]
    try:
        reply = process.ask(wire.encode(["calls", [call]]), clock)
    except Lost as lost:
        return Canary(name, True, f"ended: {lost.outcome.value}")
    match reply:
        case [["value", False]]:
            return Canary(name, True, "nothing there")
        case [["error", str(exception), _, str(message), _]]:
            return Canary(name, True, f"{exception}: {message}")
    return Canary(name, False, "it worked")


@contextlib.contextmanager
def _surroundings() -> Iterator[dict[str, tuple[Any, ...]]]:
    """What the canaries try to reach, as the arguments that each is called with."""
    with contextlib.ExitStack() as stack:
        # The path of a socket may have 107 bytes, and a folder for temporary files may lie deep.
        place = tempfile.gettempdir() if len(os.fsencode(tempfile.gettempdir())) < SOCKET_PATH else "/tmp"
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="labproof-canary-", dir=place))
        os.chmod(folder, 0o777)
        secret = Path(folder) / "secret"
        secret.write_text("a secret")
        secret.chmod(0o644)
        tcp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        arguments: dict[str, tuple[Any, ...]] = {
            "reads_a_file_outside": (str(secret),),
            "writes_a_file_outside": (folder,),
            "connects_by_tcp": (tcp.getsockname()[1],),
            "sends_by_udp": (udp.getsockname()[1],),
            "finds_secrets_in_the_environment": (list(ENVIRONMENT_OF_A_WORKER),),
            "imports_the_reference": (str(Path(__file__).resolve().parents[2]),),
            "takes_memory_beyond_the_limit": (4 * MEMORY,),
        }
        if hasattr(socket, "AF_UNIX"):
            unix = stack.enter_context(socket.socket(socket.AF_UNIX))
            unix.bind(str(Path(folder) / "socket"))
            unix.listen()
            os.chmod(Path(folder) / "socket", 0o777)
            arguments["connects_to_a_unix_socket"] = (str(Path(folder) / "socket"),)
        victim = stack.enter_context(_victim())
        for name in ("signals_a_process", "takes_a_signal_by_a_pipe", "reads_the_memory_of_a_process"):
            arguments[name] = (victim,)
        arguments["limits_another_process"] = (victim,)
        yield arguments


@contextlib.contextmanager
def _victim() -> Iterator[int]:
    """A process that does nothing and belongs to the user that the workers are."""
    user: dict[str, Any] = {}
    if os.name == "posix" and os.geteuid() == 0:
        user = {"user": WORKER_ID, "group": WORKER_ID, "extra_groups": []}
    command = ["sleep", "60"] if os.name == "posix" else [sys.executable, "-c", "import time; time.sleep(60)"]
    child = subprocess.Popen(command, cwd="/" if os.name == "posix" else None, **user)
    try:
        yield child.pid
    finally:
        child.kill()
        child.wait()
