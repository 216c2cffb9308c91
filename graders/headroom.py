"""How much more memory this process may take: for work of our own whose size somebody else decides."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

MIB = 1 << 20


def with_headroom(mib: int) -> int | None:
    """The size of this process with so much memory more, in bytes; None where the system doesn't tell its size."""
    if sys.platform != "linux":
        return None
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize() + mib * MIB


@contextlib.contextmanager
def headroom(mib: int) -> Iterator[None]:
    """Inside the ``with`` block, MemoryError meets what takes more than so much memory; nothing else changes."""
    most = with_headroom(mib)
    if most is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = [limit for limit in (most, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
