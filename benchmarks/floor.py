"""What a submission costs without a grader around it: its own computation, in one process that is warm."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import sys
import time
import warnings
from collections.abc import Iterator
from types import ModuleType
from unittest import mock

from benchmarks import classroom
from graders import oracle, verify
from graders.lab import Lab
from graders.sandbox.worker import SubmittedFinder
from graders.submission import Submission


def seconds(lab: Lab, name: str, wired: bool) -> float:
    """The seconds that a submission's checks take in this process: loading, the student's part, the comparisons.

    ``wired`` sends the calls through the wire's encoder and decoder, as a lab's own proof does; without, the checks
    call the student's functions as they are.
    """
    work, oracle_ = classroom.submission(lab, name), oracle.Live(lab, classroom.SEED)
    with _quiet(), _found(work) as finder:
        began = time.perf_counter()
        spec = importlib.util.spec_from_loader("network", finder)
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        try:
            finder.exec_module(module)
        except Exception:
            return time.perf_counter() - began
        if wired:
            verify.results(lab, module, classroom.SEED)
        else:
            _direct(lab, module, oracle_)
        return time.perf_counter() - began


def _direct(lab: Lab, module: ModuleType, oracle_: oracle.Live) -> None:
    for check in lab.checks.values():
        with contextlib.suppress(Exception, SystemExit):
            check.function(module, lab.reference, oracle_.rng(check))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What a submission prints is kept; one that ends the program ends its function."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(),
        mock.patch.object(os, "_exit", side_effect=SystemExit),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _found(work: Submission) -> Iterator[SubmittedFinder]:
    """The submitted files can be imported, and are forgotten afterwards."""
    finder = SubmittedFinder(work.files)
    sys.meta_path.insert(0, finder)
    try:
        yield finder
    finally:
        sys.meta_path.remove(finder)
        for name in finder.sources:
            sys.modules.pop(name, None)
