"""Curves and verdicts as the numbers of a drawing, for a page that draws with nothing else."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from graders.model import CheckResult, Curve, Verdict

WIDTH = 640
HEIGHT = 160
GAP = 3

REMEMBERED = 64
"""Bands that are drawn once for all pages that show them: those of a lab are the same for everybody."""


@dataclass(frozen=True)
class Drawing:
    """A curve on a canvas of ``WIDTH`` × ``HEIGHT`` with y downwards: stretches of finite values, broken at gaps.

    ``low`` and ``high`` are the values at the canvas's lower and upper edge, ``first`` and ``last`` those at the ends.
    ``band`` is the outline of what lies between the reference's least and greatest, stretched over the same width.
    """

    lines: tuple[str, ...]
    low: float
    high: float
    first: float
    last: float
    count: int
    gaps: int
    band: str = ""

    @property
    def areas(self) -> tuple[str, ...]:
        """The surface between each stretch and the lower edge, as polygons."""
        return tuple(f"{_x(line.split()[0])},{HEIGHT} {line} {_x(line.split()[-1])},{HEIGHT}" for line in self.lines)


def draw(curve: Curve) -> Drawing | None:
    """The drawing of ``curve``, or None where it has no finite value to draw."""
    finite = [value for value in curve.values if value is not None]
    if not finite:
        return None
    low, high = min((*finite, *curve.low)), max((*finite, *curve.high))
    places = _places(len(curve.values))
    stretches = groupby(zip(places, curve.values, strict=True), key=lambda point: point[1] is not None)
    points = [
        [f"{x},{_short(_height(value, low, high))}" for x, value in stretch if value is not None]
        for drawable, stretch in stretches
        if drawable
    ]
    lines = tuple(" ".join(line if len(line) > 1 else line * 2) for line in points)  # one point alone is a dot
    gaps = len(curve.values) - len(finite)
    band = _outline(curve.low, curve.high, low, high)
    return Drawing(lines, low, high, finite[0], finite[-1], len(curve.values), gaps, band)


@functools.lru_cache(maxsize=REMEMBERED)
def _outline(lower: tuple[float, ...], upper: tuple[float, ...], low: float, high: float) -> str:
    """Along the upper edge of a band, and back along the lower one; a band of one value is as wide as the canvas."""
    lower, upper = (side * 2 if len(side) == 1 else side for side in (lower, upper))
    places = _places(len(lower))
    edges = [
        [f"{x},{_short(_height(value, low, high))}" for x, value in zip(places, side, strict=True)]
        for side in (lower, upper)
    ]
    return " ".join([*edges[1], *reversed(edges[0])])


@functools.lru_cache(maxsize=REMEMBERED)
def _places(count: int) -> tuple[str, ...]:
    """How far to the right each of so many points lies, side by side over the whole width."""
    step = WIDTH / max(count - 1, 1)
    return tuple(_short(i * step) for i in range(count))


def _height(value: float, low: float, high: float) -> float:
    """Where ``value`` lies between the edges; halved first, for the span of the largest floats is no float."""
    span = high / 2 - low / 2
    share = (value / 2 - low / 2) / span if span else 0.5
    return HEIGHT * (1 - share)


def _x(point: str) -> str:
    return point.split(",")[0]


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram, standing on the lower edge of the canvas."""

    x: str
    y: str
    width: str
    height: str


def bars(counts: Sequence[int]) -> list[Bar]:
    """A bar for each count, side by side over the whole width, the highest as high as the canvas."""
    step = WIDTH / max(len(counts), 1)
    heights = [HEIGHT * count / max(max(counts), 1) for count in counts]
    return [
        Bar(_short(i * step), _short(HEIGHT - height), _short(step - GAP), _short(height))
        for i, height in enumerate(heights)
    ]


@dataclass(frozen=True)
class Segment:
    """A check's share of the strip that shows all checks side by side."""

    verdict: Verdict
    start: str
    width: str


def strip(checks: Sequence[CheckResult]) -> list[Segment]:
    """The checks as segments of a bar ``WIDTH`` wide, each as wide as its points."""
    weights = [check.max_points for check in checks]
    if not sum(weights):
        weights = [1.0] * len(checks)
    return shares([check.verdict for check in checks], weights)


def tally(counts: Mapping[Verdict, int]) -> list[Segment]:
    """How often each verdict was given, as segments of a bar; verdicts that nobody has are left out."""
    given = {verdict: count for verdict, count in counts.items() if count}
    return shares(list(given), list(given.values()))


def shares(verdicts: Sequence[Verdict], weights: Sequence[float]) -> list[Segment]:
    """Segments of a bar ``WIDTH`` wide, each as wide as its weight is in the sum of all."""
    total = sum(weights)
    ends = [0.0, *((WIDTH + GAP) * part / total for part in accumulate(weights))]
    return [
        Segment(verdict, _short(start), _short(max(end - start - GAP, 0)))
        for verdict, start, end in zip(verdicts, ends, ends[1:], strict=False)
    ]
