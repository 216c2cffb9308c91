"""A file without what it computes at its top level: its imports, functions, classes and constants."""

from __future__ import annotations

import ast
import builtins

COMPUTES = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.ListComp, ast.SetComp, ast.DictComp)


def definitions_of(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a top level that stand there before anything is computed.

    Kept are imports, functions, classes, and names that stand for something written down (``EPS = 1e-8``) or made by
    a package or by Python itself (``EPS = np.finfo(float).eps``). Left out is everything else: loops, plots, training,
    whatever calls a function of the file's own.
    """
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for node in body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return [node for node in body if _defines(node, imported)]


def _defines(node: ast.stmt, imported: set[str]) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=value) if value is not None:
            return all(_is_cheap(inner, imported) for inner in ast.walk(value))
        case ast.Try(body=body, handlers=handlers):
            # try: import one package, except ImportError: import another
            inner = [*body, *(each for handler in handlers for each in handler.body)]
            return all(_defines(each, imported) for each in inner)
        case ast.If(test=test, body=body, orelse=orelse) if "__name__" not in ast.unparse(test):
            return _is_cheap(test, imported) and all(_defines(each, imported) for each in [*body, *orelse])
        case _:
            return False


def _is_cheap(node: ast.AST, imported: set[str]) -> bool:
    """Whether a part of an expression is no work of the file's own."""
    if isinstance(node, ast.Call):
        root: ast.AST = node.func
        while isinstance(root, ast.Attribute | ast.Call):
            root = root.value if isinstance(root, ast.Attribute) else root.func
        return isinstance(root, ast.Name) and (root.id in imported or hasattr(builtins, root.id))
    return not isinstance(node, COMPUTES)
