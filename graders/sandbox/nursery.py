"""Where workers come from: a zygote on Linux, plain subprocesses elsewhere; and what confines them."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graders.errors import CannotGrade, Infrastructure, UsageError
from graders.model import Isolation
from graders.sandbox.links import PipeLink
from graders.sandbox.process import START_SECONDS, WORKER_ID, Ended, Process, plain

MESSAGE = 1 << 16
LAYERS = ("namespaces", "landlock", "seccomp", "user id")

ENVIRONMENT = {
    # One thread: a pool that was started does not survive a fork, and each worker has one core.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
    "MALLOC_ARENA_MAX": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONSAFEPATH": "1",
    "LC_ALL": "C.UTF-8",
}
"""All that a worker finds in its environment; the grader's own may hold secrets."""


def package_files(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The folders on the path that hold the packages, and the files and folders that make the packages up.

    Raises UsageError where a package is not installed.
    """
    sites, granted, waiting, seen = [], [], list(names), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name not in names:
                continue  # a dependency that is optional, or built in
            raise UsageError(f"the lab needs {name}, which is not installed; install it beside labproof") from None
        site = Path(str(distribution.locate_file("")))
        sites.append(str(site))
        tops = {Path(str(file)).parts[0] for file in distribution.files or ()}
        granted += [str(site / top) for top in sorted(tops) if top not in ("..", "__pycache__")]
        waiting += [_name(text) for text in distribution.requires or () if "extra ==" not in text]
    return list(dict.fromkeys(sites)), granted


def _name(requirement: str) -> str:
    for end, character in enumerate(requirement):
        if not (character.isalnum() or character in "-_."):
            return requirement[:end]
    return requirement


class Nursery:
    """Starts workers that have ``packages`` loaded. ``forbid`` names layers to do without, for tests and ``doctor``.

    The zygote starts in the constructor and gets warm while the grader does something else; ``isolation`` waits for
    it. A context manager: leaving it ends all workers.
    """

    def __init__(self, packages: Sequence[str] = ("numpy",), forbid: Sequence[str] = ()) -> None:
        self.packages = tuple(packages)
        self.forbid = tuple(forbid)
        self.zygote: subprocess.Popen[bytes] | None = None
        self.ends: dict[int, Ended] = {}
        self._isolation: Isolation | None = None
        if sys.platform == "linux" and "zygote" not in forbid:
            self._start()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and with it every worker."""
        if self.zygote is not None:
            self.control.close()
            self.zygote.kill()
            self.zygote.wait()
            self.zygote = None

    @property
    def isolation(self) -> Isolation:
        """What confines the workers here."""
        if self._isolation is None:
            self._isolation = self._ready() if self.zygote is not None else Isolation(1, (), (NO_ZYGOTE,))
        return self._isolation

    def worker(self, seconds: float, memory: int) -> Process:
        """A new worker that may compute for ``seconds`` in all and use ``memory`` MiB of its own."""
        if self.zygote is None:
            return plain(self._command(), {**ENVIRONMENT, **_windows_needs()}, seconds)
        try:
            return self._fork(seconds, memory)
        except (OSError, Infrastructure):
            # The zygote is gone (the kernel may have taken it when memory ran out): start another, once.
            self.close()
            self._start()
            return self._fork(seconds, memory)

    def _command(self) -> list[str]:
        root = str(Path(__file__).resolve().parents[2])
        sites, _ = package_files(self.packages)
        script = (
            f"import sys; sys.path += {[root, *sites]!r}\n"
            f"import {', '.join(self.packages)}\n"
            "from graders.sandbox import worker\n"
            f"sys.path.remove({root!r})\n"
            "worker.main()"
        )
        return [sys.executable, "-s", "-S", "-B", "-c", script]

    # ---------------------------------------------------------------------------------------- the zygote

    def _start(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        script = str(Path(__file__).with_name("zygote.py"))
        self.zygote = subprocess.Popen(
            [sys.executable, "-s", "-S", "-B", script, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            pass_fds=[theirs.fileno()],
            cwd="/",
        )
        theirs.close()
        self.control.settimeout(START_SECONDS)
        sites, granted = package_files(self.packages)
        setup = {
            "packages": self.packages,
            "sites": sites,
            "granted": granted,
            "forbid": self.forbid,
            "worker_id": WORKER_ID,
        }
        self.control.send(json.dumps(setup).encode())
        self._isolation = None

    def _ready(self) -> Isolation:
        report = self._hear()[0]
        if "refused" in report:
            raise CannotGrade(report["refused"])
        layers = tuple(name for name in LAYERS if report["layers"][name])
        notices = list(report["notices"])
        if not report["layers"]["landlock"]:
            notices.append("Landlock is not available: it needs Linux 5.13 or newer, with Landlock switched on")
        elif report["abi"] < 6:
            notices.append(f"Landlock version {report['abi']}: signals and sockets are denied by seccomp alone")
        return Isolation(_tier(report["layers"]), layers, tuple(notices))

    def _hear(self) -> tuple[dict[str, Any], list[int]]:
        message, fds, _, _ = socket.recv_fds(self.control, MESSAGE, 1)
        if not message:
            raise Infrastructure(f"the process that starts the workers ended: {self._last_words()}")
        return json.loads(message), fds

    def _last_words(self) -> str:
        assert self.zygote is not None
        assert self.zygote.stderr is not None
        said = self.zygote.stderr.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said else "it said nothing"

    def _fork(self, seconds: float, memory: int) -> Process:
        work = None
        if "namespaces" not in self.isolation.layers:
            work = tempfile.mkdtemp(prefix="labproof-")
            if os.getuid() == 0:
                os.chown(work, WORKER_ID, WORKER_ID)
        requests, replies, out, err = (os.pipe() for _ in range(4))
        theirs = [requests[0], replies[1], out[1], err[1]]
        lifetime = int(seconds) + 2
        try:
            request = json.dumps({"seconds": lifetime, "memory": memory, "work": work}).encode()
            socket.send_fds(self.control, [request], theirs)
            pid, pidfd = self._started()
        finally:
            for fd in theirs:
                os.close(fd)
        clock_id = (~pid << 3) | 2  # clock_getcpuclockid(3): all threads of a process
        last = 0.0

        def cpu_seconds() -> float:
            nonlocal last
            with contextlib.suppress(OSError):  # it is gone: what it had used by then stands
                last = time.clock_gettime(clock_id)
            return last

        def kill() -> None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            os.close(pidfd)

        link = PipeLink(requests[1], replies[0], (out[0], err[0]))
        return Process(
            link,
            kill=kill,
            ended=lambda patience: self._ended(pid, patience),
            cpu_seconds=cpu_seconds,
            lifetime=lifetime,
            work=work,
        )

    def _started(self) -> tuple[int, int]:
        while True:
            message, fds = self._hear()
            if "started" in message:
                return message["started"], fds[0]
            self._note_end(message)

    def _ended(self, pid: int, patience: float) -> Ended | None:
        deadline = time.monotonic() + patience
        while pid not in self.ends:
            self.control.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                self._note_end(self._hear()[0])
            except TimeoutError:
                return None
            finally:
                self.control.settimeout(START_SECONDS)
        return self.ends.pop(pid)

    def _note_end(self, message: dict[str, Any]) -> None:
        self.ends[message["ended"]] = Ended(message["status"], message["seconds"])


def _tier(layers: dict[str, bool]) -> int:
    """3: every layer; 2: system calls filtered and files out of reach, by Landlock or by a root of its own; else 1."""
    if layers["seccomp"] and layers["landlock"] and layers["namespaces"]:
        return 3
    return 2 if layers["seccomp"] and (layers["landlock"] or layers["namespaces"]) else 1


NO_ZYGOTE = "this system can't confine a process: the student's code runs with your own rights"


def _windows_needs() -> dict[str, str]:
    names = ("SYSTEMROOT",) if sys.platform == "win32" else ()
    return {name: os.environ[name] for name in names if name in os.environ}
