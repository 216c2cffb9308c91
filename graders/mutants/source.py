"""A module's source, and all the mutants that it has."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from graders.errors import UsageError
from graders.mutants.expressions import OPERATORS, is_settled, replacements
from graders.mutants.mutant import Edit, Mutant, written

Scope = ast.FunctionDef | ast.AsyncFunctionDef


class Source:
    """A module of our own as a tree that can be changed and loaded again.

    ``mutants`` come in the order of the source; nothing about them is left to chance.
    """

    def __init__(self, module: ModuleType) -> None:
        path = module.__spec__.origin if module.__spec__ is not None else None
        if path is None or not Path(path).is_file():
            raise UsageError(f"{module.__name__} has no source file, so no mutants of it can be made")
        self.name = module.__name__
        self.path = Path(path)
        self.tree = ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))
        self.mutants = tuple(_unlike(_block(self.tree.body, "", None, False)))

    def spec(self, mutant: Mutant) -> ModuleSpec:
        """What the mutant is loaded from, in place of the module."""
        with mutant.edit.applied():
            ast.fix_missing_locations(mutant.edit.new)
            code = _Loader(self.name, str(self.path)).source_to_code(self.tree, str(self.path))
        loader = _Loader(self.name, str(self.path), code)
        spec = importlib.util.spec_from_file_location(self.name, self.path, loader=loader)
        assert spec is not None
        return spec


class _Loader(SourceFileLoader):
    """Runs code that is there already, under the name and from the file of the module that it was."""

    def __init__(self, name: str, path: str, code: CodeType | None = None) -> None:
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType | None:
        """The mutant's code."""
        return self.code


def _unlike(mutants: Iterator[Mutant]) -> Iterator[Mutant]:
    """Each change once, and none that changes nothing."""
    seen = set()
    for mutant in mutants:
        key = id(mutant.edit.holder), mutant.edit.key, mutant.mutated
        if mutant.mutated != mutant.statement and key not in seen:
            seen.add(key)
            yield mutant


# ------------------------------------------------------------------------------------------------ statements


def _block(body: list[ast.stmt], name: str, function: Scope | None, inner: bool) -> Iterator[Mutant]:
    """The mutants of a list of statements; ``inner`` are those that stand under an if or a loop."""
    for index, statement in enumerate(body):
        if function is not None and _may_go(statement, function, inner):
            edit = Edit(body, index, ast.copy_location(ast.Pass(), statement))
            text = written(statement)
            yield Mutant(name, statement.lineno, text, "pass", text, "pass", edit)
        yield from _statement(statement, name, function, inner)


def _statement(node: ast.stmt, name: str, function: Scope | None, inner: bool) -> Iterator[Mutant]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            full = f"{name}.{node.name}" if name else node.name
            yield from _defaults(node, full)
            yield from _block(node.body, full, node, False)
        case ast.ClassDef():
            yield from _block(node.body, f"{name}.{node.name}" if name else node.name, None, False)
        case ast.Raise() | ast.Assert() | ast.Import() | ast.ImportFrom() | ast.Global() | ast.Nonlocal():
            return
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.If() if "__name__" in ast.unparse(node.test) or "TYPE_CHECKING" in ast.unparse(node.test):
            return
        case _:
            if isinstance(node, ast.AugAssign):
                yield from _augmented(node, name)
            for field, value in ast.iter_fields(node):
                if field == "annotation":
                    continue
                if field in ("targets", "target"):
                    yield from _targets(node, value, name)
                elif isinstance(value, ast.expr):
                    if field == "test" and isinstance(node, ast.If | ast.While):
                        yield from _outcomes(node, name)
                    yield from _expression(value, node, field, node, node, name)
                elif isinstance(value, list):
                    yield from _parts(value, node, name, function)


def _parts(parts: list[Any], node: ast.stmt, name: str, function: Scope | None) -> Iterator[Mutant]:
    """What a statement holds as a list: statements, handlers, the managers of a with."""
    if parts and isinstance(parts[0], ast.stmt):
        inner = isinstance(node, ast.If | ast.For | ast.While)
        yield from _block(parts, name, function, inner)
    for index, part in enumerate(parts):
        if isinstance(part, ast.ExceptHandler | ast.match_case):
            yield from _block(part.body, name, function, True)
        elif isinstance(part, ast.withitem):
            yield from _expression(part.context_expr, part, "context_expr", node, node, name)
        elif isinstance(part, ast.expr):
            yield from _expression(part, parts, index, node, node, name)


