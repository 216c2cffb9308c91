"""Messages with a worker, within bounds of time and size that the grader keeps.

The grader never waits for one thing alone: a worker may stop reading, print without end, send a byte a second or
nothing at all. ``Streams.exchange`` gives the reply or says which bound was broken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from graders.model import Outcome
from graders.sandbox import wire
from graders.sandbox.links import Link

KEPT_OUTPUT = 1 << 16
OUTPUT_LIMIT = 1 << 24
BUSY = 0.2
SOON = 0.05
"""A worker that a fifth of the time had a processor, or stood in line for one, was computing: it goes on until its
limit."""

PATIENCE = 2.0
EMPTY = memoryview(b"")


class Stopped(Exception):
    """No reply came, and why; None stands for a worker that closed its end."""

    def __init__(self, outcome: Outcome | None) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Clock:
    """The time that a student's code may still take.

    ``seconds`` of computing are what counts, so that a machine busy with other things fails nobody; waiting is
    limited to ``PATIENCE`` times as long and a second, for code that sleeps.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.computing = seconds
        self.waiting = PATIENCE * seconds + 1.0

    def spend(self, waited: float, computed: float) -> None:
        """Take off what a call used."""
        self.waiting -= waited
        self.computing -= computed


class Streams:
    """Frames and printed text of one worker.

    ``cpu_seconds`` tells the computing time that it has used so far, ``delayed`` for how long it stood in line for a
    processor, where that is known.
    """

    def __init__(
        self, link: Link, cpu_seconds: Callable[[], float], delayed: Callable[[], float] = lambda: 0.0
    ) -> None:
        self.link = link
        self.cpu_seconds = cpu_seconds
        self.delayed = delayed
        self.output = bytearray()
        self.printed = 0
        self.closed = False

    def exchange(self, frame: bytes, clock: Clock) -> Any:
        """Send a frame and give the decoded reply. Raises Stopped, or wire.WireError for what is no frame."""
        self.listen()
        return self.receive(clock, memoryview(frame))

    def receive(self, clock: Clock, frame: memoryview = EMPTY) -> Any:
        """Give the next reply, while ``frame`` is sent."""
        began, computed = time.monotonic(), self.cpu_seconds()
        in_line: float | None = None  # asked for the first time when a call takes long: most are over in no time
        deadline, probe = began + clock.waiting, began + clock.computing
        reply = _Reply()
        if self.closed:
            raise Stopped(None)
        try:
            frame = self._write(frame)
            while not reply.complete:
                now = time.monotonic()
                if now >= deadline:
                    used = self.cpu_seconds() - computed
                    stood = 0.0 if in_line is None else self.delayed() - in_line
                    if used + stood < BUSY * (now - began):
                        raise Stopped(Outcome.WALL)
                    deadline = now + max(clock.computing - used, SOON)  # it computes, on a machine that has no time
                if now >= probe:
                    in_line = self.delayed() if in_line is None else in_line
                    left = clock.computing - (self.cpu_seconds() - computed)
                    if left <= 0:
                        raise Stopped(Outcome.CPU)
                    probe = now + max(left, 0.01)
                for kind, data in self.link.wait(min(deadline, probe) - now, writing=bool(frame)):
                    if kind == "reply":
                        reply.add(data)
                    elif kind == "printed":
                        self._hear(data)
                    else:
                        frame = self._write(frame)
            return reply.value()  # a reply that takes long to read is the student's time as well
        finally:
            clock.spend(time.monotonic() - began, self.cpu_seconds() - computed)

    def listen(self) -> None:
        """Take in what was printed so far; a reply that nobody asked for raises wire.WireError."""
        while events := self.link.wait(0):
            for kind, data in events:
                if kind == "printed":
                    self._hear(data)
                elif data:
                    raise wire.WireError("something was written before it was asked for")
                else:
                    self.closed = True

    def take_output(self) -> str:
        """What was printed since the last time, and forget it; student text, to be shown with care."""
        text = self.output.decode("utf-8", "replace")
        if self.printed > len(self.output):
            text += f"\n[… {self.printed - len(self.output):,} more bytes were printed]"
        self.output.clear()
        self.printed = 0
        return text

    def _write(self, frame: memoryview) -> memoryview:
        try:
            return self.link.write(frame) if frame else frame
        except BrokenPipeError:
            raise Stopped(None) from None

    def _hear(self, data: bytes) -> None:
        self.printed += len(data)
        self.output += data[: KEPT_OUTPUT - len(self.output)]
        if self.printed > OUTPUT_LIMIT:
            raise Stopped(Outcome.OUTPUT)


class _Reply:
    """A frame that arrives in pieces."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.lengths: tuple[int, int] | None = None

    @property
    def complete(self) -> bool:
        return self.lengths is not None and len(self.data) >= wire.PREFIX.size + sum(self.lengths)

    def add(self, data: bytes) -> None:
        if not data:
            raise Stopped(None)
        self.data += data
        if self.lengths is None and len(self.data) >= wire.PREFIX.size:
            self.lengths = wire.lengths(bytes(self.data[: wire.PREFIX.size]))

    def value(self) -> Any:
        return wire.unpack(self.data)
