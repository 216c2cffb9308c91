"""A program run from its start to its end, as a person runs it: seconds on the wall, and how it ended."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
GRADE = str(ROOT / "grade.py")


@dataclass(frozen=True)
class Ended:
    """How a program went: seconds from its start to its end, and its exit code."""

    wall: float
    code: int


def ended(words: Sequence[str], environment: Mapping[str, str] | None = None, folder: Path = ROOT) -> Ended:
    """Run Python with ``words`` in ``folder``; what it prints is thrown away."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words], env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return Ended(time.perf_counter() - began, done.returncode)


@contextlib.contextmanager
def surroundings() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder for what a program writes, its memory of earlier runs included, and the environment that says so.

    The folder is thrown away.
    """
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        # As on an ordinary machine: compiled modules and templates are kept.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        yield Path(folder), {**kept, "XDG_CACHE_HOME": folder}
