"""Marks as a histogram, and in five numbers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

MOST_BINS = 24
WIDTHS = (0.5, 1.0, 2.0, 2.5, 5.0)
"""Widths of a bin that people can count in; then the same times 10, times 100, …"""


@dataclass(frozen=True)
class Bin:
    """How many marks are at least ``low`` and less than ``high``; in the last bin at most ``high``."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Summary:
    """Marks in a few numbers. The quartiles are those of the marks as a whole class, not as a sample."""

    count: int
    mean: float
    lowest: float
    lower: float
    median: float
    upper: float
    highest: float


def histogram(marks: Sequence[float], max_points: float) -> list[Bin]:
    """Bins of one width from 0 to ``max_points``, and beyond where marks are; at most ``MOST_BINS`` of them."""
    if not marks:
        return []
    lowest, highest = min(0.0, *marks), max(max_points, *marks)
    width = _width(highest - lowest)
    first = math.floor(lowest / width)
    count = max(1, math.ceil(highest / width - 1e-9) - first)
    counts = [0] * count
    for mark in marks:
        counts[min(math.floor(mark / width + 1e-9) - first, count - 1)] += 1
    return [Bin((first + i) * width, (first + i + 1) * width, each) for i, each in enumerate(counts)]


def _width(span: float) -> float:
    """The least usual width with which ``span`` fits into the bins, wherever it begins."""
    scale = 1.0
    while True:
        for width in WIDTHS:
            if span / (width * scale) <= MOST_BINS - 2:
                return width * scale
        scale *= 10


def summary(marks: Sequence[float]) -> Summary | None:
    """The marks in a few numbers; None where there are none."""
    if not marks:
        return None
    lower, median, upper = statistics.quantiles(marks, n=4, method="inclusive") if len(marks) > 1 else [*marks] * 3
    return Summary(len(marks), statistics.fmean(marks), min(marks), lower, median, upper, max(marks))
