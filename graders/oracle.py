"""What a check is measured by: the reference's answers and the random numbers that it draws.

The live oracle computes both. ``graders.cassette`` replays what was recorded, which is how a check runs where the
reference is not.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from graders.checks import notes
from graders.connection import Local
from graders.lab import Check, Lab
from graders.model import Curve
from graders.overlay import solution
from graders.sandbox.signatures import signatures
from graders.student import Reference, Student, Verbatim


class Oracle(Protocol):
    """Gives each check its reference and its random numbers.

    ``seed`` is what they were drawn with.
    """

    seed: str

    @property
    def functions(self) -> Collection[str]:
        """The names that are functions in the reference."""

    @property
    def parameters(self) -> Mapping[str, Sequence[str]]:
        """What the parameters of the reference's functions are called, as in ``graders.sandbox.signatures``."""

    def reference(self, check: Check) -> Reference:
        """The reference as the check sees it."""

    def rng(self, check: Check) -> np.random.Generator:
        """A new generator at the check's beginning, the same one each time."""

    def bands(self, check: Check) -> Sequence[Curve]:
        """Between what the reference's curves lie, over many seeds."""

    def textbook(self, name: str) -> Callable[..., Any] | None:
        """The reference's function ``name``, to be called with anything; None where it is not here."""

    def again(self) -> Oracle | None:
        """The same with other numbers; None where there are no others."""

    def breaks(self, check: Check, error: Exception) -> bool:
        """Whether ``error``, on which a check stumbled, is the check's own fault, and not that of what it got."""


class Live:
    """The reference itself."""

    def __init__(self, lab: Lab, seed: str) -> None:
        self.lab = lab
        self.seed = seed

    @functools.cached_property
    def module(self) -> ModuleType:
        """The textbook, and the files that the course provides."""
        return solution(self.lab)

    @functools.cached_property
    def functions(self) -> list[str]:
        """The names of its functions and classes."""
        return [name for name, value in vars(self.module).items() if callable(value) and not name.startswith("_")]

    @functools.cached_property
    def parameters(self) -> dict[str, list[str]]:
        """Those of its functions, and of its classes' methods."""
        return {name: parameters for name, _, _, parameters in signatures(self.module)}

    def local(self, check: Check) -> Local:
        """The textbook over a wire of its own; what torch initialises weights with follows from the check."""
        local = Local(self.module)
        local.servant.seed(derived(self.seed, check.name, "reference") % 2**63)
        return local

    def reference(self, check: Check) -> Reference:
        """The textbook, whatever the check."""
        local = self.local(check)
        return Reference(local, local.inventory)

    def rng(self, check: Check) -> np.random.Generator:
        """A stream of the check's own, which tells nothing of the others'."""
        return np.random.default_rng(derived(self.seed, self.lab.name, check.name))

    def bands(self, check: Check) -> Sequence[Curve]:
        """As the lab has them."""
        return self.lab.bands.get(check.name, ())

    def textbook(self, name: str) -> Callable[..., Any] | None:
        """The function, over a wire of its own."""
        local = Local(self.module)
        function: Callable[..., Any] = getattr(Verbatim(local, local.inventory), name)
        return function

    def again(self) -> Live:
        """A second seed that follows from the first."""
        return Live(self.lab, f"{derived(self.seed, 'again'):064x}")

    def breaks(self, check: Check, error: Exception) -> bool:
        """The check is to blame if it stumbles over right work too."""
        local = Local(self.module)
        try:
            with notes.collecting():
                student = Student(local, local.inventory, outliner=local.outline)
                check.function(student, self.reference(check), self.rng(check))
        except Exception:
            return True
        return False


def derived(seed: str, *names: str) -> int:
    """A number of 256 bits for a purpose; a hash, so that none leads back to the seed or across to another."""
    return int.from_bytes(hashlib.sha256("\0".join((seed, *names)).encode()).digest(), "little")
