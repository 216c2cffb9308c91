"""The oracle that plays a cassette, and the known mistakes that it holds: what a self-check is measured by.

Questions to the reference and draws match by their order, their name and their arguments (to 1e-9); one that doesn't
is the lab's fault, never a value.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from graders.cassette import Cassette, Track
from graders.checks.failure import Failure, StudentError
from graders.inventory import Inventory
from graders.lab import Check, Lab, Rewrite
from graders.model import Curve
from graders.oracle import Oracle
from graders.sandbox import wire
from graders.student import Reference

AGREEMENT = 1e-9


class Mismatch(Exception):
    """A check asked something else than when it was recorded."""


class Replay:
    """The oracle of a take. It needs the lab's checks and nothing of its reference."""

    def __init__(self, lab: Lab, cassette: Cassette, take: int = 0) -> None:
        self.lab = lab
        self.cassette = cassette
        self.take = take
        self.seed = cassette.takes[take].seed
        self.functions = cassette.functions
        self.parameters = cassette.parameters

    def reference(self, check: Check) -> Reference:
        """The recorded answers, from the first one on."""
        names = {f"{self.cassette.module}.py": dict.fromkeys(self.functions, "function")}
        return Reference(Playback(iter(self._track(check).answers)), Inventory(names))

    def rng(self, check: Check) -> np.random.Generator:
        """The recorded draws, from the first one on."""
        return ReplayedDraws(iter(self._track(check).draws))

    def bands(self, check: Check) -> Sequence[Curve]:
        """As the lab has them."""
        return self.lab.bands.get(check.name, ())

    def textbook(self, name: str) -> None:
        """Not here: only answers were recorded."""

    def again(self) -> Replay | None:
        """The next take, if there is one."""
        further = self.take + 1
        return Replay(self.lab, self.cassette, further) if further < len(self.cassette.takes) else None

    def breaks(self, check: Check, error: Exception) -> bool:
        """The recording proves that the check does not stumble over right work; only a mismatch is the lab's fault."""
        return isinstance(error, Mismatch)

    def _track(self, check: Check) -> Track:
        return self.cassette.takes[self.take].tracks[check.name]


class Echoes:
    """How each known mistake failed each check when it was recorded: the catalogue of a self-check."""

    def __init__(self, lab: Lab, cassette: Cassette) -> None:
        self.cassette = cassette
        self.lab = copy.copy(lab)
        self.lab.mistakes = {
            name: Rewrite(name, echo.title, {echo.function: _absent}, tuple(echo.caught_by), echo.hint)
            for name, echo in cassette.mistakes.items()
        }

    def caught_by(self, check: Check) -> list[Rewrite]:
        """The known mistakes that fail a check."""
        return [mistake for mistake in self.lab.mistakes.values() if check.name in mistake.caught_by]

    def failure(self, mistake: Rewrite, check: Check, oracle: Oracle) -> Failure | None:
        """How a mistake fails a check; None where it passes."""
        return next(iter(self.failures(mistake, check, oracle)), None)

    def failures(self, mistake: Rewrite, check: Check, oracle: Oracle) -> list[Failure]:
        """All comparisons of a check that a mistake fails."""
        recorded = self.cassette.mistakes[mistake.name].failures.get(check.name, [])
        seeds = [take.seed for take in self.cassette.takes]
        return next(iter(recorded[seeds.index(oracle.seed) :]), [])


def _absent(*_: Any) -> Any:
    raise AssertionError("what a known mistake computes is recorded, not its code")


class Playback:
    """A connection to nobody: each question is compared with the recorded one, and gets its answer."""

    call_back: Callable[[Any], Any]

    def __init__(self, frames: Iterator[bytes]) -> None:
        self.frames = frames

    def ask(self, frame: bytes, what: str) -> Any:
        """The recorded answer; raises Mismatch where another question was recorded."""
        asked, recorded = wire.unpack(frame), next(self.frames, None)
        if recorded is None or not agree(asked, wire.unpack(recorded)):
            raise Mismatch(f"reference.{what} is not asked as it was recorded")
        return wire.unpack(next(self.frames))

    def forged(self, what: str) -> StudentError:
        """A cassette is ours."""
        raise Mismatch(f"the recorded answer of reference.{what} has no known form")


class ReplayedDraws(np.random.Generator):
    """A generator that gives the recorded draws."""

    def __init__(self, frames: Iterator[bytes]) -> None:
        super().__init__(np.random.PCG64(0))
        self._frames = frames

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name.startswith("_") or not callable(value) or name == "bit_generator":
            return value

        def draw(*arguments: Any, **keywords: Any) -> Any:
            frame = next(self._frames, None)
            recorded, positional, named, drawn = wire.unpack(frame) if frame is not None else (None,) * 4
            if recorded != name or not agree(lowered(arguments, keywords), [positional, named]):
                raise Mismatch(f"rng.{name} is not drawn as it was recorded")
            return drawn

        return draw


def lowered(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> list[Any]:
    """The arguments of a draw as the wire takes them: a dtype by its name."""

    def plain(value: Any) -> Any:
        return np.dtype(value).name if isinstance(value, type | np.dtype) else value

    return [list(map(plain, arguments)), {name: plain(value) for name, value in keywords.items()}]


def agree(a: Any, b: Any) -> bool:
    """Whether two values on the wire are the same, numbers to a relative 1e-9 and NaN like NaN."""
    if isinstance(a, np.random.Generator) and isinstance(b, np.random.Generator):
        return bool(a.bit_generator.state == b.bit_generator.state)
    if isinstance(a, wire.Tensor) and isinstance(b, wire.Tensor):
        return a.requires_grad == b.requires_grad and agree(a.array, b.array)
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(agree, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(agree(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        same = a.shape == b.shape and a.dtype == b.dtype
        return same and bool(np.allclose(a, b, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True))
    if isinstance(a, float | np.generic):
        return bool(np.isclose(a, b, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True))
    return bool(a == b)
