"""A large class graded with the command: time over its own computation, and memory.

::

    python -m benchmarks.class_run 300 softmax xor lstm …
"""

from __future__ import annotations

import itertools
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

from benchmarks import cohort, floor
from benchmarks.figure import Figure, show
from graders import choice, labs, oracle
from graders.intake.parcel import Parcel
from graders.rehearsal import rehearsed

ROOT = Path(__file__).parents[1]
JOBS = 2
SEED = "benchmark"


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
        folder = Path(scratch) / "submissions"
        _write(works, folder)
        before = of_class(names, count)
        run = _graded(folder, Path(scratch) / "results")
        after = of_class(names, count)
        small = Path(scratch) / "small"
        _write(works[: count // 10], small)
        few = _graded(small, Path(scratch) / "few")
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
    yield Figure(
        f"memory of the command, {count} students against {count // 10}",
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


def _floor(count: int, names: Sequence[str]) -> float:
    loaded = {name: labs.load(name) for name in names}
    total = 0.0
    for work in cohort.works(names, count):
        if work.kind == "hostile":
            continue
        lab = loaded[work.lab]
        submission = choice.chosen(Parcel(work.kind, dict(work.files)).tree(), lab)
        truth = oracle.Live(lab, SEED)
        with floor._quiet(), floor._found(submission) as finder:
            began = time.perf_counter()
            module = finder.load(lab.files[0])
            for check in lab.checks.values():
                rehearsed(check, module, truth)
            total += time.perf_counter() - began
    return total


def _write(works: Sequence[cohort.Work], folder: Path) -> None:
    for name, work in zip(cohort.names(), works, strict=False):
        for path, content in work.files.items():
            place = folder / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def _graded(folder: Path, results: Path) -> Run:
    words = ["grade.py", "class", str(folder), "--out", str(results), "--jobs", str(JOBS), "--seed", SEED]
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL) as command:
        most = [0.0, 0.0]
        watch = threading.Thread(target=_watch, args=(command, most))
        watch.start()
        code = command.wait()
        wall = time.perf_counter() - began
        watch.join()
    if code not in (0, 1):
        raise RuntimeError(f"grading ended with {code}")
    return Run(wall, *most)


def _watch(command: subprocess.Popen[bytes], most: list[float]) -> None:
    """Note the most memory that the command, and that all its processes, had."""
    while command.poll() is None:
        own = _resident(command.pid)
        most[0] = max(most[0], own)
        most[1] = max(most[1], own + sum(map(_resident, _below(command.pid))))
        time.sleep(0.5)


def _below(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(number) for number in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
        found += [*children, *itertools.chain.from_iterable(map(_below, children))]
    return found


def _resident(process: int) -> float:
    """MiB that are a process's share of what is in memory."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Print the figures of a class, or with ``--floor`` its own computation."""
    words = [word for word in sys.argv[1:] if word != "--floor"]
    count, names = int(words[0]), words[1:]
    if "--floor" in sys.argv:
        print(json.dumps(_floor(count, names)))
        return
    show(large_class(count, names), Console())


if __name__ == "__main__":
    main()
