"""One worker, as the grader holds it: ask it, stop it, and tell how it ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from graders.errors import CannotGrade, Infrastructure
from graders.model import Outcome
from graders.sandbox import wire
from graders.sandbox.launch import START_SECONDS, WORKER_ID
from graders.sandbox.links import Link, PipeLink, ThreadLink
from graders.sandbox.streams import Clock, Stopped, Streams

FILES = "files"
"""The detail of an end by what was written to files, beside that by what was printed."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit status (minus the signal), the seconds it computed.

    ``overfull``: it was ended because its folder held more than it may keep.
    """

    status: int
    seconds: float
    overfull: bool = False


class Lost(Exception):
    """The worker is gone, by its own doing or because it broke a bound; ``detail`` is an exit status, or words."""

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        super().__init__(outcome, detail)
        self.outcome = outcome
        self.detail = detail


class Process:
    """A worker and the streams to it.

    ``kill`` ends it at once, ``ended`` waits a moment for how it ended (None: it still runs), ``cpu_seconds`` is
    what it has computed so far, ``delayed`` how long it stood in line for a processor.
    """

    def __init__(
        self,
        link: Link,
        *,
        kill: Callable[[], None],
        ended: Callable[[float], Ended | None],
        cpu_seconds: Callable[[], float],
        lifetime: float,
        work: str | None = None,
        delayed: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.streams = Streams(link, cpu_seconds, delayed)
        self.kill = kill
        self.ended = ended
        self.lifetime = lifetime
        self.work = work
        self.alive = True
        self.heard = False
        self.lost: Lost | None = None
        self.end: Ended | None = None

    def greet(self) -> None:
        """Wait until the worker has confined itself; the student's time does not run yet."""
        if self.heard:
            return
        try:
            hello = self.streams.receive(Clock(START_SECONDS))
        except (Stopped, wire.WireError) as error:
            said = self.streams.take_output().strip()
            self.close()
            raise Infrastructure(f"a worker did not start: {said or error}") from None
        if hello != ["hello"]:
            self.close()
            raise Infrastructure("a worker said something else than hello")
        self.heard = True

    def ask(self, frame: bytes, clock: Clock) -> Any:
        """Send a request and give the decoded reply; raises Lost, after which the worker is gone."""
        if self.lost is not None:
            raise self.lost
        self.greet()
        try:
            return self.streams.exchange(frame, clock)
        except Stopped as stop:
            lost = Lost(stop.outcome) if stop.outcome is not None else self._post_mortem()
        except wire.WireError as error:
            lost = Lost(Outcome.PROTOCOL, str(error))
        raise self.give_up(lost)

    def give_up(self, lost: Lost) -> Lost:
        """End the worker for a reason, which is given back, and again whenever it is asked something."""
        self.lost = lost
        self.close()
        return lost

    def close(self) -> None:
        """End the worker, however it stands, and leave nothing behind."""
        if not self.alive:
            return
        self.alive = False
        with contextlib.suppress(Stopped, wire.WireError):
            self.streams.listen()
        self.kill()
        self.streams.link.close()
        if self.work is not None:
            with contextlib.suppress(Infrastructure):
                self._wait_for_end(START_SECONDS)
            _remove(self.work)

    def _wait_for_end(self, seconds: float) -> Ended | None:
        if self.end is None:
            self.end = self.ended(seconds)
        return self.end

    def _post_mortem(self) -> Lost:
        """Why a worker closed its end: it exited, crashed, or ran into a limit that the kernel keeps."""
        end = self._wait_for_end(1.0)
        with contextlib.suppress(Stopped, wire.WireError):
            self.streams.listen()
        if end is None:
            return Lost(Outcome.PROTOCOL, "it closed the channel of replies")
        if end.overfull:
            return Lost(Outcome.OUTPUT, FILES)
        if end.status == -signal.SIGKILL:
            return Lost(Outcome.CPU if end.seconds >= self.lifetime - 0.5 else Outcome.MEMORY)
        if b"Memory allocation still failed" in self.streams.output:  # OpenBLAS, which then exits
            return Lost(Outcome.MEMORY)
        if end.status < 0:
            names = {each.value: each.name for each in signal.Signals}
            return Lost(Outcome.CRASH, names.get(-end.status, f"signal {-end.status}"))
        return Lost(Outcome.EXITED, str(end.status))


def _remove(folder: str) -> None:
    """Delete a work folder, whatever a student made in it or put in its place."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.name == "posix" and os.path.lexists(folder):  # too deep for Python, closed to the grader itself, or a link
        commands = [["chmod", "-R", "u+rwx", folder], ["rm", "-rf", folder]]
        if os.geteuid() == 0 or os.path.islink(folder):
            del commands[0]  # it follows a link, and root needs no modes
        for command in commands:
            subprocess.run(command, stderr=subprocess.DEVNULL)


def never_root() -> int | None:
    """The user that a worker without confinement becomes: where the grader is root, one that owns nothing."""
    return WORKER_ID if os.name == "posix" and os.geteuid() == 0 else None


def _link(requests: IO[bytes], replies: IO[bytes], printed: IO[bytes]) -> Link:
    """The link over a subprocess's pipes: where they can be waited for, what was printed is there with the reply."""
    if os.name != "posix":
        return ThreadLink(requests, replies, printed)
    own = [os.dup(pipe.fileno()) for pipe in (requests, replies, printed)]
    for pipe in (requests, replies, printed):
        pipe.close()
    return PipeLink(own[0], own[1], (own[2],))


def plain(command: list[str], environment: dict[str, str], lifetime: float, user_id: int | None) -> Process:
    """A worker as a subprocess without confinement (tier 1): what macOS, Windows and old kernels get.

    It starts in an empty folder, as ``user_id`` or, with None, as whoever runs this.
    """
    work = tempfile.mkdtemp(prefix="labproof-")
    user: dict[str, Any] = {}
    if user_id is not None:
        os.chown(work, user_id, user_id)
        user = {"user": user_id, "group": user_id, "extra_groups": []}
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=work,
            start_new_session=os.name == "posix",
            **user,
        )
    except PermissionError:
        shutil.rmtree(work, ignore_errors=True)
        raise CannotGrade(
            f"{command[0]} can't be run by the unprivileged user {WORKER_ID} that runs the students' code; "
            "run the grader as an ordinary user, or install Python outside of root's own folders"
        ) from None
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None

    def ended(seconds: float) -> Ended | None:
        try:
            return Ended(child.wait(seconds), 0.0)
        except subprocess.TimeoutExpired:
            return None

    def kill() -> None:
        if os.name != "posix":
            return child.kill()
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody, or on macOS zombies only
            os.killpg(child.pid, signal.SIGKILL)  # and with it what it has started, as far as it stayed in its group

    link = _link(child.stdin, child.stdout, child.stderr)
    # Without a clock of the child's own, waiting counts as computing.
    return Process(link, kill=kill, ended=ended, cpu_seconds=time.monotonic, lifetime=lifetime, work=work)
