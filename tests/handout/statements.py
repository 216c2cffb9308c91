"""Code compared by its statements, whatever its names are and however it is laid out."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

PAIR = 20
ALONE = 25
"""How many nodes of syntax two statements in a row, or a single one, must have to be worth copying."""


@functools.cache  # a handout's own modules are in each of them
def sequences(source: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Statements of the bodies of a source's functions, alone and in pairs, in a normal form; each with its text."""
    return tuple(_sequences(source))


def _sequences(source: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for body in _bodies(function):
                for length, least in ((1, ALONE), (2, PAIR)):
                    for start in range(len(body) - length + 1):
                        some = body[start : start + length]
                        if sum(1 for node in some for _ in ast.walk(node)) >= least:
                            yield _normal(some), f"{function.name}: {'; '.join(map(ast.unparse, some))}"


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The lists of statements in a function, without docstrings and without those of functions in it."""
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
            body = [each for each in body if not _is_text(each)]
            yield body
            for each in body:
                if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    yield from _bodies(each)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _normal(statements: list[ast.stmt]) -> tuple[str, ...]:
    """Statements with their names numbered in the order in which they come."""
    names: dict[str, str] = {}
    normal = []
    for statement in statements:
        (node,) = ast.parse(ast.unparse(statement)).body
        for each in ast.walk(node):
            match each:
                case ast.Name():
                    each.id = names.setdefault(each.id, f"name {len(names)}")
                case ast.arg():
                    each.arg, each.annotation = names.setdefault(each.arg, f"name {len(names)}"), None
                case ast.AnnAssign():
                    each.annotation = ast.Constant(None)
        normal.append(ast.dump(node))
    return tuple(normal)
