"""Work of our own in processes of its own: one is forked off for each job, as many at once as there are cores.

What a job changes (a global, the random numbers of NumPy, a file) is gone with it, and one that never ends or that
asks for all the memory is ended alone. This is no sandbox: nothing that somebody handed in is run here.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graders.headroom import with_headroom
from graders.sandbox.preparation import one_thread

CHUNK = 1 << 20

LONGEST = 900.0
"""Seconds after which a job is ended that sleeps; those that compute are ended by ``computing_time``."""

Job = Callable[[], Any]
"""Gives a value that JSON can carry."""


@dataclass(frozen=True)
class Ended:
    """A job's end: its value, or in words why there is none. ``died`` is said of a job whose process was ended."""

    number: int
    value: Any = None
    failure: str | None = None
    died: bool = False


@dataclass
class _Running:
    number: int
    process: int
    folder: str
    until: float
    received: bytearray = field(default_factory=bytearray)


def work(jobs: Sequence[Job], processes: int, memory: int) -> Iterator[Ended]:
    """Do the jobs, each with ``memory`` MiB beyond what is there now; they come back in the order of their ends."""
    waiting = deque(enumerate(jobs))
    running: dict[int, _Running] = {}
    gc.freeze()  # the children share what is there already
    with tempfile.TemporaryDirectory(prefix="labproof-") as scratch, selectors.DefaultSelector() as selector:
        try:
            while waiting or running:
                while waiting and len(running) < processes:
                    number, job = waiting.popleft()
                    reader, started = _fork(number, job, memory, os.path.join(scratch, str(number)))
                    running[reader] = started
                    selector.register(reader, selectors.EVENT_READ)
                for key, _ in selector.select(timeout=1.0):
                    reader = key.fd
                    received = os.read(reader, CHUNK)
                    running[reader].received += received
                    if not received:
                        selector.unregister(reader)
                        os.close(reader)
                        yield _ended(running.pop(reader))
                for job_ in running.values():
                    if time.monotonic() > job_.until:
                        _kill(job_.process)
        finally:
            for reader, left in running.items():
                _kill(left.process)
                os.close(reader)
                os.waitpid(left.process, 0)
            gc.unfreeze()


def computing_time(seconds: float) -> None:
    """Give the running job so much computing time from now on; it ends when that is used up."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _fork(number: int, job: Job, memory: int, folder: str) -> tuple[int, _Running]:
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of forks beside threads; ours hold no lock that a job needs
        process = os.fork()
    if process == 0:
        os.close(reader)
        _child(job, writer, memory, folder)
    os.close(writer)
    return reader, _Running(number, process, folder, time.monotonic() + LONGEST)


def _child(job: Job, writer: int, memory: int, folder: str) -> None:
    """The life of a forked process. It never returns."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the command ends the children too
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        os.mkdir(folder)
        tempfile.tempdir = folder
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - as long as the process
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        _limit(memory)
        one_thread()
        try:
            answer = {"value": job()}
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"line {last.lineno} of {Path(last.filename).name}"
            answer = {"failure": f"{type(error).__name__}: {error} ({where})"}
        computing_time(0)
        with open(writer, "wb") as pipe:
            pipe.write(json.dumps(answer).encode())
        code = 0
    finally:
        os._exit(code)


def _limit(memory: int) -> None:
    import resource  # not on Windows, where nothing is forked either

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = with_headroom(memory)
    if most is not None:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _ended(job: _Running) -> Ended:
    _, status = os.waitpid(job.process, 0)
    shutil.rmtree(job.folder, ignore_errors=True)
    try:
        answer = json.loads(job.received)
    except ValueError:
        return Ended(job.number, failure=_how(status), died=True)
    return Ended(job.number, answer.get("value"), answer.get("failure"))


def _how(status: int) -> str:
    number = os.waitstatus_to_exitcode(status)
    if number == -signal.SIGPROF:
        return "it ran out of computing time"
    if number == -signal.SIGKILL:
        return "it did not end, or the machine ran out of memory"
    return f"its process died ({signal.Signals(-number).name})" if number < 0 else "its process gave no answer"


def _kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
