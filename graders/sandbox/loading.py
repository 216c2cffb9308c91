"""The submitted files as modules: found by import, from memory, and run piece by piece.

A file is a list of parts, ``[part name, source]`` each, which are compiled on their own: a ``.py`` file has one, a
notebook one for each of its code cells. What stops a part does not stop the parts after it.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import operator
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any, TypeAlias

from graders.sandbox import magics, standins
from graders.sandbox.definitions import definitions_of, without_imports

Part: TypeAlias = tuple[str, bytes]

IMPORTS_LIMIT = 20
TEXT_LIMIT = 200
FUTURES = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)


def request(
    files: Mapping[str, Sequence[Part]],
    to_run: Sequence[tuple[str, Sequence[str]]] | None = None,
    packages: Sequence[str] = ("numpy",),
    definitions_only: bool = False,
) -> list[Any]:
    """What the grader asks a worker to load: ``files`` as parts, and which ``to_run``, with what else each is called.

    All of them are run where nothing is said.
    """
    listed = [[file, [list(part) for part in parts]] for file, parts in files.items()]
    wanted = [[file, list(also)] for file, also in (to_run if to_run is not None else [(file, ()) for file in files])]
    return ["load", listed, wanted, list(packages), definitions_only]


class SubmittedFiles(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the submitted files by import: no folder of a submission is ever on a path.

    ``files`` maps paths ("softmax.py", "tools/ops.py", "homework.ipynb") to parts. With ``definitions_only`` what a
    file computes at its top level is left out. ``left_out`` tells which magics and imports were, as
    ``(part, line, "magic" or "import", text)``.
    """

    def __init__(self, files: dict[str, Sequence[Part]], definitions_only: bool = False) -> None:
        self.files = {module_name(file): file for file in files}
        self.parts = {module_name(file): list(parts) for file, parts in files.items()}
        self.packages = {name for file in files for name in _packages(file)}
        self.definitions_only = definitions_only
        self.futures: dict[str, int] = {}
        self.left_out: list[tuple[str, int, str, str]] = []

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """The spec of a submitted module, or None."""
        if fullname not in self.parts and fullname not in self.packages:
            return None
        origin = self.files.get(fullname)
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=origin, is_package=fullname in self.packages)
        spec.has_location = origin is not None
        return spec

    def get_source(self, fullname: str) -> str:
        """The text, for whoever asks with ``inspect``."""
        return "\n".join(source.decode("utf-8", "replace") for _, source in self.parts.get(fullname, ()))

    def exec_module(self, module: ModuleType) -> None:
        """Run a file that another one imports; what stops it stops the import."""
        for _, error in self._run(module):
            raise error

    def load(self, file: str, also: Sequence[str] = ()) -> tuple[ModuleType, list[tuple[str, BaseException]]]:
        """A file as a module, known as ``also`` too, and what stopped which part: what was defined by then stays."""
        name = module_name(file)
        if name in sys.modules:
            return sys.modules[name], []
        module = importlib.util.module_from_spec(self.find_spec(name))
        sys.modules.update(dict.fromkeys((name, *also), module))
        return module, list(self._run(module))

    def _run(self, module: ModuleType) -> Iterator[tuple[str, BaseException]]:
        if self.files.get(module.__name__, "").endswith(".ipynb"):
            magics.bring_shell(builtins)
        for part, source in self.parts.get(module.__name__, ()):
            text = source.decode("utf-8", "replace")
            linecache.cache[part] = (len(text), None, text.splitlines(keepends=True), part)
            try:
                self._run_part(module, part, source)
            except BaseException as error:
                yield part, error

    def _run_part(self, module: ModuleType, part: str, source: bytes) -> None:
        """Run a part; an import of a package that is not here is left out, and the part is run again without it."""
        notebook = self.files[module.__name__].endswith(".ipynb")
        absent: list[int] = []
        while True:
            code = self._compiled(part, source, notebook, absent)
            if notebook:  # what a cell imports from __future__ holds for the cells after it
                self.futures[part.rpartition(", cell ")[0]] = code.co_flags & FUTURES
            try:
                exec(code, vars(module))
            except ModuleNotFoundError as error:
                line = _line_at_top(error, part)
                if line is None or line in absent or len(absent) == IMPORTS_LIMIT or self._is_ours(error.name):
                    raise
                try:
                    self._compiled(part, source, notebook, [*absent, line])
                except LookupError:
                    raise error from None  # the import is nested in something that expects it to fail, or to work
                absent.append(line)
                self.left_out.append((part, line, "import", str(error)[:TEXT_LIMIT]))
            else:
                return

    def _compiled(self, part: str, source: bytes, notebook: bool, absent: Sequence[int]) -> CodeType:
        flags = self.futures.get(part.rpartition(", cell ")[0], 0)
        if notebook:
            text, dropped = magics.dropped(source.decode("utf-8", "replace"), part)
            if not absent:
                self.left_out += [(part, line, "magic", found[:TEXT_LIMIT]) for line, found in dropped]
            source = text.encode()
        try:
            if not absent and not self.definitions_only:
                whole: CodeType = compile(source, part, "exec", flags, dont_inherit=True)
                return whole
            tree = ast.parse(source, part)
        except ValueError as error:  # a zero byte, before Python 3.11.4
            raise SyntaxError(str(error)) from None
        if self.definitions_only:
            tree = definitions_of(tree)
        code: CodeType = compile(without_imports(tree, absent), part, "exec", flags, dont_inherit=True)
        return code

    def _is_ours(self, name: str | None) -> bool:
        """Whether a module that was not found is one that the submission should hold."""
        return name is None or name.partition(".")[0] in {*self.parts, *self.packages}


def module_name(file: str) -> str:
    """The name under which a file can be imported: ``tools.ops`` for ``tools/ops.py``."""
    stem = file.removesuffix(".ipynb").removesuffix(".py")
    return stem.removesuffix("/__init__").replace("/", ".")


def _packages(file: str) -> Iterator[str]:
    """The packages that a file lies in: a folder is one, with or without an ``__init__.py``."""
    folders = file.split("/")[:-1]
    return (".".join(folders[: n + 1]) for n in range(len(folders)))


def _line_at_top(error: BaseException, part: str) -> int | None:
    """The line of ``part``'s top level on which an exception came up, if it did there."""
    line, traceback = None, error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == part:
            line = traceback.tb_lineno if code.co_name == "<module>" else None
        traceback = traceback.tb_next
    return line


def install(files: SubmittedFiles, packages: Sequence[str]) -> None:
    """Let the submitted files be imported, and stand-ins for what only draws; ``packages`` are there themselves."""
    sys.meta_path.insert(0, files)
    sys.meta_path.insert(1, standins.Drawing(packages))
