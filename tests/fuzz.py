"""What every way in is held to: whatever bytes come, little memory is taken and nothing is changed on this machine."""

import contextlib
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

Value = TypeVar("Value")

few_or_many = pytest.mark.parametrize("examples", [40, pytest.param(400, marks=pytest.mark.slow)])
"""How many values a property is tried with: always the same few, or many that are new each time."""

CHANGES = {
    *("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.chown", "os.truncate"),
    *("os.exec", "os.fork", "os.posix_spawn", "os.system", "subprocess.Popen", "socket.connect", "pickle.find_class"),
    *("tempfile.mkstemp", "tempfile.mkdtemp", "shutil.unpack_archive"),
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_watchers: list[list[str]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _watchers and (event in CHANGES or (event == "open" and int(arguments[2] or 0) & WRITING)):
        _watchers[-1].append(f"{event} {arguments}")


sys.addaudithook(_hear)


@contextlib.contextmanager
def changing_nothing() -> Iterator[None]:
    """Nothing is written, started, connected to or unpickled in here: Python's audit events tell."""
    heard: list[str] = []
    _watchers.append(heard)
    try:
        yield
    finally:
        _watchers.remove(heard)
    assert not heard


@contextlib.contextmanager
def within(memory: int) -> Iterator[None]:
    """No more bytes than these are held at once in here."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= memory


def tried(examples: int, values: SearchStrategy[Value], holds: Callable[[Value], None]) -> None:
    """Hold ``holds`` to so many values."""
    known = examples <= 100
    set_up = settings(
        max_examples=examples,
        deadline=None,
        derandomize=known,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    set_up(given(values)(holds))()