def _may_go(node: ast.stmt, function: Scope, inner: bool) -> bool:
    """Whether the function still makes sense, if another one, without this statement."""
    match node:
        case ast.Expr(value=value):
            return not isinstance(value, ast.Constant)
        case ast.AugAssign() | ast.Break() | ast.Continue():
            return True
        case ast.Return():
            return inner
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) | ast.AnnAssign(target=ast.Attribute()):
            return node.value is not None
        case ast.Assign(targets=[ast.Name(id=target)]):
            return target in _known_before(function, node)
    return False


def _known_before(function: Scope, node: ast.stmt) -> set[str]:
    """The names that a function has by the time that it comes to a statement, going by the lines."""
    arguments = function.args
    known = {each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    return known | {
        each.id
        for each in ast.walk(function)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store) and each.lineno < node.lineno
    }


def _augmented(node: ast.AugAssign, name: str) -> Iterator[Mutant]:
    if type(node.op) in OPERATORS:
        yield _mutant(Edit(node, "op", OPERATORS[type(node.op)]()), node, node, name)


def _outcomes(node: ast.If | ast.While, name: str) -> Iterator[Mutant]:
    """The condition as it never is; a loop that never ends is seen soon enough elsewhere."""
    for outcome in (True, False) if isinstance(node, ast.If) else (False,):
        yield _mutant(Edit(node, "test", ast.Constant(outcome)), node, node, name)


def _defaults(node: Scope, name: str) -> Iterator[Mutant]:
    taken = node.args
    positional = [*taken.posonlyargs, *taken.args][len(taken.posonlyargs) + len(taken.args) - len(taken.defaults) :]
    pairs: list[tuple[ast.arg, ast.expr | None, Any, int]] = [
        *((each, taken.defaults[index], taken.defaults, index) for index, each in enumerate(positional)),
        *((each, taken.kw_defaults[index], taken.kw_defaults, index) for index, each in enumerate(taken.kwonlyargs)),
    ]
    for argument, default, places, index in pairs:
        for new in replacements(default) if default is not None else ():
            assert default is not None
            ast.copy_location(new, default)
            before, after = (f"{argument.arg}={ast.unparse(value)}" for value in (default, new))
            yield Mutant(name, default.lineno, before, after, before, after, Edit(places, index, new))


# ------------------------------------------------------------------------------------------------ expressions


def _targets(node: ast.stmt, value: Any, name: str) -> Iterator[Mutant]:
    """Only what a target computes may change: the places that it is written to."""
    for target in value if isinstance(value, list) else [value]:
        if isinstance(target, ast.Subscript):
            yield from _expression(target.slice, target, "slice", target, node, name)


def _expression(
    node: ast.expr, holder: Any, key: Any, shown: ast.AST, statement: ast.stmt, name: str
) -> Iterator[Mutant]:
    """The mutants of an expression and of those in it. ``shown`` is what a number in it is shown with."""
    if isinstance(node, ast.JoinedStr):
        return  # words
    small = isinstance(node, ast.Constant)
    for new in replacements(node):
        ast.copy_location(new, node)
        yield _mutant(Edit(holder, key, new), shown if small else node, statement, name)
    around = node if isinstance(node, ast.BinOp | ast.Call | ast.Compare | ast.Subscript | ast.UnaryOp) else shown
    for child, place, field in _children(node):
        yield from _expression(child, place, field, around, statement, name)


def _children(node: ast.expr) -> Iterator[tuple[ast.expr, Any, Any]]:
    """The expressions right below one, each with its place."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            yield node.func.value, node.func, "value"
        yield from ((each, node.args, index) for index, each in enumerate(node.args))
        yield from ((each.value, each, "value") for each in node.keywords if not is_settled(each))
        return
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.expr):
            yield value, node, field
        for index, each in enumerate(value if isinstance(value, list) else ()):
            if isinstance(each, ast.expr):
                yield each, value, index
            elif isinstance(each, ast.comprehension):
                yield each.iter, each, "iter"
                yield from ((test, each.ifs, place) for place, test in enumerate(each.ifs))


def _mutant(edit: Edit, shown: ast.AST, statement: ast.stmt, name: str) -> Mutant:
    before, whole = written(shown), written(statement)
    replaced = edit.old is shown
    line = getattr(shown, "lineno", statement.lineno)
    with edit.applied():
        return Mutant(name, line, before, written(edit.new if replaced else shown), whole, written(statement), edit)
