"""The part of a lab's source that a student may have: its public checks and what those use.

Hidden checks go, and with them every definition that nothing else uses; so do the bodies of what is
``worked``, and all comments, in which a lab says how far wrong work gets.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from graders.checks.worked import ELSEWHERE
from graders.mentions import defined

LAB = "lab"
"""What a lab's module calls the lab."""

WORKED = "worked"
"""The decorator of what does what students are asked to do."""


def public(source: str, leave_out: Collection[str], wanted: Collection[str] | None = None) -> str:
    """``source`` without the functions ``leave_out`` and what only they use.

    With ``wanted``, what none of these names uses goes as well; else what stands there for its effect, as a check
    does, is what the rest has to be of use to.
    """
    tree = ast.parse(source)
    body = [node for node in tree.body if not (isinstance(node, ast.FunctionDef) and node.name in leave_out)]
    body = [_kept_back(node) for node in body]
    used: set[str] = set(wanted or ())
    kept: list[ast.stmt] = []
    growing = True
    while growing:
        needed = [node for node in body if node not in kept and _is_needed(node, used, wanted is not None)]
        kept += needed
        used.update(name for node in needed for name in mentioned(node))
        growing = bool(needed)
    tree.body = [narrowed for node in body if node in kept and (narrowed := _narrowed(node, used)) is not None]
    return ast.unparse(tree) + "\n"


def _kept_back(node: ast.stmt) -> ast.stmt:
    """A function that is ``worked`` without its body."""
    if isinstance(node, ast.FunctionDef) and any(WORKED in mentioned(each) for each in node.decorator_list):
        node.body = ast.parse(f"from graders.checks.failure import Failure\nraise Failure({ELSEWHERE!r})").body
    return node


def mentioned(node: ast.AST) -> Iterator[str]:
    """The names that a piece of code mentions."""
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _is_needed(node: ast.stmt, used: Collection[str], library: bool) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return True
    given = _gives(node)
    if given and (library or not _has_effect(node)):
        return any(name in used for name in given)
    return not library


def _has_effect(node: ast.stmt) -> bool:
    """Whether a definition registers something, as ``@lab.check()`` does, or declares the lab."""
    if isinstance(node, ast.FunctionDef):
        return any(LAB in mentioned(decorator) for decorator in node.decorator_list)
    return isinstance(node, ast.Assign) and any(LAB in mentioned(target) for target in node.targets)


def _gives(node: ast.stmt) -> list[str]:
    """The names that a statement gives or changes; none for one that stands there for something else."""
    if isinstance(node, ast.Assign):
        return [name for target in node.targets for name in mentioned(target)]
    return defined(node)


def _narrowed(node: ast.stmt, used: Collection[str]) -> ast.stmt | None:
    """An import without what is not used any more."""
    if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", None) != "__future__":
        node.names = [alias for alias in node.names if (alias.asname or alias.name).split(".")[0] in used]
        return node if node.names else None
    return node
