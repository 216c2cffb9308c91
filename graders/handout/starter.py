"""A lab's starter: its reference with the bodies taken out.

What is public keeps its signature and its docstring. What is private goes, and with it whatever only the bodies used.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import libcst as cst
from libcst import matchers as m

from graders.errors import UsageError
from graders.handout.docstring import Statement, invited, text_of, written
from graders.lab import Lab

HARMLESS = ("abstractmethod", "classmethod", "dataclass", "overload", "property", "staticmethod")
"""Decorators that say what a thing is, and nothing of how it does its work."""

RECORDS = ("Enum", "IntEnum", "NamedTuple", "Protocol", "TypedDict")
"""Base classes whose fields are what the class is."""

Definition: TypeAlias = "cst.FunctionDef | cst.ClassDef"

UNWRITTEN: Statement = cst.parse_statement("raise NotImplementedError\n")
NOTHING: Statement = cst.parse_statement("pass\n")


def starters(lab: Lab) -> dict[str, str]:
    """The source of each file that a lab asks for, as a student begins with it.

    Raises UsageError where a lab asks for several files and doesn't say what belongs into which, or names what its
    reference does not define.
    """
    if unsaid := [file for file in lab.files if file not in lab.asked and len(lab.files) > 1]:
        raise UsageError(
            f"lab {lab.name} asks for {len(lab.files)} files and doesn't say what belongs into {', '.join(unsaid)}; "
            f'say it in lab.py: asked={{"{unsaid[0]}": [names of the reference], …}}'
        )
    source = Path(str(lab.reference.__file__)).read_text(encoding="utf-8")
    return {file: bodiless(source, lab.asked.get(file)) for file in lab.files}


def bodiless(source: str, names: Collection[str] | None = None) -> str:
    """The source of a reference module without its bodies; of its functions and classes ``names``, or all public ones.

    Constants stay that are plain numbers or texts, or that a signature needs. A constructor keeps what only takes its
    arguments over. Raises UsageError for a name that is not defined, and where a signature needs what is left out.
    """
    module = cst.parse_module(source)
    statements = list(module.body)
    defined = {each.name.value for each in statements if isinstance(each, cst.FunctionDef | cst.ClassDef)}
    wanted = {name for name in defined if not name.startswith("_")} if names is None else set(names)
    if unknown := sorted(wanted - defined):
        raise UsageError(f"a starter is to hold {', '.join(unknown)}, which the reference does not define")

    kept: dict[int, Statement] = {}
    for place, each in enumerate(statements):
        if isinstance(each, cst.FunctionDef | cst.ClassDef) and each.name.value in wanted:
            kept[place] = _without_annotations(_emptied(each), defined - wanted)
        elif any(not name.startswith("_") for name in _assigned(each)) and _is_plain(each):
            kept[place] = each
    used = _used(kept.values())
    while needed := [i for i, each in enumerate(statements) if i not in kept and used & _assigned(each)]:
        kept |= {place: statements[place] for place in needed}
        used = _used(kept.values())
    for place in list(kept):  # the text that says what a constant is
        if _assigned(statements[place]) and place + 1 < len(statements) and text_of(statements[place + 1]):
            kept[place + 1] = statements[place + 1]
    if lost := sorted(used & (defined - wanted)):
        raise UsageError(f"what a starter shows needs {', '.join(lost)}, which it leaves out; give that another name")

    begun = 1 if statements and text_of(statements[0]) else 0
    kept |= _imports(statements, used)
    body = [invited(statements[0] if begun else None), *(kept[place] for place in sorted(kept) if place >= begun)]
    return module.with_changes(body=body, footer=[]).code.rstrip("\n") + "\n"


# --------------------------------------------------------------------------------------- functions and classes


def _emptied(definition: Definition, depth: int = 1) -> Definition:
    """A function, or a class and what is public in it, without bodies; ``depth`` is how far its body is set in."""
    if isinstance(definition, cst.ClassDef):
        return _class(definition, depth)
    return _function(definition, [UNWRITTEN], depth)


def _function(function: cst.FunctionDef, body: Sequence[Statement], depth: int) -> cst.FunctionDef:
    told = _docstring(function, depth)
    decorators = [each for each in function.decorators if _name_of(each.decorator) in HARMLESS]
    lines = [*told, *body] or [NOTHING]
    return function.with_changes(decorators=decorators, lines_after_decorators=[], body=cst.IndentedBlock(lines))


def _class(definition: cst.ClassDef, depth: int) -> cst.ClassDef:
    told = _docstring(definition, depth)
    record = any(_name_of(each.decorator) == "dataclass" for each in definition.decorators)
    record = record or any(_name_of(base.value) in RECORDS for base in definition.bases)
    statements = _statements(definition)
    methods = {each.name.value for each in statements if isinstance(each, cst.FunctionDef)}
    body: list[Statement] = []
    for each in statements:
        if isinstance(each, cst.FunctionDef) and each.name.value == "__init__":
            body.append(_constructor(each, {name for name in methods if not name.startswith("_")}, depth + 1))
        elif isinstance(each, cst.FunctionDef | cst.ClassDef):
            if not _is_private(each.name.value):
                body.append(_emptied(each, depth + 1))
        elif (names := _assigned(each)) and (record or _is_plain(each)) and not all(map(_is_private, names)):
            body.append(each)
    decorators = [each for each in definition.decorators if _name_of(each.decorator) in HARMLESS]
    lines = [*told, *body] or [NOTHING]
    return definition.with_changes(decorators=decorators, lines_after_decorators=[], body=cst.IndentedBlock(lines))


def _constructor(function: cst.FunctionDef, methods: set[str], depth: int) -> cst.FunctionDef:
    """``__init__`` with what takes its arguments over, and calls of the class's own methods."""
    arguments = {each.name.value for each in m.findall(function.params, m.Param()) if isinstance(each, cst.Param)}
    statements = [each for each in _statements(function) if not text_of(each)]
    kept = [each for each in statements if _takes_over(each, arguments, methods)]
    bare = [each.with_changes(leading_lines=[], trailing_whitespace=cst.TrailingWhitespace()) for each in kept]
    return _function(function, bare if len(kept) == len(statements) else [*bare, UNWRITTEN], depth)


