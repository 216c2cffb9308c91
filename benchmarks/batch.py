"""The class graded: what it costs beyond its own computation, and whether every verdict is right."""

from __future__ import annotations

import json
import queue
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import classroom, floor
from benchmarks.figure import Figure
from graders.lab import Lab

ROUNDS = 3
LIMIT = 10.0
"""The seconds that each check of the benchmark's lab may take."""

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Graded:
    """Some submissions, graded: the seconds on the wall, those of all processors, and what was said of each."""

    wall: float
    computed: float
    answers: dict[str, dict[str, Any]]


def batch() -> Iterator[Figure]:
    """The class of twenty: the total over the floor, the endless loop, the verdicts."""
    lab, names = classroom.lab(), classroom.ending()
    direct, wired, single, double, nothing = [], [], [], [], []
    for _ in range(ROUNDS):
        direct.append(floor.of_class(wired=False))
        wired.append(floor.of_class(wired=True))
        single.append(graded(names, graders=1))
        double.append(graded(names, graders=2))
        nothing.append(graded([], graders=2))
    loop = graded([classroom.ITS_TWIN, classroom.ENDLESS], graders=1)
    own, wire = [each.wall for each in direct], [each.wall for each in wired]
    one, two = [each.wall for each in single], [each.wall for each in double]
    idle = [each.wall for each in nothing]
    rest = statistics.median(total - start for total, start in zip(two, idle, strict=True))
    computed = [each.computed for each in direct]
    yield Figure(
        f"class, the {len(names)} that end, two at a time: total ÷ (own computation ÷ 2)",
        _ratio(two, own, 2),
        "",
        1.3,
        (
            f"own computation: {seconds(own)}; with every call through the wire as well: {seconds(wire)}",
            f"two at a time: {seconds(two)}; ÷ (the wired computation ÷ 2): {_ratio(two, wire, 2):.2f}",
            f"of that, two graders and their zygotes start and end: {seconds(idle)}; "
            f"the rest ÷ (own computation ÷ 2): {2 * rest / statistics.median(own):.2f}",
            f"one after another: {seconds(one)}; ÷ own computation: {_ratio(one, own, 1):.2f}",
            "in processor time, which other people's load changes less: own computation "
            f"{seconds(computed)}; of all processes ÷ own: {_ratio([t.computed for t in double], computed, 1):.2f} "
            f"two at a time, {_ratio([t.computed for t in single], computed, 1):.2f} one after another",
            f"a submission computes {1000 * statistics.median(own) / len(names):.0f} ms on average, "
            f"and {1000 * statistics.median(one) / len(names):.0f} ms pass when it is graded alone",
        ),
    )
    yield _endless(loop)
    yield _verdicts(lab, {**single[-1].answers, **double[-1].answers, **loop.answers})


def _endless(loop: Graded) -> Figure:
    seconds, twin = (loop.answers[name]["seconds"] for name in (classroom.ENDLESS, classroom.ITS_TWIN))
    details = (f"{seconds:.2f} s to grade, where the same submission without the loop takes {twin:.2f} s",)
    return Figure(f"endless loop: cost on one core, its limit being {LIMIT:g} s", seconds - twin, "s", LIMIT, details)


def _verdicts(lab: Lab, answers: dict[str, dict[str, Any]]) -> Figure:
    false_passes: list[str] = []
    false_fails: list[str] = []
    for name, answer in answers.items():
        must_fail = classroom.failing(lab, name)
        for check, (verdict, reason) in answer["verdicts"].items():
            if (verdict == "passed") == (check in must_fail):
                (false_passes if verdict == "passed" else false_fails).append(f"{name}: {check} {verdict}: {reason}")
    count = sum(len(answer["verdicts"]) for answer in answers.values())
    details = [f"{len(false_passes)} false passes, {len(false_fails)} false fails", *false_passes, *false_fails]
    name = f"class of {len(answers)}: wrong verdicts among {count}"
    return Figure(name, float(len(false_passes) + len(false_fails)), "", 0, tuple(details))


def graded(names: Sequence[str], graders: int, forbid: Sequence[str] = ()) -> Graded:
    """Grade submissions with as many processes; each takes the next name as soon as it is free.

    ``forbid`` names layers of the confinement to do without.
    """
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for name in names:
        waiting.put(name)
    answers: dict[str, dict[str, Any]] = {}
    before, began = _computed(), time.perf_counter()
    threads = [threading.Thread(target=_feed, args=(waiting, answers, forbid)) for _ in range(graders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, computed = time.perf_counter() - began, _computed() - before
    if len(answers) != len(names):
        raise RuntimeError(f"only {len(answers)} of {len(names)} submissions were graded; a grader ended early")
    return Graded(wall, computed, answers)


def _feed(waiting: queue.SimpleQueue[str], answers: dict[str, dict[str, Any]], forbid: Sequence[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.grader", *forbid],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as grader:
        assert grader.stdin is not None
        assert grader.stdout is not None
        while not waiting.empty():
            name = waiting.get()
            print(name, file=grader.stdin, flush=True)
            answers[name] = json.loads(grader.stdout.readline())
        grader.stdin.close()


def _computed() -> float:
    """The processor seconds of all processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def seconds(values: Sequence[float]) -> str:
    """The median and each of them."""
    return f"{statistics.median(values):.2f} s ({', '.join(f'{value:.2f}' for value in values)})"


def _ratio(totals: Sequence[float], owns: Sequence[float], cores: int) -> float:
    return statistics.median(cores * total / own for total, own in zip(totals, owns, strict=True))
