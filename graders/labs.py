"""The labs of a folder: which there are, which one a submission belongs to, and loading one."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from graders import bands
from graders.errors import LabproofError, UsageError
from graders.intake.tree import Tree, stem
from graders.lab import Lab
from graders.sandbox.preparation import one_thread

ASSIGNMENTS = Path(__file__).resolve().parents[1] / "assignments"

FILES = re.compile(r"\bLab\(.*?\bfiles\s*=\s*(\[[^\]]*\])", re.DOTALL)
PACKAGES = re.compile(r"\bLab\(.*?\bpackages\s*=\s*(\[[^\]]*\])", re.DOTALL)
REFERENCE = re.compile(r"\bLab\(.*?\breference\s*=\s*([\w.]+)", re.DOTALL)
BEGUN = re.compile(r"\bLab\([^{]*?\basked\s*=\s*(\{[^}]*\})", re.DOTALL)
ASKED = re.compile(r"\bstudent\.([A-Za-z]\w*)")
PUBLIC = re.compile(r"^(?:def|class) ([A-Za-z]\w*)", re.MULTILINE)

EXTRAS = ("torch",)
"""Packages that a lab may need and that are installed only where one does."""

ENOUGH = 2
"""How many of a lab's names a file of any name has to define to be taken for work on that lab."""


def available(folder: Path = ASSIGNMENTS) -> dict[str, tuple[str, ...]]:
    """The labs in ``folder`` and the files that each asks for, without importing any of them."""
    return {name: _declared(path).files for name, path in _labs(folder).items()}


def packages(name: str, folder: Path = ASSIGNMENTS) -> tuple[str, ...]:
    """What the lab ``name`` lets students import, as far as its source says so: known before it is loaded."""
    path = _labs(folder).get(name)
    declared = PACKAGES.search(path.read_text(encoding="utf-8")) if path is not None else None
    try:
        return tuple(map(str, ast.literal_eval(declared[1]))) if declared is not None else ("numpy",)
    except (SyntaxError, ValueError):
        return ("numpy",)


def recognise(tree: Tree, folder: Path = ASSIGNMENTS) -> list[str]:
    """The labs that a submission belongs to: by the names of its files, else by what they define.

    Those that share the most files come first.
    """
    known = {name: _declared(path) for name, path in _labs(folder).items()}
    held: dict[str, list[str]] = {}
    for path in [tree.only] if tree.only is not None else tree.files:
        held.setdefault(f"{stem(path.rpartition('/')[2]).lower()}.py", []).append(path)
    sharing = {name: [path for file in lab.files for path in held.get(file, ())] for name, lab in known.items()}
    sharing = {name: paths for name, paths in sharing.items() if paths}
    # layers.py may be a helper of one lab and the work for another: what does it define?
    doing = {name: paths for name, paths in sharing.items() if any(tree.defines(p) & known[name].asked for p in paths)}
    if doing:
        return sorted(doing, key=lambda name: -len(doing[name]))
    defined = {name for paths in held.values() for path in paths for name in tree.defines(path)}
    # forward and backward are asked by several labs: the one that asks for nothing else is more likely.
    shares = {name: len(defined & lab.asked) for name, lab in known.items()}
    likely = {name: (shares[name], shares[name] / max(1, len(lab.asked))) for name, lab in known.items()}
    first, second = sorted([*likely.values(), (0, 0.0), (0, 0.0)], reverse=True)[:2]
    best = [name for name in known if likely[name] == first > second]
    by_names = [name for name in best if shares[name] >= min(ENOUGH, len(known[name].asked))]
    return by_names or sorted(sharing, key=lambda name: -len(sharing[name]))


def demand(name: str, folder: Path = ASSIGNMENTS) -> None:
    """Raises UsageError, naming the labs there are, where there is no lab ``name``."""
    known = available(folder)
    if name not in known:
        raise UsageError(f"there is no lab {name} in {folder}; there are {', '.join(known) or 'none'}")


