"""Imports go one way. Read off the source, so that an import inside a function counts as well."""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS = """
    errors headroom model search_path signpost
    checks sandbox score data intake register
    mentions sketch policy submission
    bands child_stream excess python2 numpy2 advice signature lab mutants
    mishap whereabouts unbegun answers
    inventory
    connection labs overlay choice selection bench
    fingerprint sorting
    student pointer
    modules oracle
    cassette judge recollection workplace
    rehearsal replay
    diagnosis
    recording grading
    run
    doctor remedies
    single desk handout
    verify pool cluster collection analysis
    batch
    reports
    moves selfcheck
    pytest_plugin
    gradebook exports
    marking
    cli
"""
"""The modules and packages of ``graders``, the lowest layer first. A module imports from the lines above its own, and
from its own package."""

WORKER_SIDE = ("graders.sandbox.zygote", "graders.sandbox.worker")
"""What the student's process starts from. It sees these modules and whatever they import."""

HANDED_IN = {"graders.sandbox.prisoner"}
"""What the engine itself loads into a worker as if a student had written it, to see what the worker can't do."""

TORCH_REFERENCES = {f"reference.{name}" for name in ("language_model", "lenet", "sequence", "transfer", "translation")}
"""The files of ``reference`` that belong to torch labs."""

TEXTBOOK = {"numpy", "reference", "__future__", "collections", "dataclasses", "fnmatch", "itertools", "math", "typing"}
"""What a file of ``reference`` may import: numpy, its neighbours, some arithmetic, and what types are written with."""

layer_of = {name: height for height, line in enumerate(LAYERS.strip().splitlines()) for name in line.split()}


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere in ``tree``, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import; write the full name"
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if submodule in MODULES else str(node.module)


def imports_when_loaded(tree: ast.AST) -> Iterator[str]:
    """What is imported as soon as the module is: all that stands outside functions and ``if TYPE_CHECKING``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imports_of(node)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from (name for child in node.orelse for name in imports_when_loaded(child))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports_when_loaded(node)


MODULES = {dotted(path): path for folder in ("graders", "reference") for path in sorted((ROOT / folder).rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8"), str(path)) for name, path in MODULES.items()}
ENGINE = [name for name in MODULES if name.startswith("graders.")]


def within(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def edges(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, imported) for name in names for imported in imports_of(TREES[name]))


def test_every_module_has_a_layer() -> None:
    unlisted = {name.split(".")[1] for name in ENGINE} - set(layer_of)
    assert not unlisted, f"no layer has {', '.join(sorted(unlisted))} yet: add it to LAYERS in tests/test_layers.py"


def test_modules_import_from_lower_layers_only() -> None:
    upward = []
    for name, imported in edges(ENGINE):
        own, other = f"{name}.".split(".")[1], f"{imported}.".split(".")[1]
        lower = layer_of.get(other, 0) < layer_of.get(own, len(layer_of))
        if within(imported, ("graders",)) and other not in ("", own) and not lower:
            upward.append(f"{name} imports {imported}")
    assert not upward, "LAYERS in tests/test_layers.py has the order of the layers"


def test_the_engine_knows_no_lab() -> None:
    """A lab brings its reference with it."""
    labs = ("assignments", "reference", "tests", "benchmarks", "examples")
    assert not [(name, imported) for name, imported in edges({*ENGINE} - HANDED_IN) if within(imported, labs)]


def test_the_package_itself_imports_nothing() -> None:
    """Every module loads ``graders/__init__.py`` first, the student's process too."""
    assert not list(edges(["graders"]))


def test_the_students_process_loads_nothing_of_the_engine_but_its_own_side() -> None:
    reached: set[str] = set()
    waiting = {"graders", "graders.sandbox", *WORKER_SIDE}
    strangers = []
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for imported in imports_of(TREES[name]):
            if within(imported, ("graders.sandbox",)):
                waiting |= {imported} - reached
            elif not within(imported, sys.stdlib_module_names | {"numpy", "torch"}):
                strangers.append(f"{name}, which runs beside the student's code, imports {imported}")
    assert not strangers


def test_loading_the_engine_loads_no_torch() -> None:
    for name in ["graders", *ENGINE]:
        at_once = [imported for imported in imports_when_loaded(TREES[name]) if within(imported, ("torch",))]
        assert not at_once, f"{name} imports {at_once} as soon as it is loaded; import it where it is needed"


def test_the_command_line_starts_without_what_is_slow_to_load() -> None:
    code = "import sys, graders.cli; print(*sorted({'torch', 'sklearn', 'pandas', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_the_textbook_imports_nothing_but_numpy() -> None:
    strangers = []
    for name, imported in edges(name for name in MODULES if within(name, ("reference",))):
        if not within(imported, TEXTBOOK | ({"torch"} if name in TORCH_REFERENCES else set())):
            strangers.append(f"{name} imports {imported}")
    assert not strangers


def test_grade_py_only_calls_the_command_line() -> None:
    source = (ROOT / "grade.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 15, "grade.py parses nothing and does nothing: it calls graders.cli"
    assert {name for name in imports_of(ast.parse(source)) if name.startswith("graders")} == {
        "graders.cli",
        "graders.search_path",
    }


@pytest.mark.parametrize(
    ("source", "everywhere", "at_once"),
    [
        ("import torch.nn as nn", {"torch.nn"}, {"torch.nn"}),
        ("def f():\n    from graders import errors", {"graders.errors"}, set()),
        ("from graders.errors import UsageError", {"graders.errors"}, {"graders.errors"}),
        ("if TYPE_CHECKING:\n    import torch", {"torch"}, set()),
        ("class A:\n    import torch", {"torch"}, {"torch"}),
        ("try:\n    import torch\nexcept ImportError:\n    import json", {"torch", "json"}, {"torch", "json"}),
        ("class A:\n    def f(self):\n        import torch", {"torch"}, set()),
    ],
)
def test_imports_are_found_where_they_stand(source: str, everywhere: set[str], at_once: set[str]) -> None:
    tree = ast.parse(source)
    assert set(imports_of(tree)) == everywhere
    assert set(imports_when_loaded(tree)) == at_once
