"""The statements of a file: what they bind, what is defined twice, and which one of them an exception came from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Twice: TypeAlias = tuple[str, str, str, str]
"""``("replaced" or "unfinished", name, earlier cell, later cell)``: which of two definitions does not count."""

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bound(node: ast.AST) -> Iterator[str]:
    """The names of the top level that a statement gives a value to."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif not isinstance(node, (*SCOPES, *COMPREHENSIONS)):
        for child in ast.iter_child_nodes(node):
            yield from bound(child)


def defined_twice(cells: Sequence[tuple[str, Sequence[ast.stmt]]]) -> tuple[list[Twice], set[ast.stmt]]:
    """What several cells define in different ways, and the definitions that are not to be run.

    As ever in Python the last definition counts. Only where that one still raises NotImplementedError, as the copy of
    a starter's cell does, and an earlier one does not, the earlier one is meant: it is the same student's work.
    """
    found: dict[str, list[tuple[str, Definition]]] = {}
    for part, body in cells:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.decorator_list:
                found.setdefault(node.name, []).append((part, node))  # a decorator may keep what comes before
    twice: list[Twice] = []
    left_out: set[ast.stmt] = set()
    for name, definitions in found.items():
        finished = [n for n, (_, node) in enumerate(definitions) if not is_unfinished(node)]
        if len(definitions) == 1 or not finished:
            continue
        counts, node = definitions[finished[-1]]
        if after := definitions[finished[-1] + 1 :]:
            left_out.update(node for _, node in after)
            twice.append(("unfinished", name, counts, after[-1][0]))
        others = [definitions[n] for n in finished[:-1]]
        replaced = [part for part, other in others if part != counts and ast.dump(other) != ast.dump(node)]
        if replaced and not name.startswith("_"):
            twice.append(("replaced", name, replaced[-1], counts))
    return twice, left_out


def is_unfinished(node: Definition) -> bool:
    """Whether a function, or a method of a class, does nothing but raise NotImplementedError in the end."""
    if isinstance(node, ast.ClassDef):
        methods = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
        return any(map(is_unfinished, methods))
    return any(isinstance(each, ast.Raise) and _is_not_implemented(each.exc) for each in node.body)


def _is_not_implemented(raised: ast.expr | None) -> bool:
    named = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(named, ast.Name) and named.id == "NotImplementedError"


def came_from(node: ast.stmt, error: BaseException, part: str) -> bool:
    """Whether an exception came out of a statement of the top level."""
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == part and code.co_name == "<module>":
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            return bool(first <= traceback.tb_lineno <= (node.end_lineno or node.lineno))
        traceback = traceback.tb_next
    return False


def lacked_a_name(error: BaseException) -> bool:
    """Whether an exception says that a name of the top level is not there, or not yet."""
    return isinstance(error, NameError) and not isinstance(error, UnboundLocalError)
