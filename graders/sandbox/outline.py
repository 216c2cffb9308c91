"""A function by its syntax tree: the loops it has and the names it uses. Parses, and executes nothing.

Runs in a worker that has loaded nothing: a parser can be crashed, and a process that has run a student's code can't
be asked what that code looks like.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

LOOPS = (ast.For, ast.While, ast.AsyncFor, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
NAME_LIMIT = 5000


def outline(sources: Sequence[bytes], name: str) -> Any:
    """``[line, loops, names, imports]`` of the function ``name`` ("Adam.step" for a method), or None without it.

    ``sources`` are the parts of one file: all of it, or the cells of a notebook, where the last definition counts
    and a cell that is no Python is passed over.
    """
    found = None
    for source in sources:
        try:
            tree = ast.parse(source)
        except SyntaxError:
            if len(sources) == 1:
                raise
            continue
        found = _outline(tree, name) or found
    return found


def _outline(tree: ast.Module, name: str) -> Any:
    function = _find(tree.body, name.split("."))
    if function is None:
        return None
    aliases = _aliases(tree)
    loops = sorted({node.lineno for node in ast.walk(function) if isinstance(node, LOOPS) and hasattr(node, "lineno")})
    names = [pair for node in ast.walk(function) if (pair := _dotted(node, aliases)) is not None]
    imports = [
        [full, node.lineno]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for full in _imported(node).values()
    ]
    return [function.lineno, loops, names[:NAME_LIMIT], imports[:NAME_LIMIT]]


def _find(body: list[ast.stmt], path: list[str]) -> Any:
    found = None
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == path[0]:
            found = _find(node.body, path[1:]) if len(path) > 1 else node  # the last definition is the one in force
    return found


def _imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    if isinstance(node, ast.Import):
        return {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names}
    return {alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in node.names}


def _aliases(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: ``np`` for numpy, ``norm`` for numpy.linalg.norm."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            aliases |= _imported(node)
    return aliases


def _dotted(node: ast.AST, aliases: dict[str, str]) -> Any:
    """``[full name, line]`` of a name or of a chain of attributes that begins with one."""
    parts: list[str] = []
    at: Any = node
    while isinstance(at, ast.Attribute):
        parts.append(at.attr)
        at = at.value
    if not isinstance(at, ast.Name):
        return None
    parts.append(aliases.get(at.id, at.id))
    return [".".join(reversed(parts)), at.lineno]
