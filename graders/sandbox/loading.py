"""The submitted files as modules: found by import, from memory, and run piece by piece.

A file is a list of parts, ``[part name, source]`` each, which are compiled on their own: a ``.py`` file has one, a
notebook one for each of its code cells. Of a part that is no Python nothing is run; of one that fails while it runs,
the statement that failed costs itself, and the rest of the part is run.

The cells of a notebook may stand in any order: a statement that lacked a name is run again once the others have run.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import operator
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any, TypeAlias

from graders.sandbox import cells, magics, standins
from graders.sandbox.definitions import definitions_of, imported_names

Part: TypeAlias = tuple[str, bytes]

TEXT_LIMIT = 200
ROOT = "_submission_"
"""The package that a file is in as far as its relative imports go."""

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
    ``(part, line, "magic" or "import", text)``, ``stopped`` what failed, as ``(part, exception)``, and ``twice`` what
    several cells of a notebook define, as ``graders.sandbox.cells`` tells it.
    """

    def __init__(
        self, files: dict[str, Sequence[Part]], packages: Sequence[str] = (), definitions_only: bool = False
    ) -> None:
        self.names = {module_name(file): file for file in files}
        self.parts = dict(files)
        self.packages = {name for file in files for name in _packages(file)}
        self.hidden = {*sys.stdlib_module_names, *packages}
        self.definitions_only = definitions_only
        self.futures: dict[str, int] = {}
        self.left_out: list[tuple[str, int, str, str]] = []
        self.stopped: list[tuple[str, BaseException]] = []
        self.twice: list[cells.Twice] = []

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """The spec of a submitted module, or None. Nothing that Python or the lab brings is stood in for."""
        name = fullname.removeprefix(f"{ROOT}.")
        if name.partition(".")[0] in self.hidden:
            return None
        name = self._resolved(name)
        if name not in self.names and name not in self.packages:
            return None
        return self._spec(fullname, self.names.get(name), name in self.packages)

    def load(self, file: str, also: Sequence[str] = ()) -> ModuleType:
        """A file as a module, known as ``also`` too; what was defined by the time that something stopped it stays."""
        names = list(dict.fromkeys([*also, module_name(file)]))
        if names[-1] in self.hidden and len(names) > 1:
            names.pop()  # homework called random.ipynb
        loaded = sys.modules.get(names[0])
        if loaded is not None and getattr(loaded, "__loader__", None) is self:
            return loaded
        module = importlib.util.module_from_spec(self._spec(names[0], file, False))
        module.__package__, module.__spec__ = ROOT, None
        sys.modules.setdefault(ROOT, _empty_package(self))
        sys.modules.update(dict.fromkeys(names, module))
        with contextlib.suppress(BaseException):  # it is in ``stopped``
            self._run(module, file)
        return module

    def get_source(self, fullname: str) -> str:
        """The text, for whoever asks with ``inspect``."""
        file = self.names.get(self._resolved(fullname.removeprefix(f"{ROOT}.")), "")
        return "\n".join(source.decode("utf-8", "replace") for _, source in self.parts.get(file, ()))

    def exec_module(self, module: ModuleType) -> None:
        """Run a file that another one imports; SyntaxError where it is no Python."""
        assert module.__spec__ is not None
        self._run(module, module.__spec__.origin or "")

    def _resolved(self, name: str) -> str:
        """The full name of a module: one that lies in another folder is found if no second one has its name."""
        first, dot, rest = name.partition(".")
        known = self.names.keys() | self.packages
        alike = [each for each in known if each.endswith(f".{first}")]
        return name if first in known or len(alike) != 1 else f"{alike[0]}{dot}{rest}"

    def _spec(self, name: str, file: str | None, is_package: bool) -> Any:
        spec = importlib.machinery.ModuleSpec(name, self, origin=file, is_package=is_package)
        spec.has_location = file is not None
        return spec

    def _run(self, module: ModuleType, file: str) -> None:
        if file.endswith(".ipynb"):
            self._run_notebook(module, file)
            return
        for part, source in self.parts.get(file, ()):
            if b"get_ipython" in source:
                magics.bring_shell(builtins)
            try:
                code = self._compiled(part, source, file)
                if self.definitions_only:
                    code = code.keeping(definitions_of(code.body))
            except BaseException as error:
                self.stopped.append((part, error))
                raise
            for node, why in _executed(module, code):
                self._note(part, node, why)

    def _run_notebook(self, module: ModuleType, file: str) -> None:
        """Run the cells, then once more what lacked a name; a cell that is no Python, or to be skipped, is not run."""
        magics.bring_shell(builtins)
        codes: list[Code] = []
        for part, source in self.parts.get(file, ()):
            try:
                if not magics.is_skipped(source.decode("utf-8", "replace")):
                    codes.append(self._compiled(part, source, file))
            except BaseException as error:
                self.stopped.append((part, error))
        twice, unfinished = cells.defined_twice([(code.part, code.body) for code in codes])
        self.twice += twice
        known = {name for code in codes for name in imported_names(code.body)}
        for n, code in enumerate(codes):
            kept = definitions_of(code.body, known) if self.definitions_only else code.body
            if self.definitions_only or not unfinished.isdisjoint(kept):
                codes[n] = code.keeping([node for node in kept if node not in unfinished])
        failed = [(code, node, why) for code in codes for node, why in _executed(module, code)]
        for each, node, why in _once_more(module, failed, [node for code in codes for node in code.body]):
            self._note(each.part, node, why)
        places = {part: place for place, (part, _) in enumerate(self.parts[file])}
        self.stopped.sort(key=lambda each: places.get(each[0], -1))

    def _note(self, part: str, node: ast.stmt, error: BaseException) -> None:
        """What stopped a statement; an import of something that is not here is told apart from other errors."""
        if isinstance(error, ModuleNotFoundError) and isinstance(node, ast.Import | ast.ImportFrom):
            self.left_out.append((part, node.lineno, "import", str(error)[:TEXT_LIMIT]))
        else:
            self.stopped.append((part, error))

    def _compiled(self, part: str, source: bytes, file: str) -> Code:
        """A part compiled, without what is for a notebook: a script may have been one."""
        text = source.decode("utf-8", "replace")
        linecache.cache[part] = (len(text), None, text.splitlines(keepends=True), part)
        flags = self.futures.get(file, 0)
        try:
            try:
                code: CodeType = compile(source, part, "exec", flags, dont_inherit=True)
            except SyntaxError as error:
                text, dropped = magics.dropped(text, part)
                source = text.encode()
                if not dropped:
                    raise error from None
                code = compile(source, part, "exec", flags, dont_inherit=True)
                self.left_out += [(part, line, "magic", found[:TEXT_LIMIT]) for line, found in dropped]
        except ValueError as error:  # a zero byte, before Python 3.11.4
            raise SyntaxError(str(error)) from None
        flags = self.futures[file] = code.co_flags & FUTURES  # from __future__ holds for the cells after it as well
        return Code(part, source, code, flags)


