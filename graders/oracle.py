"""What a check is measured by: the reference's answers and the random numbers that it draws.

The live oracle computes both. Others can replay what was recorded (``graders.cassette``), which is how a check runs
where the reference is not.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from graders.lab import Check, Lab
from graders.student import child_stream


class Oracle(Protocol):
    """Gives each check its reference and its random numbers; ``seed`` is what they were drawn with."""

    seed: str

    def reference(self, check: Check) -> Any:
        """The reference as the check sees it."""

    def rng(self, check: Check) -> np.random.Generator:
        """A new generator at the check's beginning, the same one each time."""


class Live:
    """The reference itself."""

    def __init__(self, lab: Lab, seed: str) -> None:
        self.lab = lab
        self.seed = seed

    def reference(self, check: Check) -> Any:
        """The textbook, whatever the check."""
        return Textbook(self.lab.reference)

    def rng(self, check: Check) -> np.random.Generator:
        """A stream of the check's own, which tells nothing of the others'."""
        return np.random.default_rng(derived(self.seed, self.lab.name, check.name))


class Textbook:
    """A reference module whose functions get copies, so that what they do to their arguments stays with them.

    A Generator reaches them as it reaches a student: as a child stream.
    """

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        return _careful(value) if callable(value) else value


def _careful(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **keywords: Any) -> Any:
        return function(*map(handed, arguments), **{name: handed(value) for name, value in keywords.items()})

    return call


def handed(value: Any) -> Any:
    """An argument as it is handed to the reference."""
    return child_stream(value) if isinstance(value, np.random.Generator) else copy.deepcopy(value)


def derived(seed: str, *names: str) -> int:
    """A number of 256 bits for a purpose; a hash, so that none leads back to the seed or across to another."""
    return int.from_bytes(hashlib.sha256("\0".join((seed, *names)).encode()).digest(), "little")
