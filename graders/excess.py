"""How much a student's code may hand to a function of ours, which works on it in this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from graders.sandbox import wire

MOST_NUMBERS = 20_000
LARGEST_INTEGER = 512


def refuse_excess(value: Any) -> None:
    """Refuse arguments with which a function of ours would be long at work; raises ValueError."""
    total = 0
    for item in leaves(value):
        if isinstance(item, int | np.integer) and abs(int(item)) > LARGEST_INTEGER:
            raise ValueError(f"{item} is larger than any number that this lab needs")
        total += numbers_in(item)
        if total > MOST_NUMBERS:
            raise ValueError("the arguments hold more numbers than this lab needs")


def leaves(value: Any) -> Iterator[Any]:
    """What lists, tuples and dicts hold, at whatever depth, and what they are themselves: each counts."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list | tuple):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.values()
        yield item


def numbers_in(item: Any) -> int:
    """How many numbers an array or a tensor holds; anything else counts as one."""
    array = item.array if isinstance(item, wire.Tensor) else item
    return int(array.size) if isinstance(array, np.ndarray) else 1