@dataclass(eq=False)
class Code:
    """A part, compiled."""

    part: str
    source: bytes
    code: CodeType
    flags: int

    @functools.cached_property
    def body(self) -> list[ast.stmt]:
        """Its statements."""
        return ast.parse(self.source, self.part).body

    def keeping(self, body: list[ast.stmt]) -> Code:
        """The same with no more than these of its statements."""
        code = Code(self.part, self.source, self.compiled(*body), self.flags)
        code.body = body
        return code

    def compiled(self, *statements: ast.stmt) -> CodeType:
        """Some of its statements on their own."""
        tree = ast.Module(list(statements), [])
        code: CodeType = compile(tree, self.part, "exec", self.flags, dont_inherit=True)
        return code


def _executed(module: ModuleType, code: Code) -> Iterator[tuple[ast.stmt, BaseException]]:
    """Run a part; gives the statements that failed. What follows the first one is run statement by statement."""
    try:
        exec(code.code, vars(module))
        return
    except BaseException as error:
        body = code.body
        failed = next((n for n, node in enumerate(body) if cells.came_from(node, error, code.part)), len(body) - 1)
        yield body[failed], error
    for node in body[failed + 1 :]:
        try:
            exec(code.compiled(node), vars(module))
        except BaseException as further:
            yield node, further


Failed: TypeAlias = tuple[Code, ast.stmt, BaseException]


def _once_more(module: ModuleType, failed: Sequence[Failed], order: Sequence[ast.stmt]) -> list[Failed]:
    """Run those statements again that lacked a name, as long as that gets further; gives what has failed still.

    ``order`` are the statements of all cells. What a later one has bound stays as it is: the last one counts.
    """
    place = {node: n for n, node in enumerate(order)}
    binding: dict[str, list[ast.stmt]] = {}
    for node in order if failed else ():
        for name in cells.bound(node):
            binding.setdefault(name, []).append(node)
    left = list(failed)
    while True:
        before, left = left, []
        waiting = {node for _, node, _ in before}
        for code, node, why in before:
            if cells.lacked_a_name(why) and cells.came_from(node, why, code.part):
                later = {
                    name
                    for name in cells.bound(node)
                    if any(place[each] > place[node] and each not in waiting for each in binding[name])
                }
                further = _again(module, code, node, later)
                if further is None:
                    waiting.remove(node)
                    continue
                why = further
            left.append((code, node, why))
        if len(left) == len(before):
            return left


def _again(module: ModuleType, code: Code, node: ast.stmt, later: Collection[str]) -> BaseException | None:
    """Run a statement again, but for the names that are given a value ``later``; gives what it failed of."""
    kept = {name: value for name, value in vars(module).items() if name in later}
    try:
        exec(code.compiled(node), vars(module))
    except BaseException as error:
        return error
    finally:
        vars(module).update(kept)
    return None


def module_name(file: str) -> str:
    """The name under which a file can be imported: ``tools.ops`` for ``tools/ops.py``."""
    stem = file.removesuffix(".ipynb").removesuffix(".py")
    return stem.removesuffix("/__init__").replace("/", ".")


def _packages(file: str) -> Iterator[str]:
    """The packages that a file lies in: a folder is one, with or without an ``__init__.py``."""
    folders = file.split("/")[:-1]
    return (".".join(folders[: n + 1]) for n in range(len(folders)))


def _empty_package(files: SubmittedFiles) -> ModuleType:
    package = ModuleType(ROOT)
    package.__path__ = []
    package.__spec__ = importlib.machinery.ModuleSpec(ROOT, files, is_package=True)
    return package


def install(files: SubmittedFiles, packages: Sequence[str]) -> None:
    """Let the submitted files be imported, and stand-ins for what only draws; ``packages`` are there themselves."""
    sys.meta_path.insert(0, files)
    sys.meta_path.insert(1, standins.Drawing(packages))
