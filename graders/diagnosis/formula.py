"""What the textbook says of a function: the formula in its docstring, and the names of its parameters."""

from __future__ import annotations

import inspect
import operator
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

from graders.checks.failure import Call

LINES = 4
FORMULA = re.compile(r"[=←]")


def formula(reference: ModuleType, name: str) -> str | None:
    """The first lines of a docstring that stand by themselves and hold an equation; of its class, if a method has none.

    They are set in; where nothing else follows the summary, formatters move them to the margin.
    """
    for each in (name, name.rpartition(".")[0]):
        _, *paragraphs = (inspect.getdoc(_found(reference, each)) or "").split("\n\n")
        for paragraph in paragraphs:
            apart = paragraph.startswith(" ") or (len(paragraphs) == 1 and not paragraph.endswith("."))
            if apart and FORMULA.search(paragraph) and ">>>" not in paragraph and paragraph.count("\n") < LINES:
                return inspect.cleandoc("\n" + paragraph)
    return None


def lengths(reference: ModuleType, call: Call | None) -> dict[str, int]:
    """The sizes of what a function was given, by what they are: {"the number of rows of X": 7}.

    Those of matrices come first: that y is as long as X has rows needs no second name.
    """
    if call is None:
        return {}
    names = _parameters(_found(reference, call.name))
    found: list[tuple[str, int]] = []
    for key, shape in sorted(call.shapes, key=lambda each: len(each[1]) < 2):
        name = names[key] if isinstance(key, int) and key < len(names) else key
        name = f"argument {name + 1}" if isinstance(name, int) else name
        found += zip(_axes(len(shape), name), shape, strict=True)
        if len(shape) > 1:
            count = 1
            for length in shape:
                count *= length
            found.append((f"the number of values in {name}", count))
    known: dict[int, str] = {}
    for what, length in found:
        known.setdefault(length, what)
    return {what: length for length, what in known.items()}


def _axes(dimensions: int, name: str) -> list[str]:
    if dimensions == 1:
        return [f"the length of {name}"]
    if dimensions == 2:
        return [f"the number of rows of {name}", f"the number of columns of {name}"]
    return [f"the length of axis {axis} of {name}" for axis in range(dimensions)]


def _found(reference: ModuleType, name: str) -> Callable[..., Any] | None:
    try:
        found: Callable[..., Any] = operator.attrgetter(name)(reference)
    except AttributeError:
        return None
    return found


def _parameters(function: Callable[..., Any] | None) -> list[str]:
    try:
        return [name for name in inspect.signature(function).parameters if name != "self"] if function else []
    except (TypeError, ValueError):
        return []
