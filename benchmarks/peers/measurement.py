"""What the commands of a peer take: seconds on the wall, exit codes, memory."""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import processes
from benchmarks.peers.peer import Command, Peer

GUARD = 120
"""Seconds for each submission after which a command that still runs is ended: no peer should need it."""

PAUSE = 0.01


@dataclass(frozen=True)
class Run:
    """Some commands that were run: seconds on the wall and those of the processors, and the exit code for each name."""

    wall: float
    computed: float
    codes: dict[str, int]


def run(peer: Peer, commands: Sequence[Command], jobs: int) -> Run:
    """Run the commands, ``jobs`` at a time; each takes its place as soon as one is free."""
    waiting: queue.SimpleQueue[Command] = queue.SimpleQueue()
    for command in commands:
        waiting.put(command)
    codes: dict[str, int] = {}
    threads = [threading.Thread(target=_work, args=(peer, waiting, codes)) for _ in range(jobs)]
    before, began = _computed(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Run(time.perf_counter() - began, _computed() - before, codes)


def memory(peer: Peer, command: Command) -> float:
    """The MiB that a command and all it starts hold at their peak; what n processes share counts 1/n for each."""
    most = 0.0
    with _started(peer, command) as process:
        while process.poll() is None:
            pids = (process.pid, *processes.descendants(process.pid))
            most = max(most, sum(processes.memory(pid).share for pid in pids))
            time.sleep(PAUSE)
    return most


def _computed() -> float:
    """The processor seconds of all processes that were started here and have ended, and of those that they started."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _work(peer: Peer, waiting: queue.SimpleQueue[Command], codes: dict[str, int]) -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            command = waiting.get_nowait()
            with _started(peer, command) as process:
                try:
                    code = process.wait(GUARD * len(command.names))
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    code = process.wait()
            codes.update(dict.fromkeys(command.names, code))


@contextlib.contextmanager
def _started(peer: Peer, command: Command) -> Iterator[subprocess.Popen[bytes]]:
    """The command, with what it prints in a log of the course, which is at hand where a peer is to be looked into."""
    with (
        (peer.place / "log").open("ab") as log,
        subprocess.Popen(
            command.words,
            cwd=command.folder,
            env=peer.surroundings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        yield process
