"""Workers for a student's own code: plain processes, started before they are asked for.

A process needs a tenth of a second to load NumPy and seconds to load torch. While the checks are read the first one
loads; while one works the next one does, for what fails and is looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence

from graders.model import Isolation
from graders.sandbox.launch import ENVIRONMENT
from graders.sandbox.nursery import Nursery, windows_needs
from graders.sandbox.process import Process, plain

PATIENCE = 3.0
"""A student's machine may be slower than the one that grades: code gets so many times the seconds of a check."""


class Workers(Nursery):
    """A nursery without a zygote, the same on every system, that is one worker ahead of what is asked of it."""

    patience = PATIENCE
    isolation = Isolation(1, ())  # whose code it is, and on whose machine, needs no telling

    def __init__(self, packages: Sequence[str]) -> None:
        super().__init__(packages, forbid=("zygote",))
        self.ahead: Process | None = self._under_way()

    def _under_way(self) -> Process:
        # As whoever runs this, be it root as in many a container: it is their own code.
        return plain(self.command(), {**ENVIRONMENT, **windows_needs()}, 0.0, None)

    def worker(self, seconds: float, memory: int) -> Process:
        """A worker that has its libraries loaded, or is about to; how long it lives the clock of a check says."""
        process = self.ahead or self._under_way()
        process.lifetime = seconds
        self.ahead = self._under_way()
        return process

    def close(self) -> None:
        """End the one that nobody asked for."""
        if self.ahead is not None:
            self.ahead.close()
            self.ahead = None
        super().close()
