"""What a submission costs without a grader around it: its own computation, in one process that is warm."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from unittest import mock

from benchmarks import classroom
from graders import labs, oracle, verify
from graders.lab import Lab
from graders.sandbox.loading import SubmittedFiles
from graders.submission import Submission

ROOT = Path(__file__).parents[1]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A worker has one thread, so what it is compared with has one as well."""


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall, and of the processor, which other people's load changes less."""

    wall: float
    computed: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.computed + other.computed)


def of_class(wired: bool) -> Spent:
    """What the submissions of the class that end take together.

    ``wired`` sends the calls through the wire's encoder and decoder, as a lab's own proof does; without, the checks
    call the student's functions as they are.
    """
    return _measured("wired" if wired else "direct")


def of_textbook() -> Spent:
    """What the checks of the lab softmax take on its own reference."""
    return _measured("textbook")


def _measured(what: str) -> Spent:
    words = [sys.executable, "-m", "benchmarks.floor", what]
    done = subprocess.run(words, env={**os.environ, **ONE_THREAD}, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return Spent(**json.loads(done.stdout))


def main() -> None:
    """Measure in this process, once it is warm."""
    for _ in range(2):
        spent = _textbook() if sys.argv[1] == "textbook" else _class(sys.argv[1] == "wired")
    print(json.dumps(dataclasses.asdict(spent)))


def _class(wired: bool) -> Spent:
    lab = classroom.lab()
    return sum((_spent(lab, name, wired) for name in classroom.ending()), Spent(0, 0))


def _textbook() -> Spent:
    lab = labs.load("softmax")
    began, computed = time.perf_counter(), time.process_time()
    verify.results(lab, lab.reference, classroom.SEED)
    return Spent(time.perf_counter() - began, time.process_time() - computed)


def _spent(lab: Lab, name: str, wired: bool) -> Spent:
    """Loading, the student's part of every check, the comparisons."""
    work, oracle_ = classroom.submission(lab, name), oracle.Live(lab, classroom.SEED)
    with quiet(), found(work) as finder:
        began, computed = time.perf_counter(), time.process_time()
        module = finder.load("network.py")
        if not finder.stopped and wired:
            verify.results(lab, module, classroom.SEED)
        elif not finder.stopped:
            _direct(lab, module, oracle_)
        return Spent(time.perf_counter() - began, time.process_time() - computed)


def _direct(lab: Lab, module: ModuleType, oracle_: oracle.Live) -> None:
    for check in lab.checks.values():
        with contextlib.suppress(Exception, SystemExit):
            check.function(module, lab.reference, oracle_.rng(check))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What a submission prints is kept; one that ends the program ends its function."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(),
        mock.patch.object(os, "_exit", side_effect=SystemExit),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def found(work: Submission) -> Iterator[SubmittedFiles]:
    """The submitted files can be imported, and are forgotten afterwards."""
    finder = SubmittedFiles(work.parts())
    sys.meta_path.insert(0, finder)
    try:
        yield finder
    finally:
        sys.meta_path.remove(finder)
        for name in finder.names:
            sys.modules.pop(name, None)


if __name__ == "__main__":
    main()
