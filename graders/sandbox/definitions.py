"""A file without what it computes at its top level: its imports, functions, classes and constants."""

from __future__ import annotations

import ast
from collections.abc import Collection

CALCULATES = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def definitions_of(tree: ast.Module) -> ast.Module:
    """What stands in ``tree`` before anything is computed.

    Kept are imports, functions, classes, and names that stand for something written down (``EPS = 1e-8``). Left out
    is everything else: calls, loops, plots, training.
    """
    return ast.Module([node for node in tree.body if _defines(node)], tree.type_ignores)


def without_imports(tree: ast.Module, lines: Collection[int]) -> ast.Module:
    """``tree`` without the import statements that begin in ``lines`` of its top level.

    Raises LookupError where one of the lines is no such statement.
    """
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno in lines]
    if {node.lineno for node in imports} != set(lines):
        raise LookupError("no import statement of the top level")
    return ast.Module([node for node in tree.body if node not in imports], tree.type_ignores)


def _defines(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=value) if value is not None:
            return not any(isinstance(inner, (*CALCULATES, *COMPREHENSIONS)) for inner in ast.walk(value))
        case ast.Try(body=body, handlers=handlers):
            # try: import one package, except ImportError: import another
            return all(map(_defines, body)) and all(_defines(each) for handler in handlers for each in handler.body)
        case _:
            return False
