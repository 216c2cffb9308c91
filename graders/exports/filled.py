"""A file that was filled in, and what a person has to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graders.reports.legible import legible_line

NAMES = 12
"""How many names a sentence lists before it only counts the others."""


@dataclass(frozen=True)
class Filled:
    """The content of a file, and sentences on what was written and what was not."""

    content: bytes
    told: tuple[str, ...]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: all of a few, and the first of many."""
    shown = ", ".join(legible_line(name) for name in names[:NAMES])
    return shown if len(names) <= NAMES else f"{shown} and {len(names) - NAMES} more"