def load(name: str, folder: Path = ASSIGNMENTS) -> Lab:
    """The lab ``name``; raises UsageError, naming the labs there are, where there is none."""
    demand(name, folder)
    lab = getattr(_module(name, "lab", folder), "lab", None)
    if not isinstance(lab, Lab):
        raise UsageError(f"{folder / name / 'lab.py'} defines no `lab = Lab(…)`")
    one_thread()  # a torch lab brings torch along, and verify forks processes off
    lab.provided = {file: folder / name / "provided" / file for file in lab.provided}
    lab.bands = bands.read(folder / name / bands.FILE)
    for path in lab.provided.values():
        if not path.is_file():
            raise UsageError(f"lab {name} provides {path.name}, but there is no {path}")
    return lab


def load_rewrites(lab: Lab, folder: Path = ASSIGNMENTS) -> Lab:
    """The same lab with its known mistakes, its variants and its equivalent mutants declared."""
    for part in ("mistakes", "variants", "equivalents"):
        if (folder / lab.name / f"{part}.py").exists():
            _module(lab.name, part, folder)
    return lab


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
    except ModuleNotFoundError as error:
        if error.name not in EXTRAS:
            raise _unloadable(folder / lab / part, error) from error
        raise UsageError(
            f"the lab {lab} needs {error.name}, which is not installed; "
            f"install it with python -m pip install '.[{error.name}]'"
        ) from error
    except Exception as error:
        raise _unloadable(folder / lab / part, error) from error


def _unloadable(path: Path, error: Exception) -> UsageError:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return UsageError(
        f"{path}.py can't be loaded: {type(error).__name__}: {error} "
        f"(line {where.lineno} of {Path(where.filename).name})"
    )


def _labs(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; --labs names the folder that holds the labs")
    return {path.parent.name: path for path in sorted(folder.glob("*/lab.py"))}


class Declared(NamedTuple):
    """What a lab asks for: files, and names that are looked up in them or that a starter begins."""

    files: tuple[str, ...]
    asked: frozenset[str]


def _declared(path: Path) -> Declared:
    """What a lab declares, read off its source: to import or to parse all labs would take too long."""
    return _declared_then(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _declared_then(path: Path, changed: int) -> Declared:
    """The same for the file as it was at a moment: a class asks for every hand-in."""
    source = path.read_text(encoding="utf-8")
    declared = FILES.search(source)
    if declared is None:
        try:
            ast.parse(source, str(path))
        except SyntaxError as error:
            raise UsageError(f"{path} is not valid Python 3: {error.msg} in line {error.lineno}") from None
        raise UsageError(f"{path} declares no `Lab(…, files=[…])`")
    try:
        files = tuple(map(str, ast.literal_eval(declared[1])))
    except (SyntaxError, ValueError):
        raise UsageError(f"{path} declares files={declared[1]}; a list of names is expected") from None
    return Declared(files, frozenset([*ASKED.findall(source), *_begun(path, source, files)]))


def _begun(path: Path, source: str, files: Sequence[str]) -> Iterator[str]:
    """The names that the starters of a lab begin: all public ones of its reference, but where ``asked`` says which."""
    declared = BEGUN.search(source)
    try:
        asked = dict(ast.literal_eval(declared[1])) if declared is not None else {}
    except (SyntaxError, ValueError):
        shown = declared and declared[1]
        raise UsageError(f"{path} declares asked={shown}; a dict of lists of names is expected") from None
    for names in asked.values():
        yield from map(str, names)
    named = REFERENCE.search(source)
    if named is None or set(files) <= set(asked):
        return
    *folders, module = named[1].split(".")
    book = (path.parents[2].joinpath(*folders) if folders else path.parent) / f"{module}.py"
    if book.is_file():
        yield from PUBLIC.findall(book.read_text(encoding="utf-8"))