def _takes_over(statement: Statement, arguments: set[str], methods: set[str]) -> bool:
    """Whether it is ``self.x = x``, ``super().__init__()`` or ``self.method()``."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Assign() | m.AnnAssign() | m.Expr()])):
        return False
    (node,) = ast.parse(cst.Module([statement]).code).body
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = ast.unparse(node.value.func)
        given = [*node.value.args, *(each.value for each in node.value.keywords)]
        return (called == "super().__init__" or called.removeprefix("self.") in methods) and _are(given, arguments)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        target, value = node.target, node.value
    else:
        return False
    targets = target.elts if isinstance(target, ast.Tuple) else [target]
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    own = [isinstance(each, ast.Attribute) and ast.unparse(each.value) == "self" for each in targets]
    return all(own) and len(targets) == len(values) and _are(values, arguments)


def _are(values: Iterable[ast.expr], names: set[str]) -> bool:
    return all(isinstance(each, ast.Name) and each.id in names for each in values)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


class _Unannotated(cst.CSTTransformer):
    """Takes out the annotations that speak of what a file does not hold."""

    def __init__(self, absent: set[str]) -> None:
        self.absent = absent

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        """Leave the parameter without its annotation; PEP 8 has no spaces around the default then."""
        if not self._speaks_of_absent(updated_node.annotation):
            return updated_node
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")) if updated_node.default else None
        return updated_node.with_changes(annotation=None, equal=equal or cst.MaybeSentinel.DEFAULT)

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        """Leave the function without what it says that it returns."""
        return updated_node.with_changes(returns=None) if self._speaks_of_absent(updated_node.returns) else updated_node

    def _speaks_of_absent(self, annotation: cst.Annotation | None) -> bool:
        return annotation is not None and bool(self.absent & _named(_expression(annotation.annotation)))


def _without_annotations(definition: Definition, absent: set[str]) -> Definition:
    changed = definition.visit(_Unannotated(absent))
    assert isinstance(changed, cst.FunctionDef | cst.ClassDef)
    return changed


def _docstring(definition: Definition, depth: int) -> list[cst.SimpleStatementLine]:
    """The docstring without its derivation, as the first statement; none where there is none."""
    first, *_ = _statements(definition)
    return [written(text, "    " * depth)] if (text := text_of(first)) else []


# ------------------------------------------------------------------------------------- constants and imports


def _assigned(statement: Statement) -> set[str]:
    """The names that a statement of a module or class gives a value, or a type."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Assign() | m.AnnAssign()])):
        return set()
    (node,) = ast.parse(cst.Module([statement]).code).body
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def _is_plain(statement: Statement) -> bool:
    """Whether a value is written down as numbers and texts: nothing is computed, so nothing is given away."""
    (node,) = ast.parse(cst.Module([statement]).code).body
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    try:
        plain = value is None or ast.literal_eval(value)
    except ValueError:
        return False
    return not isinstance(plain, dict | list | set)  # a table may well be the solution


