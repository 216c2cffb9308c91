"""A measured figure beside the one that was promised."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


class Skipped(Exception):
    """A measurement can't be made here. A sentence: what is missing, and what to install."""


@dataclass(frozen=True)
class Figure:
    """What was measured, what it may be at most, and what else there is to say about it.

    ``standing`` is the row of a grader in the table that compares them, under the headings of ``benchmarks.page``.
    """

    name: str
    measured: float
    unit: str
    target: float | None = None
    details: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()

    @property
    def ratio(self) -> float | None:
        """The figure in units of its target."""
        return self.measured / self.target if self.target else None

    @property
    def verdict(self) -> str:
        """What the comparison says."""
        if self.target is None:
            return "no target"
        return "reached" if self.measured <= self.target else "missed"

    def row(self) -> dict[str, Any]:
        """All of it in the terms of JSON."""
        return {**dataclasses.asdict(self), "ratio": self.ratio, "verdict": self.verdict}


def show(figures: Iterable[Figure], console: Console) -> None:
    """Print one table; the details stand below it, so that a narrow terminal keeps the numbers together."""
    table = Table("figure", box=None, pad_edge=False)
    for heading in ("target", "measured", "ratio"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    shown = list(figures)
    for figure in shown:
        target = "" if figure.target is None else f"≤ {number(figure.target, figure.unit)}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(Text(figure.name), target, number(figure.measured, figure.unit), ratio, figure.verdict)
    console.print(table)
    for figure in shown:
        if figure.details:
            console.print(f"\n{figure.name}", markup=False, highlight=False)
            for detail in figure.details:
                console.print(f"  {detail}", markup=False, highlight=False, soft_wrap=True)


def underway(said: str) -> None:
    """Say on stderr how far a long measurement is."""
    Console(stderr=True).print(f"  {said}", style="dim", markup=False, highlight=False, soft_wrap=True)


def spread(values: Sequence[float], unit: str) -> str:
    """The smallest, the median and the largest of several measurements, in words."""
    low, middle, high = (number(quantile(values, share), unit) for share in (0, 0.5, 0.95))
    return f"{len(values)} times: least {low}, median {middle}, 95 % of them within {high}"


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the measurements lies."""
    return sorted(values)[round(share * (len(values) - 1))]


def number(value: float, unit: str) -> str:
    """A value and its unit, with as many digits as say something."""
    digits = 0 if value == int(value) or value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{digits}f} {unit}".rstrip()
