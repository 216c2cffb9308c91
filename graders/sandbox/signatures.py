"""Where the functions of a module begin, and what their parameters are called. Looks at code objects; calls nothing.

A function is told as ``[name, part, line, [parameter …]]``, a method under the name "Adam.step" and without ``self``, a
class by what it is made from. Parameters are written as in a ``def``: ``["p", "y", "*", "eps", "**more"]``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

VARARGS, VARKEYWORDS = 0x04, 0x08
"""``inspect.CO_VARARGS`` and ``inspect.CO_VARKEYWORDS``: inspect takes long to import."""

OWN_NAMES = type.__dict__["__dict__"].__get__
"""The names of a class, whatever its metaclass says of them."""

WRAPPERS = 5
"""So many decorators that keep what they wrap are looked through."""


def signatures(module: ModuleType, parts: Collection[str] | None = None) -> list[Any]:
    """The public functions of a module, and the methods of its classes, as far as they stand in ``parts``."""
    return [
        [name, code.co_filename, code.co_firstlineno, _parameters(code)[skipped:]]
        for name, code, skipped in _codes(module)
        if parts is None or code.co_filename in parts
    ]


def _codes(module: ModuleType) -> Iterator[tuple[str, CodeType, int]]:
    for name, value in vars(module).items():
        if name.startswith("_"):
            continue
        if (code := _code(value)) is not None:
            yield name, code, 0
        elif issubclass(type(value), type):  # isinstance would ask the object itself what it is
            for method, inner in OWN_NAMES(value).items():
                if (code := _code(inner)) is not None:
                    yield (name if method == "__init__" else f"{name}.{method}"), code, 1


def _code(value: Any) -> CodeType | None:
    for _ in range(WRAPPERS):
        if type(value) is not FunctionType:
            return None
        if "__wrapped__" not in value.__dict__:
            code: CodeType = value.__code__
            return code
        value = value.__dict__["__wrapped__"]
    return None


def _parameters(code: CodeType) -> list[str]:
    names = list(code.co_varnames)
    positional, named = code.co_argcount, code.co_kwonlyargcount
    given, only_named, rest = names[:positional], names[positional : positional + named], names[positional + named :]
    if code.co_flags & VARARGS:
        given.append(f"*{rest.pop(0)}")
    elif only_named:
        given.append("*")
    more = [f"**{rest[0]}"] if code.co_flags & VARKEYWORDS else []
    return [*given, *only_named, *more]
