"""The bytes between the grader and a worker: one request pipe out, one reply pipe and what is printed in.

A link never blocks for longer than it is told. ``PipeLink`` waits with the system's selectors; ``ThreadLink`` has a
thread for each pipe, for systems whose pipes can't be waited for (Windows), and works everywhere.
"""

from __future__ import annotations

import os
import queue
import selectors
import threading
from typing import IO, Protocol

CHUNK = 1 << 16

Event = tuple[str, bytes]
"""("reply", data), ("printed", data) or ("writable", b""); empty data of a reply says that its pipe was closed."""


class Link(Protocol):
    """What both forms offer."""

    def write(self, data: memoryview) -> memoryview:
        """Send what can be sent at once, and give the rest; raises BrokenPipeError."""

    def wait(self, timeout: float, writing: bool = False) -> list[Event]:
        """What happens within ``timeout`` seconds, as soon as something does."""

    def close(self) -> None:
        """Close all pipes; a worker that waits for a request then ends."""


class PipeLink:
    """Non-blocking pipes and a selector."""

    def __init__(self, requests: int, replies: int, printed: tuple[int, ...]) -> None:
        self.requests = requests
        self.kinds = {replies: "reply", **dict.fromkeys(printed, "printed")}
        self.selector = selectors.DefaultSelector()
        for fd in (requests, *self.kinds):
            os.set_blocking(fd, False)
        for fd in self.kinds:
            self.selector.register(fd, selectors.EVENT_READ)

    def write(self, data: memoryview) -> memoryview:
        """Send what the pipe takes."""
        try:
            return data[os.write(self.requests, data) :]
        except BlockingIOError:
            return data

    def wait(self, timeout: float, writing: bool = False) -> list[Event]:
        """Read what is there, or becomes so in time."""
        if writing:
            self.selector.register(self.requests, selectors.EVENT_WRITE)
        try:
            ready = self.selector.select(max(timeout, 0))
        finally:
            if writing:
                self.selector.unregister(self.requests)
        events: list[Event] = []
        for key, _ in ready:
            if key.fd == self.requests:
                events.append(("writable", b""))
                continue
            data = os.read(key.fd, CHUNK)
            if not data:
                self.selector.unregister(key.fd)
            events.append((self.kinds[key.fd], data))
        return events

    def close(self) -> None:
        """Close the four pipes."""
        self.selector.close()
        for fd in (self.requests, *self.kinds):
            os.close(fd)


class ThreadLink:
    """A thread for each pipe of a subprocess, and a queue."""

    def __init__(self, requests: IO[bytes], replies: IO[bytes], printed: IO[bytes]) -> None:
        self.requests = requests
        self.outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        # Bounded: a worker that floods a pipe waits, as it would for a pipe that is full.
        self.incoming: queue.Queue[Event] = queue.Queue(maxsize=64)
        self.closed = threading.Event()
        for target, arguments in (
            (self._pump, ("reply", replies)),
            (self._pump, ("printed", printed)),
            (self._drain, ()),
        ):
            threading.Thread(target=target, args=arguments, daemon=True).start()

    def write(self, data: memoryview) -> memoryview:
        """Hand the data to the thread that writes."""
        self.outgoing.put(bytes(data))
        return data[:0]

    def wait(self, timeout: float, writing: bool = False) -> list[Event]:
        """The next thing that a thread has read."""
        try:
            return [self.incoming.get(timeout=timeout) if timeout > 0 else self.incoming.get_nowait()]
        except queue.Empty:
            return []

    def close(self) -> None:
        """Let the threads end; they close their pipes."""
        self.closed.set()
        self.outgoing.put(None)
        while self.wait(0):
            pass

    def _pump(self, kind: str, pipe: IO[bytes]) -> None:
        with pipe:
            while data := pipe.read1(CHUNK):  # type: ignore[attr-defined]
                self._tell((kind, data))
        self._tell((kind, b""))

    def _tell(self, event: Event) -> None:
        while not self.closed.is_set():
            try:
                return self.incoming.put(event, timeout=0.1)
            except queue.Full:
                continue

    def _drain(self) -> None:
        try:
            with self.requests:
                while (data := self.outgoing.get()) is not None:
                    self.requests.write(data)
                    self.requests.flush()
        except OSError:
            return  # the worker is gone, which the pipe of replies tells
