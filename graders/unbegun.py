"""Functions that a student has not begun: nothing stands in them but ``raise NotImplementedError``."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from graders.model import Frame


def is_unbegun(frames: Sequence[Frame], lines: Sequence[str]) -> bool:
    """Whether an exception came up in a function that was called from outside, and in which nothing else stands.

    ``frames`` lead to it through the student's code, ``lines`` are those of the last one's part.
    """
    if len(frames) != 1:
        return False
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return False
    return any(isinstance(node, ast.FunctionDef) and _only_raises(node, frames[0].line) for node in ast.walk(tree))


def _only_raises(function: ast.FunctionDef, line: int) -> bool:
    documented = ast.get_docstring(function, clean=False) is not None
    match function.body[documented:]:
        case [ast.Raise(exc=ast.Name(id="NotImplementedError"), cause=None) as only]:
            return only.lineno == line and not function.decorator_list
    return False
