"""An environment of its own for each peer: made once, below the environment that the benchmark runs in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import floor

PEERS = Path(sys.prefix) / "peers"
NUMPY = f"numpy=={np.__version__}"
"""Every peer computes with the numpy that Labproof computes with."""


class Missing(Exception):
    """A peer can't be measured here; the message is one sentence that says what was tried, and how it ended."""


def python(name: str, requirements: Sequence[str]) -> Path:
    """The interpreter of the environment ``name``, which has the pinned ``requirements`` and numpy.

    It is made where there is none, or one with other versions. Raises Missing where that fails.
    """
    folder = PEERS / name
    interpreter, stamp = folder / "bin" / "python", folder / "complete.stamp"
    wanted = " ".join([*requirements, NUMPY])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return interpreter
    do([sys.executable, "-m", "venv", "--clear", str(folder)], f"python -m venv for {name}")
    pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    do([*pip, *requirements, NUMPY], f"pip install {wanted}")
    stamp.write_text(wanted, encoding="utf-8")
    return interpreter


def surroundings(interpreter: Path, home: Path) -> dict[str, str]:
    """The variables that a peer is started with: one thread, as a worker has, and a home that is thrown away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "JUPYTER"))}
    path = os.pathsep.join([str(interpreter.parent), kept.get("PATH", os.defpath)])  # nbgrader starts alembic by name
    return {**kept, **floor.ONE_THREAD, "PATH": path, "HOME": str(home), "VIRTUAL_ENV": str(interpreter.parents[1])}


def do(words: Sequence[str], tried: str, folder: Path | None = None, variables: dict[str, str] | None = None) -> None:
    """Run a command that prepares something; ``tried`` says which. Raises Missing where it fails."""
    try:
        done = subprocess.run(words, cwd=folder, env=variables, capture_output=True, text=True)
    except OSError as error:
        raise Missing(f"{tried} could not be started: {error}") from None
    if done.returncode:
        lines = [line.strip() for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]
        raise Missing(f"{tried} failed: {lines[-1] if lines else f'exit code {done.returncode}'}")
