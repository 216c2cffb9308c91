"""Classes of three sizes graded with the command: what ten times the students cost in time and in memory."""

from __future__ import annotations

import itertools
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import class_run, cohort, program
from benchmarks.class_run import Run
from benchmarks.figure import Figure, underway

LAB = "activations"
"""Its works compute little, so that what grows is what grading costs; a training would take most of the time."""

SIZES = (20, 300, 3_000)
"""From the smallest class to the largest, which is compared with the one before."""


@dataclass(frozen=True)
class Grown:
    """A class of ``count``, graded: the run, and the seconds that writing its report anew took afterwards."""

    count: int
    run: Run
    report: float

    def __str__(self) -> str:
        return (
            f"{self.count:,} students: {self.run.wall:.1f} s, {1000 * self.run.wall / self.count:.0f} ms a submission; "
            f"the command {self.run.own_memory:.0f} MiB, all its processes {self.run.memory:.0f} MiB; "
            f"grade.py report, afterwards: {self.report:.1f} s"
        )


def growth(sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Time and memory of the largest class in units of those of the next smaller one.

    The largest is made of the same works as the next smaller one, again and again under other names, so that its
    students compute the same on average. The smaller class is graded before the largest and after it.
    """
    *_, fewer, many = sizes
    works = cohort.works([LAB], fewer)
    found = [_graded(works, count) for count in (*sizes, fewer)]
    told = tuple(map(str, found))
    large = next(each.run for each in found if each.count == many)
    small = [each.run for each in found if each.count == fewer]
    yield Figure(
        f"grade.py class, {many:,} students against {fewer:,}: time",
        large.wall / statistics.mean(run.wall for run in small),
        "",
        1.05 * many / fewer,
        (
            *told,
            f"{class_run.JOBS} at a time, in this order; the class of {many:,} has the works of {fewer} repeatedly",
        ),
    )
    yield class_run.memory_against(many, large, fewer, max(small, key=lambda run: run.own_memory))


def _graded(works: Sequence[cohort.Work], count: int) -> Grown:
    underway(f"a class of {count:,} …")
    with tempfile.TemporaryDirectory(prefix="class-") as scratch:
        results = Path(scratch) / "results"
        repeated = itertools.islice(itertools.cycle(works), count)
        run = class_run.graded(cohort.written(repeated, Path(scratch) / "submissions"), results)
        report = program.ended([program.GRADE, "report", str(results), "--out", str(Path(scratch) / "anew")])
    grown = Grown(count, run, report.wall)
    underway(str(grown))
    return grown
