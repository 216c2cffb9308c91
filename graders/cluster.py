"""Other machines that grade: workers of dask.distributed, each with a checkout and no gradebook."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from graders import desk
from graders.desk import Answer, Task
from graders.errors import CannotGrade, UsageError

PATIENCE = 20.0
"""Seconds to wait for the scheduler and for a first worker."""


class Cluster:
    """The workers of the scheduler at ``address`` ("tcp://scheduler:8786"). A context manager."""

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise UsageError(
                "--cluster needs dask.distributed, which is not installed; "
                "install it with python -m pip install '.[cluster]'"
            ) from None
        try:
            self._client: Any = distributed.Client(address, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise CannotGrade(
                f"no scheduler answers at {address} ({error}); start one with `python -m dask scheduler` "
                "in a checkout of Labproof, and give its address"
            ) from None
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            self._client.close()
            raise CannotGrade(
                f"the scheduler at {address} has no workers; start some in a checkout of Labproof with "
                f"`python -m dask worker {address} --nworkers -1 --nthreads 1`"
            ) from None
        self._executor = self._client.get_executor(pure=False)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()

    @property
    def width(self) -> int:
        """How many tasks to have under way: each worker has one to go on with."""
        return max(2 * sum(map(int, self._client.nthreads().values())), 2)

    def submit(self, task: Task) -> Future[Answer]:
        """Send a task. The scheduler sends it to another worker where one dies; after a few, it gives up."""
        future: Future[Answer] = self._executor.submit(desk.graded, task)
        return future
