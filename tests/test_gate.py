"""What trusted code never does: load or evaluate anything that a student could have written. Read off the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

TRUSTED = [ROOT / "grade.py", *sorted((ROOT / "graders").rglob("*.py"))]

FORBIDDEN_MODULES = {
    "cloudpickle": "unpickles",
    "dill": "unpickles",
    "joblib": "unpickles",
    "marshal": "loads code",
    "multiprocessing": "unpickles what the other side sends",
    "nbconvert": "runs notebooks",
    "pickle": "unpickles",
    "runpy": "runs a file in this process",
    "shelve": "unpickles",
}

FORBIDDEN_NAMES = {
    "__import__": "imports whatever it is told to",
    "compile": "makes code of a text",
    "eval": "evaluates a text",
    "exec": "executes a text",
    "importlib.import_module": "imports whatever it is told to",
    "importlib.util.module_from_spec": "runs a file in this process",
    "os.popen": "runs a shell",
    "os.system": "runs a shell",
    "pandas.read_pickle": "unpickles",
    "torch.load": "unpickles",
    "yaml.load": "makes objects of a text",
    "yaml.unsafe_load": "makes objects of a text",
}

IN_THE_STUDENTS_PROCESS = "it runs in the student's process, where the student's code belongs"

ALLOWED = {
    ("graders/collection/gradescope.py", "yaml.load"): "its loader makes plain values of everything",
    ("graders/labs.py", "importlib.import_module"): "a lab is the course's own code, and it is loaded by name",
    ("graders/overlay.py", "importlib.util.module_from_spec"): "a reference is the course's own code, copied",
    ("graders/pool.py", "multiprocessing"): "both sides are the grader; a student's files cross as bytes",
    ("graders/sandbox/loading.py", "compile"): IN_THE_STUDENTS_PROCESS,
    ("graders/sandbox/loading.py", "exec"): IN_THE_STUDENTS_PROCESS,
    ("graders/sandbox/loading.py", "importlib.util.module_from_spec"): IN_THE_STUDENTS_PROCESS,
    ("graders/sandbox/magics.py", "compile"): IN_THE_STUDENTS_PROCESS,
    (
        "graders/cli/handouts.py",
        "multiprocessing",
    ): "its own processes make handouts; no student wrote any of it",
    ("graders/selfcheck/contents.py", "importlib.import_module"): "the lab that lies in the very file that is run",
    ("graders/sandbox/zygote.py", "importlib.import_module"): "it warms up numpy or torch before a worker is forked",
}
"""The exceptions, each with its reason. One that is no longer needed fails a test."""

UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s*=\s*False|autoescape\s+false|\bMarkup\(")
"""Ways to put text into a page as it is."""

ALLOWED_UNESCAPED = {("graders/reports/page.py", "Markup(text)"): "the styles and the script come out of templates/"}


def sins(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Everything forbidden in ``tree``, by its full name, with its line; names imported otherwise are resolved."""
    real: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported = [(alias.asname or alias.name.split(".")[0], alias) for alias in node.names]
            real |= {name: alias.name if alias.asname else name for name, alias in imported}
        elif isinstance(node, ast.ImportFrom):
            real |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}

    def full(node: ast.AST) -> str:
        if isinstance(node, ast.Attribute):
            return f"{full(node.value)}.{node.attr}"
        return real.get(node.id, node.id) if isinstance(node, ast.Name) else "?"

    def is_constant(value: ast.expr | None, expected: bool) -> bool:
        return isinstance(value, ast.Constant) and value.value is expected

    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)]
            yield from ((name, node.lineno) for name in modules if name.split(".")[0] in FORBIDDEN_MODULES)
        if (name := full(node).removeprefix("builtins.")) in FORBIDDEN_NAMES:
            yield name, node.lineno
        if isinstance(node, ast.Call):
            options = {keyword.arg: keyword.value for keyword in node.keywords}
            if full(node.func) == "numpy.load" and not is_constant(options.get("allow_pickle"), False):
                yield "numpy.load without allow_pickle=False", node.lineno
            if "shell" in options and not is_constant(options["shell"], False):
                yield "shell=True", node.lineno
            if full(node.func) == "jinja2.Environment" and not is_constant(options.get("autoescape"), True):
                yield "jinja2.Environment without autoescape=True", node.lineno


