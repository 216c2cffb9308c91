"""A file without what it computes at its top level: its imports, functions, classes and constants."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator

COMPUTES = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
LOOPED_OVER = ("enumerate", "zip", "range", "sorted", "reversed")
SMALL = 1000
"""Up to how many steps a comprehension in a constant may have."""


def imported_names(body: list[ast.stmt]) -> set[str]:
    """The names that the imports at a top level bring."""
    return {
        (alias.asname or alias.name).split(".")[0]
        for node in body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def definitions_of(body: list[ast.stmt], imported: Collection[str] = ()) -> list[ast.stmt]:
    """The statements of a top level that stand there before anything is computed; ``imported`` are names from others.

    Kept are imports, functions, classes, lambdas, and names that stand for something written down (``EPS = 1e-8``),
    made by a package or by Python itself (``EPS = np.finfo(float).eps``), or listed from a few of those
    (``INDEX = {c: i for i, c in enumerate("abc")}``). Left out is everything else: loops, plots, training, whatever
    calls a function of the file's own.
    """
    known = {*imported, *imported_names(body)}
    return [node for node in body if _defines(node, known)]


def _defines(node: ast.stmt, imported: set[str]) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=value) if value is not None:
            return _is_constant(value, imported)
        case ast.Try(body=body, handlers=handlers):
            # try: import one package, except ImportError: import another
            inner = [*body, *(each for handler in handlers for each in handler.body)]
            return all(_defines(each, imported) for each in inner)
        case ast.If(test=test, body=body, orelse=orelse) if "__name__" not in ast.unparse(test):
            return _is_constant(test, imported) and all(_defines(each, imported) for each in [*body, *orelse])
        case _:
            return False


def _is_constant(value: ast.expr, imported: set[str]) -> bool:
    return all(_is_cheap(node, imported) for node in _evaluated(value))


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression that are computed with it: of a lambda, its defaults and not its body."""
    yield node
    children = [node.args] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)
    for child in children:
        yield from _evaluated(child)


def _is_cheap(node: ast.AST, imported: set[str]) -> bool:
    """Whether a part of an expression is no work of the file's own."""
    if isinstance(node, ast.Call):
        root: ast.AST = node.func
        while isinstance(root, ast.Attribute | ast.Call):
            root = root.value if isinstance(root, ast.Attribute) else root.func
        return isinstance(root, ast.Name) and (root.id in imported or hasattr(builtins, root.id))
    if isinstance(node, COMPREHENSIONS):
        return len(node.generators) == 1 and _is_short(node.generators[0].iter)
    return not isinstance(node, COMPUTES)


def _is_short(node: ast.expr) -> bool:
    """Whether a comprehension goes over something written down or named: not over what may be very long."""
    match node:
        case ast.Constant(value=int(value)):
            return value <= SMALL
        case ast.Constant() | ast.Name() | ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            return True
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in LOOPED_OVER:
            if name == "range":
                return all(isinstance(each, ast.Constant) and _is_short(each) for each in arguments)
            return all(_is_short(each) for each in arguments)
        case _:
            return False
