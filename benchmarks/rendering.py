"""Reports written in one warm process: the page of a submission, and the folder of pages of a class."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from benchmarks import class_run, cohort, program
from benchmarks.figure import Figure, spread
from graders.gradebook import Gradebook, opened
from graders.register import Record, Student
from graders.reports import html, site

LAB = "softmax"
GRADED, STUDENTS = 30, 300
"""So many works are graded; the class has so many students, who hand in those works repeatedly."""

ROUNDS = 3
KIB = 1024

T = TypeVar("T")


def rendering() -> Iterator[Figure]:
    """Milliseconds and KiB of pages, and of a class report."""
    with program.surroundings() as (folder, environment):
        works = cohort.works([LAB], GRADED)
        class_run.graded(cohort.written(works, folder / "submissions"), folder / "graded")
        with opened(folder / "graded") as few:
            records = list(few.records())
        results = folder / "class"
        with opened(results, seed=class_run.SEED, create=True) as book:
            _repeat(records, book)
            yield from _pages(records)
            pairs = [_timed(site.write, folder / f"report {each}", book.records, LAB) for each in range(ROUNDS)]
        whole = [program.ended([program.GRADE, "report", str(results)], environment).wall for _ in range(ROUNDS)]
        files = [path.stat().st_size / KIB for path in (folder / "report 0").rglob("*") if path.is_file()]
    times = [1000 * seconds for seconds, _ in pairs]
    details = (
        f"the gradebook read, all pages rendered and written into a new folder, {spread(times, 'ms')}",
        f"grade.py report, from its start to its end, {spread(whole, 's')}",
    )
    yield Figure(f"class report of {STUDENTS}: time", statistics.median(times), "ms", None, details)
    details = (f"{len(files)} files; the largest has {max(files):.0f} KiB",)
    yield Figure(f"class report of {STUDENTS}: size", sum(files), "KiB", None, details)


def _pages(records: Sequence[Record]) -> Iterator[Figure]:
    """One page after the other, of everybody who has a result."""
    graded = [(record.result, record.mark) for record in records if record.result is not None]
    rounds = [[_timed(html.render, result, mark) for result, mark in graded] for _ in range(1 + ROUNDS)]
    first = 1000 * rounds[0][0][0]
    times = [1000 * seconds for seconds, _ in itertools.chain(*rounds[1:])]
    sizes = [len(text.encode()) / KIB for _, text in rounds[0]]
    details = (f"{len(graded)} works, {spread(times, 'ms')}; the very first, which reads the template: {first:.0f} ms",)
    yield Figure("HTML report of one submission: time", statistics.median(times), "ms", None, details)
    details = (f"{len(graded)} works, {spread(sizes, 'KiB')}",)
    yield Figure("HTML report of one submission: size", statistics.median(sizes), "KiB", None, details)


def _repeat(records: Sequence[Record], book: Gradebook) -> None:
    """Fill a gradebook with a class, each student of which has the work and the grade of one of the records."""
    names = itertools.islice(cohort.names(), STUDENTS)
    graded = [
        replace(record, hand_in=replace(record.hand_in, student=Student(name, name)))
        for name, record in zip(names, itertools.cycle(records), strict=False)
    ]
    book.register((record.hand_in for record in graded), (), LAB)
    for record in graded:
        book.keep(record.student.key, LAB, record.status, "", record.result, record.reason)


def _timed(function: Callable[..., T], *given: object) -> tuple[float, T]:
    """Seconds, and what the function gives."""
    began = time.perf_counter()
    found = function(*given)
    return time.perf_counter() - began, found