def reason(sin: str) -> str:
    return FORBIDDEN_NAMES.get(sin) or FORBIDDEN_MODULES.get(sin.split(".")[0]) or "is not allowed"


def found() -> Iterator[tuple[str, str, int]]:
    for path in TRUSTED:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        yield from ((path.relative_to(ROOT).as_posix(), sin, line) for sin, line in sins(tree))


def test_trusted_code_loads_and_evaluates_nothing_of_a_student() -> None:
    wrong = [f"{file}:{line}: {sin} {reason(sin)}" for file, sin, line in found() if (file, sin) not in ALLOWED]
    assert not wrong


def test_every_exception_is_still_needed() -> None:
    assert not set(ALLOWED) - {(file, sin) for file, sin, _ in found()}
    assert not [file for file, text in ALLOWED_UNESCAPED if text not in (ROOT / file).read_text(encoding="utf-8")]


def test_pages_escape_everything() -> None:
    sources = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    wrong = []
    for path in [*sources, *(ROOT / "graders" / "reports").rglob("*.py")]:
        file = path.relative_to(ROOT).as_posix()
        allowed = [text for place, text in ALLOWED_UNESCAPED if place == file]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if UNESCAPED.search(line) and not any(text in line for text in allowed):
                wrong.append(f"{file}:{number} puts text into a page as it is: {line.strip()}")
    assert not wrong


@pytest.mark.parametrize(
    ("source", "sin"),
    [
        ("import pickle", "pickle"),
        ("def f():\n    from joblib import load", "joblib"),
        ("from multiprocessing.connection import Client", "multiprocessing.connection"),
        ("eval(text)", "eval"),
        ("map(exec, texts)", "exec"),
        ("import builtins\nbuiltins.compile(text, '', 'exec')", "compile"),
        ("from builtins import eval as value_of\nvalue_of(text)", "eval"),
        ("import torch as t\nt.load(path)", "torch.load"),
        ("from torch import load\nload(path)", "torch.load"),
        ("import importlib as i\ni.import_module(name)", "importlib.import_module"),
        ("import numpy as np\nnp.load(path)", "numpy.load without allow_pickle=False"),
        ("import numpy as np\nnp.load(path, allow_pickle=True)", "numpy.load without allow_pickle=False"),
        ("import subprocess\nsubprocess.run(line, shell=True)", "shell=True"),
        ("import subprocess\nsubprocess.run(line, shell=wanted)", "shell=True"),
        ("import jinja2\njinja2.Environment(loader=loader)", "jinja2.Environment without autoescape=True"),
        ("from jinja2 import Environment\nEnvironment(autoescape=False)", "jinja2.Environment without autoescape=True"),
    ],
)
def test_the_gate_sees(source: str, sin: str) -> None:
    assert [name for name, _ in sins(ast.parse(source))] == [sin]


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile(pattern)",
        "import ast\nast.literal_eval(text)",
        "import json\njson.load(file)",
        "import numpy as np\nnp.load(path, allow_pickle=False)",
        "import subprocess\nsubprocess.run([program], shell=False)",
        "import jinja2\njinja2.Environment(loader=loader, autoescape=True)",
        "model.eval()",
    ],
)
def test_the_gate_lets_through(source: str) -> None:
    assert list(sins(ast.parse(source))) == []


@pytest.mark.parametrize(
    "line", ["{{ name | safe }}", "{{ name|safe }}", "{% autoescape false %}", "autoescape=False", "Markup(name)"]
)
def test_the_gate_sees_unescaped_text(line: str) -> None:
    assert UNESCAPED.search(line)
