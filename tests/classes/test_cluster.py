"""Graded by other machines' workers: a real scheduler and real workers of dask, one of which is killed."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.classes.conftest import RIGHT, ROOT, Command, compared, made, records
from tests.classes.test_killed import kept

pytest.importorskip("distributed", reason="dask.distributed is not installed; python -m pip install '.[cluster]'")
pytestmark = pytest.mark.slow

ENVIRONMENT = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "5"}


@contextlib.contextmanager
def dask(*words: str, until: str) -> Iterator[tuple[subprocess.Popen[str], re.Match[str]]]:
    """A process of dask's, and where its log says that it is ready."""
    command = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(until, line):
                yield process, found
                break
        else:
            raise AssertionError(f"{words[0]} ended before it was ready")
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def scheduler() -> Iterator[str]:
    with dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", until=r"Scheduler at:\s+(\S+)") as (
        _,
        found,
    ):
        yield found[1]


@contextlib.contextmanager
def worker(scheduler: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]
    with dask("worker", scheduler, *options, until="Registered to") as (process, _):
        yield process


def test_a_worker_that_dies_costs_a_retry_and_no_mark(
    tmp_path: Path, labs: Path, scheduler: str, grade_py: Command
) -> None:
    slow = "\nimport time\n_double = double\n\ndef double(x):\n    time.sleep(0.05)\n    return _double(x)\n"
    works = {
        f"student {number:02}": (RIGHT if number % 3 else RIGHT.replace("2 * x", "3 * x")) + slow
        for number in range(16)
    }
    folder = made(tmp_path / "submissions", works)
    here, there = tmp_path / "here", tmp_path / "there"
    options = ["--labs", labs, "--seed", "a seed"]
    assert grade_py("class", folder, "--out", here, *options).returncode == 0
    command = [sys.executable, "grade.py", "class", folder, "--out", there, *options, "--cluster", scheduler]
    with worker(scheduler, tmp_path / "one") as first, worker(scheduler, tmp_path / "two"):
        run = subprocess.Popen(
            list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while run.poll() is None and kept(there) < 3:
            time.sleep(0.01)
        assert run.poll() is None, "the class was graded before a worker could die"
        os.kill(first.pid, signal.SIGKILL)
        output, errors = run.communicate(timeout=120)
    assert run.returncode == 0, output + errors
    assert {name: compared(record) for name, record in records(there).items()} == {
        name: compared(record) for name, record in records(here).items()
    }


def test_a_worker_with_another_version_is_refused(
    tmp_path: Path, labs: Path, folder: Path, scheduler: str, grade_py: Command
) -> None:
    other = tmp_path / "other"
    with worker(scheduler, other):
        lab = labs / "toy" / "lab.py"
        command = ["class", folder, "--out", tmp_path / "results", "--labs", labs, "--cluster", scheduler]
        assert grade_py(*command).returncode == 0
        lab.write_text(lab.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        done = grade_py(*command)  # the worker still has what it read when it was first asked
    assert done.returncode == 2
    assert "has another version of the lab toy" in done.stderr


def test_without_workers_it_says_how_to_start_some(
    folder: Path, labs: Path, tmp_path: Path, scheduler: str, grade_py: Command
) -> None:
    done = grade_py("class", folder, "--out", tmp_path / "results", "--labs", labs, "--cluster", scheduler)
    assert done.returncode == 3
    assert "has no workers; start some in a checkout" in done.stderr


def test_without_a_scheduler_it_says_so(folder: Path, labs: Path, tmp_path: Path, grade_py: Command) -> None:
    done = grade_py("class", folder, "--out", tmp_path / "r", "--labs", labs, "--cluster", "tcp://127.0.0.1:9")
    assert done.returncode == 3
    assert "no scheduler answers at tcp://127.0.0.1:9" in done.stderr
