"""A lab's solution as one module: its reference, the files that the course provides, and names written otherwise."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType

from graders.errors import UsageError
from graders.lab import Lab


def solution(lab: Lab) -> ModuleType:
    """What a perfect student would hand in: the reference, with the provided files where the lab has any."""
    return overlay(lab, {}) if lab.provided else lab.reference


def overlay(lab: Lab, replaces: Mapping[str, object], spec: ModuleSpec | None = None) -> ModuleType:
    """A fresh copy of the lab's solution in which some names stand for something else.

    A function put in finds its own global names in the copy, just as if it had been written there. "Adam.step"
    stands for a method. ``spec`` is what the copy is loaded from, where that is not the reference itself.
    """
    original = lab.reference
    spec = spec or importlib.util.find_spec(original.__name__)
    if spec is None or spec.loader is None:
        raise UsageError(f"the reference {original.__name__} of lab {lab.name} can't be imported a second time")
    copy = _executed(spec)
    waiting = _replace(copy, replaces)
    # The provided files import the files that are asked for, and each other: all of them stand in the copy.
    stems = [file.removesuffix(".py") for file in (*lab.files, *lab.provided)]
    with _imported_as(stems, copy):
        for file in lab.provided.values():
            spec = importlib.util.spec_from_file_location(f"{lab.name}_{file.stem}", file)
            assert spec is not None
            provided = _executed(spec)
            vars(copy).update({name: value for name, value in vars(provided).items() if not name.startswith("_")})
            waiting = _replace(copy, waiting)
    for name, replacement in waiting.items():
        setattr(copy, name, _rooted(replacement, copy))  # a name of the mistake's own
    return copy


@contextlib.contextmanager
def _imported_as(names: Collection[str], module: ModuleType) -> Iterator[None]:
    """Whoever imports one of the names gets the module, for a while."""
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.modules.update(dict.fromkeys(names, module))
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def lacking(module: ModuleType, names: Iterable[str]) -> ModuleType:
    """The same module, a copy of its own, without some of its names."""
    for name in names:
        delattr(module, name)
    return module


def _executed(spec: ModuleSpec) -> ModuleType:
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _replace(copy: ModuleType, replaces: Mapping[str, object]) -> dict[str, object]:
    """Put in what can be put in by now; gives the rest."""
    waiting = {}
    for name, replacement in replaces.items():
        *path, last = name.split(".")
        if not hasattr(copy, (*path, last)[0]):
            waiting[name] = replacement
            continue
        holder: object = copy
        for step in path:
            holder = getattr(holder, step)
        setattr(holder, last, _rooted(replacement, copy))
    return waiting


def _rooted(replacement: object, module: ModuleType) -> object:
    if not isinstance(replacement, FunctionType):
        return replacement
    moved = FunctionType(
        replacement.__code__, vars(module), replacement.__name__, replacement.__defaults__, replacement.__closure__
    )
    moved.__kwdefaults__ = replacement.__kwdefaults__
    moved.__doc__ = replacement.__doc__
    return moved
