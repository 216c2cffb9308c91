"""Where workers come from: a zygote on Linux, plain subprocesses elsewhere; and what confines them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graders.errors import CannotGrade, Infrastructure
from graders.model import Isolation
from graders.sandbox import linux
from graders.sandbox.launch import ENVIRONMENT, INTERPRETER, ROOT, START_SECONDS, WORKER_ID, Zygote, sites
from graders.sandbox.links import PipeLink
from graders.sandbox.process import Ended, Process, never_root, plain

MESSAGE = 1 << 16
ENDS_KEPT = 1000
LAYERS = ("namespaces", "landlock", "seccomp", "user id")
NO_ZYGOTE = "this system can't confine a process: the student's code runs with your own rights"


class Nursery:
    """Starts workers that have ``packages`` loaded. ``forbid`` names layers to do without: what a lesser machine gives.

    A zygote that is on its way already may be given; else it starts here. A context manager: leaving it ends all
    workers. ``patience`` is how many times a check's seconds its workers get.
    """

    patience = 1.0

    def __init__(
        self, packages: Sequence[str] = ("numpy",), forbid: Sequence[str] = (), zygote: Zygote | None = None
    ) -> None:
        self.packages = tuple(packages)
        self.forbid = tuple(forbid)
        self.ends: dict[int, Ended] = {}
        self._zygote = zygote
        self._isolation: Isolation | None = None
        if self._zygote is None and sys.platform == "linux" and "zygote" not in forbid:
            self._zygote = Zygote(self.packages, self.forbid)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and with it every worker."""
        if self._zygote is not None:
            if self._isolation is not None and not {"namespaces", "seccomp"} & set(self._isolation.layers):
                self._zygote.leave_nothing()
            self._zygote.close()
            self._zygote = None

    @property
    def isolation(self) -> Isolation:
        """What confines the workers here; waits until the zygote has found out."""
        if self._isolation is None:
            self._isolation = self._ready() if self._zygote is not None else Isolation(1, (), (NO_ZYGOTE,))
        return self._isolation

    def worker(self, seconds: float, memory: int) -> Process:
        """A new worker that may compute for ``seconds`` in all and use ``memory`` MiB of its own."""
        if self._zygote is None:
            if sys.platform == "linux" and linux.SUPPORTED:
                linux.close_memory()  # the worker is a process of the same user, and nothing else stands between
            return plain(self.command(), {**ENVIRONMENT, **windows_needs()}, seconds, never_root())
        try:
            return self._fork(seconds, memory)
        except (OSError, Infrastructure):
            # The zygote is gone (the kernel may have taken it when memory ran out): start another, once.
            self._zygote.close()
            self._zygote, self._isolation = Zygote(self.packages, self.forbid), None
            return self._fork(seconds, memory)

    def command(self) -> list[str]:
        """What starts a worker without a zygote."""
        script = (
            f"import sys; sys.path += {[str(ROOT), *sites(self.packages)]!r}\n"
            f"import {', '.join(self.packages)}\n"
            "from graders.sandbox import worker\n"
            f"sys.path.remove({str(ROOT)!r})\n"
            "worker.main()"
        )
        return [*INTERPRETER, "-c", script]

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
        """The zygote's next message; raises Infrastructure where it has ended."""
        assert self._zygote is not None
        try:
            message, fds, _, _ = socket.recv_fds(self._zygote.control, MESSAGE, 1)
        except ConnectionError:
            message, fds = b"", []
        if not message:
            raise Infrastructure(f"the process that starts the workers ended: {self._zygote.last_words()}")
        return json.loads(message), fds

    def _fork(self, seconds: float, memory: int) -> Process:
        work = None
        if "namespaces" not in self.isolation.layers:
            work = tempfile.mkdtemp(prefix="labproof-")
            if os.getuid() == 0:
                os.chown(work, WORKER_ID, WORKER_ID)
        requests, replies, out, err = (os.pipe() for _ in range(4))
        ours = [requests[1], replies[0], out[0], err[0]]
        theirs = [requests[0], replies[1], out[1], err[1]]
        lifetime = int(seconds) + 2
        try:
            message = json.dumps({"seconds": lifetime, "memory": memory, "work": work}).encode()
            assert self._zygote is not None
            socket.send_fds(self._zygote.control, [message], theirs)
            pid, pidfd = self._started()
            self.ends.pop(pid, None)  # of an earlier process with that number
        except BaseException:
            for fd in ours:
                os.close(fd)
            if work is not None:
                os.rmdir(work)
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        zygote = self._zygote

        def ended(patience: float) -> Ended | None:
            if self._zygote is not zygote:
                raise Infrastructure("the process that started this worker has ended")
            return self._ended(pid, patience)

        return Process(
            PipeLink(ours[0], ours[1], (ours[2], ours[3])),
            kill=lambda: _kill(pidfd),
            ended=ended,
            cpu_seconds=_CpuClock(pid),
            delayed=_Line(pid),
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
        """How a worker ended, as soon as the zygote tells; None where it still runs."""
        deadline = time.monotonic() + patience
        while pid not in self.ends:
            assert self._zygote is not None
            self._zygote.control.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                self._note_end(self._hear()[0])
            except TimeoutError:
                return None
            finally:
                self._zygote.control.settimeout(START_SECONDS)
        return self.ends.pop(pid)

    def _note_end(self, message: dict[str, Any]) -> None:
        self.ends[message["ended"]] = Ended(message["status"], message["seconds"], message["overfull"])
        if len(self.ends) > ENDS_KEPT:  # those of workers that nobody asked after
            del self.ends[next(iter(self.ends))]


class _CpuClock:
    """The seconds that a process has computed, all its threads together; of one that is gone, the last known."""

    def __init__(self, pid: int) -> None:
        self.clock = (~pid << 3) | 2  # clock_getcpuclockid(3)
        self.last = 0.0

    def __call__(self) -> float:
        with contextlib.suppress(OSError):
            self.last = time.clock_gettime(self.clock)
        return self.last


class _Line:
    """The seconds that a process's first thread has stood in line for a processor; of one that is gone, the last known.

    Where the kernel keeps no account of it (see its documentation, scheduler/sched-stats), that is 0.
    """

    def __init__(self, pid: int) -> None:
        self.account = Path(f"/proc/{pid}/schedstat")
        self.last = 0.0

    def __call__(self) -> float:
        with contextlib.suppress(OSError, IndexError, ValueError):
            self.last = int(self.account.read_text().split()[1]) / 1e9
        return self.last


def _kill(pidfd: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.close(pidfd)


def _tier(layers: dict[str, bool]) -> int:
    """3: every layer; 2: system calls filtered and files out of reach, by Landlock or by a root of its own; else 1."""
    if layers["seccomp"] and layers["landlock"] and layers["namespaces"]:
        return 3
    return 2 if layers["seccomp"] and (layers["landlock"] or layers["namespaces"]) else 1


def windows_needs() -> dict[str, str]:
    """What no process of Windows can do without."""
    names = ("SYSTEMROOT",) if sys.platform == "win32" else ()
    return {name: os.environ[name] for name in names if name in os.environ}
