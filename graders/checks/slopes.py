"""How steep a function is, measured from outside: differences between its values at points close by.

The function may be the student's: it is asked for all its values in one message, must give the same value for the
same point, and may return a number or an array (whose entries are then summed with fixed weights).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np

from graders.checks.failure import Failure
from graders.checks.pending import gather
from graders.checks.values import Subject, apparent_shape, numbers
from graders.checks.wording import number, pair, place
from graders.model import Evidence

MESSAGE_BYTES = 1 << 24
"""Points that travel together; the slopes of a large array take several messages."""

NOISE = 4
"""What rounding does to a function's value, in units of its type's precision."""


@dataclass(frozen=True, eq=False)
class Direction:
    """A direction to move in: along the coordinate ``index``, or along ``vector``, which has length 1.

    A step moves a coordinate by ``scale`` times the step, in proportion to its size where that is above 1.
    """

    index: tuple[int, ...] | None
    scale: float = 1.0
    vector: np.ndarray | None = None

    def move(self, x: np.ndarray, step: float) -> np.ndarray:
        """The point one step from ``x``."""
        if self.vector is not None:
            return x + step * self.vector
        moved = x.copy()
        moved[self.index] += step * self.scale
        return moved

    def slope(self, gradient: np.ndarray) -> float:
        """The slope in this direction that a gradient claims."""
        return float(gradient[self.index] if self.vector is None else np.sum(gradient * self.vector))


def directions(x: np.ndarray, coordinates: int, vectors: int, rng: np.random.Generator) -> list[Direction]:
    """Every coordinate of ``x``; of a large array ``coordinates`` of them and some ``vectors``, drawn at random."""
    small = x.size <= coordinates
    picked = range(x.size) if small else rng.choice(x.size, coordinates, replace=False)
    indices = [tuple(int(i) for i in np.unravel_index(flat, x.shape)) for flat in picked]
    ways = [Direction(index, max(1.0, abs(float(x[index])))) for index in indices]
    for _ in range(0 if small else vectors):
        vector = rng.normal(size=x.shape)
        ways.append(Direction(None, vector=vector / np.linalg.norm(vector)))
    return ways


class Slopes(NamedTuple):
    """Slopes over one step to the left, to the right, and over both; ``noise`` is what rounding may add to the last."""

    left: np.ndarray
    right: np.ndarray
    central: np.ndarray
    noise: np.ndarray


class Surface:
    """A function around a point ``x``.

    ``weights`` are those of the entries of its result, None for a single number. With ``rng``, weights are drawn as
    soon as the shape of the result is known.
    """

    def __init__(
        self,
        function: Callable[[np.ndarray], Any],
        x: np.ndarray,
        about: Subject,
        weights: np.ndarray | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.function = function
        self.x = x
        self.about = about
        self.weights = np.ones(()) if weights is None and rng is None else weights
        self.rng = rng
        self.single = False  # whether the function was found to compute in float32

    def slopes(self, moves: Sequence[tuple[Direction, float]]) -> Slopes:
        """The slopes for each direction and step; NaN where the function is not finite."""
        points = chain.from_iterable((way.move(self.x, -step), way.move(self.x, step)) for way, step in moves)
        values, weights = self._values(chain([self.x.copy()], points, [self.x.copy()]))
        here, before, after = values[0], values[1:-1:2], values[2:-1:2]
        self._refuse_chance(here, values[-1])
        reach = np.array([way.scale * step for way, step in moves])
        with np.errstate(over="ignore", invalid="ignore"):
            left, right = (here - before) @ weights / reach, (after - here) @ weights / reach
            rounding = NOISE * float(np.linalg.norm(here * weights)) * self.epsilon
        usable = np.isfinite(left) & np.isfinite(right)
        left[~usable] = right[~usable] = np.nan
        return Slopes(left, right, (left + right) / 2, rounding / reach)

    @property
    def epsilon(self) -> float:
        """The precision of the function's values."""
        return float(np.finfo(np.float32 if self.single else np.float64).eps)

    def _values(self, points: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """The function's values, a row for each point, and the weights of a row."""
        each = iter(points)
        at_once = max(1, MESSAGE_BYTES // self.x.nbytes)
        results: list[Any] = []
        while batch := gather(self.function, islice(each, at_once)):
            results += batch
        if self.weights is None:
            assert self.rng is not None
            self.weights = np.asarray(self.rng.normal(size=apparent_shape(results[0])))
        arrays = [numbers(result, self.weights, self.about) for result in results]
        rows = np.array([array.reshape(-1) for array in arrays], dtype=float)
        with np.errstate(over="ignore"):
            # A float32 number that was made a float since betrays itself: its last digits are zero.
            short = (rows.astype(np.float32) == rows) | ~np.isfinite(rows)
        self.single = arrays[0].dtype == np.float32 or bool(short.all())
        return rows, self.weights.reshape(-1)

    def _refuse_chance(self, first: np.ndarray, second: np.ndarray) -> None:
        if first.tobytes() == second.tobytes():
            return
        index = int(np.argmax(first != second))
        seen, then = pair(first[index], second[index])
        raise Failure(
            f"{self.about.name} is not the same when it is computed twice at the same place: {seen}, then {then}. "
            "Its gradient can only be measured where nothing is random or remembered.",
            hint=self.about.hint,
            evidence=Evidence(self.about.name, then, seen),
        )

    def refuse_infinity(self, slopes: Slopes, moves: Sequence[tuple[Direction, float]]) -> None:
        """Refuse a function that is not finite at a point of these slopes."""
        for (way, step), slope in zip(moves, slopes.central, strict=True):
            if not np.isfinite(slope):
                where = "in a random direction" if way.index is None else f"at {place(way.index)}"
                raise Failure(
                    f"{self.about.name} is not finite when its argument moves {where} by {number(way.scale * step)}.",
                    hint=self.about.hint,
                    evidence=Evidence(self.about.name, "nan or inf", "a finite number", way.index),
                )
