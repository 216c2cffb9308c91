"""A limit on the seconds of one check, for the peers that have none of their own. Copied into their courses."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import Any

SECONDS = 10


class TooLong(Exception):
    """A check took longer than it may."""


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Raise TooLong in what runs inside for more than 10 seconds; in the main thread only."""

    def stop(*_: Any) -> None:
        raise TooLong(f"more than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
