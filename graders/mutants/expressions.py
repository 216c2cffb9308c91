"""What may be changed in an expression: each rule gives the expressions to put in the place of one.

The changes are the slips that people make in such code: the other axis, a sign, a term or a factor left out, a bound
off by one, the sum for the mean.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Any, TypeVar

N = TypeVar("N", bound=ast.AST)

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

PAIRS = [
    ("max", "min"),
    ("amax", "amin"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("sum", "mean"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("zeros_", "ones_"),
    ("any", "all"),
    ("sin", "cos"),
    ("floor", "ceil"),
    ("std", "var"),
    ("tril", "triu"),
    ("hstack", "vstack"),
    ("logical_and", "logical_or"),
]
SWAPS = dict([*PAIRS, *((b, a) for a, b in PAIRS)])
"""Functions and methods that are taken for one another."""

BUILTIN_SWAPS = {"max": "min", "min": "max", "any": "all", "all": "any"}

LEFT_OUT = {
    *("exp", "expm1", "log", "log1p", "log2", "sqrt", "abs", "absolute", "square", "tanh", "sigmoid", "relu", "clip"),
    *("clamp", "copy", "clone", "detach", "astype", "transpose", "swapaxes", "permute", "reshape", "view", "flatten"),
    *("ravel", "flip", "cumsum", "sorted", "reversed", "unsqueeze", "squeeze", "dropout", "softmax", "log_softmax"),
}
"""Functions and methods that are forgotten: what they are applied to stands for their value."""

MODULES = {"np", "numpy", "torch", "math", "F", "nn"}

AXES = {"axis", "dim"}

SELF_EVIDENT = {"strict", "allow_pickle"}
"""Keywords that guard the reference itself; nobody asks a student for them."""

SMALL, LARGE = 1e-4, 1e4
"""Beyond these a number stands for nearly nothing or for without end: twice as much would be the same."""


def replacements(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that may stand for ``node`` in a mutant; those inside of it have their own turn."""
    match node:
        case ast.Constant():
            yield from (ast.Constant(value) for value in _other_values(node.value))
        case ast.BinOp():
            yield from _binary(node)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert(), operand=operand):
            yield operand
        case ast.Compare():
            yield from _compare(node)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            yield from _each_left_out(node.values, lambda rest: ast.BoolOp(node.op, rest))
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.Call():
            yield from _call(node)
        case ast.Attribute(attr="T" | "mT", value=value):
            yield value
        case ast.Subscript(slice=ast.Slice() as bounds):
            yield from (_changed(node, slice=part) for part in _slice(bounds))
        case ast.Subscript(slice=ast.Tuple(elts=parts) as places):
            for index, part in enumerate(parts):
                for bounds in _slice(part) if isinstance(part, ast.Slice) else ():
                    yield _changed(node, slice=_changed(places, elts=[*parts[:index], bounds, *parts[index + 1 :]]))


def is_settled(keyword: ast.keyword) -> bool:
    """Whether ``replacements`` of a call have changed this argument in every way that makes sense."""
    return keyword.arg in AXES | SELF_EVIDENT | {"keepdims", "keepdim"}


def _other_values(value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int():
            return [1] if value == 0 else [value - 1, value + 1]
        case float():
            if value == 0:
                return [1.0]
            if abs(value) < SMALL:
                return [0.0, value * LARGE]
            return [1.0] if abs(value) > LARGE else [value * 2]
    return []


def _binary(node: ast.BinOp) -> Iterator[ast.expr]:
    if type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    yield node.left
    if isinstance(node.op, ast.Add | ast.Mult | ast.BitAnd | ast.BitOr):
        yield node.right
    if isinstance(node.op, ast.Sub | ast.Div):
        yield ast.BinOp(node.right, node.op, node.left)


def _compare(node: ast.Compare) -> Iterator[ast.expr]:
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            yield _changed(node, ops=[*node.ops[:index], other(), *node.ops[index + 1 :]])


def _call(node: ast.Call) -> Iterator[ast.expr]:
    name = _name(node.func)
    on_module = isinstance(node.func, ast.Attribute) and _name(node.func.value) in MODULES
    if isinstance(node.func, ast.Attribute) and name in SWAPS:
        yield _changed(node, func=_changed(node.func, attr=SWAPS[name]))
    if isinstance(node.func, ast.Name) and name in BUILTIN_SWAPS:
        yield _changed(node, func=ast.Name(BUILTIN_SWAPS[name], ast.Load()))
    if name in LEFT_OUT:
        if isinstance(node.func, ast.Attribute) and not on_module:
            yield node.func.value
        elif node.args:
            yield node.args[0]
    if name == "permutation" and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
        yield _changed(node, func=ast.Attribute(ast.Name("np", ast.Load()), "arange", ast.Load()))
    if name == "where" and len(node.args) == 3:
        yield _changed(node, args=[node.args[0], node.args[2], node.args[1]])
    if name in ("range", "arange") and node.args:
        stop = min(1, len(node.args) - 1)
        for operator in (ast.Sub(), ast.Add()):
            yield _with_argument(node, stop, ast.BinOp(node.args[stop], operator, ast.Constant(1)))
        if stop == 1 and not isinstance(node.args[0], ast.Constant):
            yield _with_argument(node, 0, ast.BinOp(node.args[0], ast.Add(), ast.Constant(1)))
    for index, keyword in enumerate(node.keywords):
        rest = [*node.keywords[:index], *node.keywords[index + 1 :]]
        if keyword.arg is not None and keyword.arg not in SELF_EVIDENT:
            yield _changed(node, keywords=rest)
        for axis in _other_axes(keyword.value) if keyword.arg in AXES else ():
            other = ast.keyword(keyword.arg, axis)
            yield _changed(node, keywords=[*node.keywords[:index], other, *node.keywords[index + 1 :]])


def _other_axes(axis: ast.expr) -> Iterator[ast.expr]:
    if isinstance(axis, ast.Tuple):
        yield from _each_left_out(axis.elts, lambda rest: _changed(axis, elts=rest))
    else:
        yield ast.Constant(1 if isinstance(axis, ast.Constant) and axis.value == 0 else 0)


def _slice(bounds: ast.Slice) -> Iterator[ast.Slice]:
    one = ast.Constant(1)
    if bounds.lower is not None:
        yield _changed(bounds, lower=None)
        if not isinstance(bounds.lower, ast.Constant):
            yield _changed(bounds, lower=ast.BinOp(bounds.lower, ast.Add(), one))
    if bounds.upper is not None:
        yield _changed(bounds, upper=None)
        if not isinstance(bounds.upper, ast.Constant):
            yield _changed(bounds, upper=ast.BinOp(bounds.upper, ast.Sub(), one))
    if bounds.step is not None:
        yield _changed(bounds, step=None)


def _each_left_out(parts: list[ast.expr], of: Any) -> Iterator[ast.expr]:
    for index in range(len(parts)):
        rest = [*parts[:index], *parts[index + 1 :]]
        yield rest[0] if len(rest) == 1 and isinstance(of(rest), ast.BoolOp) else of(rest)


def _with_argument(node: ast.Call, index: int, argument: ast.expr) -> ast.Call:
    return _changed(node, args=[*node.args[:index], argument, *node.args[index + 1 :]])


def _changed(node: N, **fields: Any) -> N:
    """A copy of a node with other fields; what is below it is shared."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
