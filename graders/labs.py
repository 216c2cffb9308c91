"""The labs of a folder: which there are, which one a submission belongs to, and loading one."""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import importlib.util
import sys
import traceback
from collections.abc import Collection, Mapping
from pathlib import Path
from types import FunctionType, ModuleType

from graders.errors import LabproofError, UsageError
from graders.lab import Lab

ASSIGNMENTS = Path(__file__).resolve().parents[1] / "assignments"


def available(folder: Path = ASSIGNMENTS) -> dict[str, tuple[str, ...]]:
    """The labs in ``folder`` and the files that each asks for, without importing any of them."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; --labs names the folder that holds the labs")
    return {path.parent.name: _declared_files(path) for path in sorted(folder.glob("*/lab.py"))}


def recognise(names: Collection[str], folder: Path = ASSIGNMENTS) -> list[str]:
    """The labs that ask for a file among ``names``; those that share the most files first."""
    shared = {lab: len(set(files) & set(names)) for lab, files in available(folder).items()}
    return sorted((lab for lab, count in shared.items() if count), key=lambda lab: -shared[lab])


def load(name: str, folder: Path = ASSIGNMENTS) -> Lab:
    """The lab ``name``; raises UsageError, naming the labs there are, where there is none."""
    known = available(folder)
    if name not in known:
        raise UsageError(f"there is no lab {name} in {folder}; there are {', '.join(known) or 'none'}")
    lab = getattr(_module(name, "lab", folder), "lab", None)
    if not isinstance(lab, Lab):
        raise UsageError(f"{folder / name / 'lab.py'} defines no `lab = Lab(…)`")
    return lab


def load_rewrites(lab: Lab, folder: Path = ASSIGNMENTS) -> Lab:
    """The same lab with its known mistakes and variants declared."""
    for part in ("mistakes", "variants"):
        if (folder / lab.name / f"{part}.py").exists():
            _module(lab.name, part, folder)
    return lab


def overlay(lab: Lab, replaces: Mapping[str, object]) -> ModuleType:
    """A fresh copy of the lab's reference in which some names stand for something else.

    A function put in finds its own global names in the copy, just as if it had been written there.
    """
    original = lab.reference
    spec = importlib.util.find_spec(original.__name__)
    if spec is None or spec.loader is None:
        raise UsageError(f"the reference {original.__name__} of lab {lab.name} can't be imported a second time")
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    for name, replacement in replaces.items():
        *path, last = name.split(".")
        holder: object = copy
        for step in path:
            holder = getattr(holder, step)
        setattr(holder, last, _rooted(replacement, copy))
    return copy


def _rooted(replacement: object, module: ModuleType) -> object:
    if not isinstance(replacement, FunctionType):
        return replacement
    moved = FunctionType(
        replacement.__code__, vars(module), replacement.__name__, replacement.__defaults__, replacement.__closure__
    )
    moved.__kwdefaults__ = replacement.__kwdefaults__
    moved.__doc__ = replacement.__doc__
    return moved


def _module(lab: str, part: str, folder: Path) -> ModuleType:
    """``folder/lab/part.py`` as a module of a package, so that it can say ``from .lab import lab``."""
    if folder == ASSIGNMENTS:
        parent = "assignments"
        if str(folder.parent) not in sys.path:
            sys.path.append(str(folder.parent))  # the reference is imported by its own name
    else:
        parent = f"labs_{abs(hash(str(folder.resolve()))):x}"
        if parent not in sys.modules:
            package = ModuleType(parent)
            package.__path__ = [str(folder.resolve())]
            sys.modules[parent] = package
    try:
        return importlib.import_module(f"{parent}.{lab}.{part}")
    except LabproofError:
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        raise UsageError(
            f"{folder / lab / part}.py can't be loaded: {type(error).__name__}: {error} "
            f"(line {where.lineno} of {Path(where.filename).name})"
        ) from error


def _declared_files(path: Path) -> tuple[str, ...]:
    """The ``files=[…]`` of the lab's declaration, read off its source: importing all labs would take too long."""
    try:
        tree = ast.parse(path.read_bytes(), str(path))
    except SyntaxError as error:
        raise UsageError(f"{path} is not valid Python 3: {error.msg} in line {error.lineno}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Lab":
            for keyword in node.keywords:
                if keyword.arg == "files":
                    return tuple(ast.literal_eval(keyword.value))
    raise UsageError(f"{path} declares no `Lab(…, files=[…])`")
