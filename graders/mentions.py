"""Which names of a module's top level a piece of it mentions, and what they lead to."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

from graders.sandbox.cells import bound


def mentions(node: ast.AST) -> Iterator[str]:
    """The names that may be used in ``node``.

    Attributes count too (``ops.f`` may be the f of another file), and texts that could be names (``globals()["f"]``).
    """
    for each in ast.walk(node):
        match each:
            case ast.Name(id=name):
                yield name
            case ast.Attribute(attr=name):
                yield name
            case ast.Constant(value=str(name)) if name.isidentifier():
                yield name
            case ast.ImportFrom(names=names):
                yield from (alias.name for alias in names)


def defined(node: ast.stmt) -> list[str]:
    """The names that a statement of the top level defines; none for one that stands there for what it does."""
    match node:
        case ast.Assign(targets=targets) if _names_only(targets):
            return list(bound(node))
        case ast.AnnAssign(target=ast.Name()):
            return list(bound(node))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
            return [name for name in bound(node) if name != "*"]
    return []


def _names_only(targets: list[ast.expr]) -> bool:
    """Whether nothing that is there already changes: ``a, b = …`` gives names, ``a[0] = …`` does not."""
    return not any(isinstance(each, ast.Attribute | ast.Subscript) for target in targets for each in ast.walk(target))


def users(names: Collection[str], uses: Mapping[str, Collection[str]]) -> set[str]:
    """``names`` and all that lead to one of them; ``uses`` says what each name mentions."""
    found = set(names)
    growing = True
    while growing:
        more = {name for name, used in uses.items() if not found.isdisjoint(used)} - found
        found |= more
        growing = bool(more)
    return found


def uses(source: str | bytes) -> dict[str, set[str]]:
    """What each name that a module defines mentions; raises SyntaxError for no Python."""
    found: dict[str, set[str]] = {}
    for node in ast.parse(source).body:
        for name in defined(node):
            found.setdefault(name, set()).update(mentions(node))
    return found
