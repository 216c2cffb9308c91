"""Starting a zygote: the first thing that a grading command does, before anything slow is imported here."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

WORKER_ID = 61113 + os.getpid() % 64
"""The user and group that a worker becomes when the grader is root; no person and no service has it.

Several processes may grade at once: limits that count a user's threads, and signals to all of a user's processes, then
mostly stay among the workers of one.
"""

START_SECONDS = 60.0

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

INTERPRETER = (sys.executable, "-s", "-S", "-B")
ROOT = Path(__file__).resolve().parents[2]


def sites(packages: Sequence[str]) -> list[str]:
    """The folders on the path in which the packages lie; one that is not installed is left to the zygote to miss."""
    specs = [importlib.util.find_spec(package) for package in packages]
    places = [place for spec in specs if spec is not None for place in spec.submodule_search_locations or ()]
    return list(dict.fromkeys(os.path.dirname(place) for place in places))


class Zygote:
    """The process that forks the workers, and the socket to it. It gets warm while the grader does something else.

    ``forbid`` names layers of the confinement to do without.
    """

    def __init__(self, packages: Sequence[str], forbid: Sequence[str] = ()) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [*INTERPRETER, str(Path(__file__).with_name("zygote.py")), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=ENVIRONMENT,
                pass_fds=[theirs.fileno()],
                cwd="/",
            )
        self.control.settimeout(START_SECONDS)
        setup = {"packages": packages, "sites": sites(packages), "forbid": forbid, "worker_id": WORKER_ID}
        self.control.send(json.dumps(setup).encode())

    def leave_nothing(self) -> None:
        """Let it end the workers and what they started, before it ends itself."""
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self.control.shutdown(socket.SHUT_WR)
            self.process.wait(START_SECONDS)

    def close(self) -> None:
        """End it, and with it every worker."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def last_words(self) -> str:
        """The last line of what it wrote before it ended."""
        if self.process.stderr is None:
            return ""
        said = self.process.stderr.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said else "it said nothing"
