"""The processes of this machine that grade, each at a desk of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import Any

from graders import desk
from graders.desk import Answer, Task
from graders.sandbox.preparation import one_thread


class Pool:
    """``jobs`` processes, begun anew when one of them was lost. A context manager."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._executor = self._begun()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, stopped: type[BaseException] | None, *_: object) -> None:
        if stopped is not None:  # nobody waits for the answers, which may take minutes
            for process in list((self._executor._processes or {}).values()):
                process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)

    @property
    def width(self) -> int:
        """How many tasks to have under way: each process has one to go on with."""
        return self.jobs + 2

    def submit(self, task: Task) -> Future[Answer]:
        """Send a task."""
        try:
            return self._executor.submit(desk.graded, task)
        except BrokenExecutor:  # a process was lost; those who wait for its answers are told
            self._executor = self._begun()
            return self._executor.submit(desk.graded, task)

    def _begun(self) -> ProcessPoolExecutor:
        # Spawned: a process that is forked off this one would hold its gradebook and its threads' locks.
        context = multiprocessing.get_context("spawn")
        settle = (os.getpid(), context.Value("i"))
        return ProcessPoolExecutor(self.jobs, context, initializer=_settle, initargs=settle)


def _settle(parent: int, begun: Any) -> None:
    """What each process does first: who stops the command stops them, and none outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from graders.sandbox import linux

        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before this was said
            os._exit(1)
        with begun.get_lock():
            number, begun.value = begun.value, begun.value + 1
        _share_a_core(parent + number)  # another class's run begins at another core
    one_thread()


def _share_a_core(number: int) -> None:
    """Stay on one core, and with it the workers that are started from here.

    Grader and worker take turns, so two cores are of no use to them; and to wake a core that sleeps takes longer than
    most calls. A class of 80 on two cores took 18.5 s so, and 21.3 s without (softmax, twice each).
    """
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[number % len(cores)]})
