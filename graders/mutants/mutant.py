"""One small change of a module's syntax tree."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Edit:
    """Another node in a place of the tree: an attribute of ``holder``, or an item where it is a list."""

    holder: Any
    key: Any
    new: ast.AST

    @property
    def old(self) -> Any:
        """What stands there now."""
        return self.holder[self.key] if isinstance(self.holder, list) else getattr(self.holder, self.key)

    @contextlib.contextmanager
    def applied(self) -> Iterator[None]:
        """The tree is changed inside the ``with`` block, and as it was behind it."""
        old = self.old
        self._put(self.new)
        try:
            yield
        finally:
            self._put(old)

    def _put(self, node: Any) -> None:
        if isinstance(self.holder, list):
            self.holder[self.key] = node
        else:
            setattr(self.holder, self.key, node)


@dataclass(frozen=True)
class Mutant:
    """A change and where it stands.

    ``function`` is "softmax" or "Adam.step", and "" at the module's own level. ``before`` and ``after`` are the
    expression that is changed, as Python writes its tree; ``statement`` and ``mutated`` the statement it stands in.
    """

    function: str
    line: int
    before: str
    after: str
    statement: str
    mutated: str
    edit: Edit

    def __str__(self) -> str:
        return f"{self.before}  →  {self.after}"


def written(node: ast.AST) -> str:
    """The source of a tree on one line: of a statement that holds others, its first line."""
    return ast.unparse(node).split("\n")[0]


def normal(text: str) -> str:
    """Source as Python would write its tree, so that spaces, quotes and brackets don't matter."""
    try:
        return written(ast.parse(text.strip()))
    except SyntaxError:
        # The first line of a statement that holds others, such as "if N == 0:".
        with contextlib.suppress(SyntaxError):
            return written(ast.parse(f"{text.strip()}\n    pass"))
    return text.strip()
