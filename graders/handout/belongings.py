"""The modules that a self-check needs: found by reading what imports what, from a few beginnings on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

Source = Callable[[str], str | None]
"""Gives the source of a module of the project by its full name; None for a module that is not the project's."""


def needed(beginnings: list[str], source: Source) -> dict[str, str]:
    """The modules that the ``beginnings`` import, and those that these import, each with its source.

    Of a package no more than its ``__init__`` comes along, and the modules that are imported by their names.
    """
    found: dict[str, str] = {}
    waiting = list(beginnings)
    while waiting:
        name = waiting.pop()
        if name in found or (text := source(name)) is None:
            continue
        found[name] = text
        waiting += [name.rpartition(".")[0], *imported(text, name, source)]
    return found


def imported(text: str, name: str, source: Source) -> Iterator[str]:
    """The full names of all that a module imports, wherever it does, not for types alone."""
    tree = ast.parse(text)
    for node in _at_run_time(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(node, name)
            yield module
            yield from (full for alias in node.names if source(full := f"{module}.{alias.name}") is not None)


def absolute(node: ast.ImportFrom, name: str) -> str:
    """The module that ``from … import`` in the module ``name`` means."""
    if not node.level:
        return node.module or ""
    package = name.split(".")[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below ``node`` but those under ``if TYPE_CHECKING``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        yield child
        yield from _at_run_time(child)