def _imports(statements: Sequence[Statement], used: set[str]) -> dict[int, Statement]:
    """The imports of which something is used, by their places, with no more than that."""
    kept: dict[int, Statement] = {}
    gap: Sequence[cst.EmptyLine] = ()
    for place, statement in enumerate(statements):
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        (first, *_) = statement.body
        if not isinstance(first, cst.Import | cst.ImportFrom) or isinstance(first.names, cst.ImportStar):
            continue
        names = [each for each in first.names if _bound(each) in used or _is_future(first)]
        # The blank line between two groups stands above the first import of the second.
        gap = statement.leading_lines or gap
        if names:
            names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            kept[place] = statement.with_changes(body=[first.with_changes(names=names)], leading_lines=gap)
            gap = ()
    return kept


def _is_future(statement: cst.Import | cst.ImportFrom) -> bool:
    return m.matches(statement, m.ImportFrom(module=m.Name("__future__")))


def _bound(alias: cst.ImportAlias) -> str:
    """The name that an import puts into the module."""
    return (alias.evaluated_alias or alias.evaluated_name).split(".")[0]


# ------------------------------------------------------------------------------------------------- the source


def _statements(definition: Definition) -> list[Statement]:
    """What stands in a body, a statement a line."""
    if isinstance(definition.body, cst.SimpleStatementSuite):
        return [cst.SimpleStatementLine([each]) for each in definition.body.body]
    return list(definition.body.body)  # type: ignore[arg-type]


def _name_of(node: cst.BaseExpression) -> str:
    """The last name of an expression, or of what it calls: ``dataclass`` of ``@dataclasses.dataclass(frozen=True)``."""
    if isinstance(node, cst.Call):
        return _name_of(node.func)
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _used(statements: Iterable[Statement]) -> set[str]:
    """The names that these statements look up outside of themselves."""
    source = cst.Module(list(statements)).code
    return _named(ast.parse(source)) - set(vars(builtins))


def _named(tree: ast.AST) -> set[str]:
    """The names that a piece of source looks up, those in annotations that are written as texts as well."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            for text in ast.walk(annotation) if annotation is not None else ():
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    found |= _named(ast.parse(text.value, mode="eval"))
    return found


def _expression(node: cst.BaseExpression) -> ast.AST:
    """An annotation as Python's own tree, in the place of one."""
    return ast.parse(f"_: {cst.Module([]).code_for_node(node)}")
