"""A class graded by the workers of a local dask scheduler, against the same by processes of this machine."""

from __future__ import annotations

import contextlib
import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import class_run, cohort, program
from benchmarks.class_run import JOBS, ONE_MACHINE
from benchmarks.figure import Figure, Skipped, spread

LAB = "softmax"
STUDENTS = 40
ROUNDS = 3
PATIENCE = 60.0
"""Seconds in which a scheduler, and its workers, have to be there."""

LOCAL = ("--host", "127.0.0.1", "--no-dashboard")


def cluster() -> Iterator[Figure]:
    """The same class in turns: over the cluster, and with ``--jobs``."""
    if importlib.util.find_spec("distributed") is None:
        raise Skipped("dask.distributed is not installed; python -m pip install '.[cluster]'")
    here, there = [], []
    with program.surroundings() as (scratch, _):
        folder = cohort.written(cohort.works([LAB], STUDENTS), scratch / "submissions")
        began = time.perf_counter()
        with _cluster(scratch) as address:
            start = time.perf_counter() - began
            for number in range(ROUNDS):
                run = class_run.graded(folder, scratch / f"there {number}", ("--cluster", address))
                there.append(run.wall)
                here.append(class_run.graded(folder, scratch / f"here {number}", ONE_MACHINE).wall)
    details = (
        f"over the cluster, {spread(there, 's')}; the first, for which its workers load the lab, {there[0]:.1f} s",
        f"with --jobs {JOBS}, in turns with it, {spread(here, 's')}",
    )
    yield Figure(
        f"grade.py class of {STUDENTS}: a local cluster of {JOBS} workers ÷ --jobs {JOBS}",
        statistics.median(one / other for one, other in zip(there, here, strict=True)),
        "",
        None,
        details,
    )
    details = ("from the start of the scheduler until all workers have registered; once, before the first class",)
    yield Figure(f"a local dask scheduler and {JOBS} workers: start", start, "s", None, details)


@contextlib.contextmanager
def _cluster(scratch: Path) -> Iterator[str]:
    """The address of a scheduler that has its workers, started as docs/class.md says; all of them end with it."""
    told = scratch / "scheduler.json"
    with contextlib.ExitStack() as running:
        scheduler = running.enter_context(_dask("scheduler", "--port", "0", "--scheduler-file", str(told), *LOCAL))
        _wait(told.exists, scheduler)
        from distributed import Client

        kept = ("--local-directory", str(scratch / "workers"))
        workers = running.enter_context(
            _dask("worker", "--scheduler-file", str(told), "--nworkers", str(JOBS), "--nthreads", "1", *kept, *LOCAL)
        )
        with Client(scheduler_file=str(told), timeout=PATIENCE) as client:
            _wait(lambda: len(client.nthreads()) == JOBS, workers)
            address = client.scheduler.address
        yield address


@contextlib.contextmanager
def _dask(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "dask", *words]
    with subprocess.Popen(command, cwd=program.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Skipped("no local dask cluster starts here; see what `python -m dask scheduler` says")
        time.sleep(0.02)
