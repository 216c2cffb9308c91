"""What a change of a student's files touches: the names that are defined otherwise, and those that use them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from graders.mentions import defined, mentions, users

EVERYTHING = "*"
"""Stands for a change that may matter to any name: of a statement that defines nothing, or of what is no Python."""


def touched(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """The top-level names whose meaning may differ between two states of some parts of Python.

    A name is touched if its definition, one of its values or what it mentions has changed; ``EVERYTHING`` is among
    them where that can't be told. Comments, empty lines and places in the file are no change; another order is one.
    """
    if before == after:
        return set()
    try:
        old, new = _statements(before.values()), _statements(after.values())
    except (SyntaxError, ValueError, RecursionError):
        return {EVERYTHING}
    changed = {name for name in old.keys() | new.keys() if _said(old.get(name)) != _said(new.get(name))}
    used = {name: {each for node in nodes for each in mentions(node)} for name, nodes in new.items()}
    reordered = [name for name in old if name in new] != [name for name in new if name in old]
    return {EVERYTHING} if reordered or EVERYTHING in changed else users(changed, used)


def _statements(parts: Iterable[bytes]) -> dict[str, list[ast.stmt]]:
    """The statements that define each name, in their order; those that define none stand under ``EVERYTHING``."""
    found: dict[str, list[ast.stmt]] = {}
    for source in parts:
        for node in ast.parse(source).body:
            for name in defined(node) or ([] if _is_idle(node) else [EVERYTHING]):
                found.setdefault(name, []).append(node)
    return found


def _said(nodes: list[ast.stmt] | None) -> list[str]:
    """What statements say, wherever they stand."""
    return [ast.dump(node) for node in nodes or ()]


def _is_idle(node: ast.stmt) -> bool:
    """A docstring, a text that stands for a comment, or what runs only where the file is a program of its own."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(
            test=ast.Compare(left=ast.Name("__name__"), ops=[ast.Eq()], comparators=[ast.Constant("__main__")])
        ):
            return not node.orelse
    return False
