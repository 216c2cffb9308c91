"""A large class graded with the command: time over its own computation, and memory.

::

    python -m benchmarks.class_run 300 softmax xor lstm …
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks import cohort, floor, processes
from benchmarks.figure import Figure, Skipped, show
from benchmarks.program import GRADE, ROOT
from graders import choice, labs, oracle
from graders.intake.parcel import Parcel
from graders.rehearsal import rehearsed

JOBS = 2
ONE_MACHINE = ("--jobs", str(JOBS))
SEED = "benchmark"
PAUSE = 0.25
GRADED = (0, 1)
"""The exit codes of a class that was graded; with 1 a human has to look at some of it."""


@dataclass(frozen=True)
class Run:
    """One run of the command: seconds on the wall, MiB of the command itself and of all its processes at most."""

    wall: float
    own_memory: float
    memory: float


def large_class(count: int, names: Sequence[str]) -> Iterator[Figure]:
    """A class of ``count`` students made from the labs ``names``."""
    works = cohort.works(names, count)
    with tempfile.TemporaryDirectory(prefix="class-") as scratch:
        before = of_class(names, count)
        run = graded(cohort.written(works, Path(scratch) / "submissions"), Path(scratch) / "results")
        after = of_class(names, count)
        few = graded(cohort.written(works[: count // 10], Path(scratch) / "small"), Path(scratch) / "few")
    own = (before + after) / 2
    yield Figure(
        f"class of {count}, {JOBS} at a time: total ÷ (own computation ÷ {JOBS})",
        JOBS * run.wall / own,
        "",
        1.3,
        (
            f"own computation {own:.1f} s ({before:.1f} before, {after:.1f} after), graded in {run.wall:.1f} s",
            f"labs: {', '.join(names)}",
        ),
    )
    yield memory_against(count, run, count // 10, few)


def memory_against(many: int, run: Run, fewer: int, few: Run) -> Figure:
    """The memory of the command with ``many`` students in units of that with ``fewer``."""
    return Figure(
        f"memory of the command, {many:,} students against {fewer:,}",
        run.own_memory / few.own_memory,
        "",
        1.1,
        (
            f"{run.own_memory:.0f} MiB against {few.own_memory:.0f}; "
            f"all its processes together {run.memory:.0f} against {few.memory:.0f}",
        ),
    )


def of_class(names: Sequence[str], count: int) -> float:
    """What all works but the hostile ones take in one warm process, one after the other, with nothing around them."""
    words = [sys.executable, "-m", "benchmarks.class_run", "--floor", str(count), *names]
    environment = {**os.environ, **floor.ONE_THREAD}
    done = subprocess.run(words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return float(json.loads(done.stdout))


def graded(folder: Path, results: Path, options: Sequence[str] = ONE_MACHINE) -> Run:
    """Grade the class in ``folder`` with the command; raises Skipped where it can't be graded here."""
    words = [GRADE, "class", str(folder), "--out", str(results), "--seed", SEED, *options]
    most = [0.0, 0.0]
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        with subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said) as command:
            watch = threading.Thread(target=_watch, args=(command, most))
            watch.start()
            code = command.wait()
            wall = time.perf_counter() - began
            watch.join()
        said.seek(0)
        last = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    if code not in GRADED:
        raise Skipped(f"grade.py class ended with the exit code {code}: {last or 'it said nothing'}")
    return Run(wall, *most)


def _watch(command: subprocess.Popen[bytes], most: list[float]) -> None:
    """Note the most memory that the command, and that all its processes, had."""
    while command.poll() is None:
        own = processes.memory(command.pid).share
        below = sum(processes.memory(each).share for each in processes.descendants(command.pid))
        most[:] = max(most[0], own), max(most[1], own + below)
        time.sleep(PAUSE)


def _floor(count: int, names: Sequence[str]) -> float:
    loaded = {name: labs.load(name) for name in names}
    total = 0.0
    for work in cohort.works(names, count):
        if work.kind == "hostile":
            continue
        lab = loaded[work.lab]
        submission = choice.chosen(Parcel(work.kind, dict(work.files)).tree(), lab)
        truth = oracle.Live(lab, SEED)
        with floor.quiet(), floor.found(submission) as finder:
            began = time.perf_counter()
            module = finder.load(lab.files[0])
            for check in lab.checks.values():
                rehearsed(check, module, truth)
            total += time.perf_counter() - began
    return total


def main() -> None:
    """Print the figures of a class, or with ``--floor`` its own computation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.class_run", description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int, metavar="STUDENTS", help="how many the class has; 10 at least")
    parser.add_argument("names", nargs="+", metavar="LAB", help="what their work is made from")
    parser.add_argument("--floor", action="store_true", help="print the seconds of its own computation, instead")
    options = parser.parse_args()
    if options.floor:
        print(json.dumps(_floor(options.count, options.names)))
        return
    show(large_class(options.count, options.names), Console())


if __name__ == "__main__":
    main()
