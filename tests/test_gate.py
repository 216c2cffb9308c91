"""What trusted code never does: load or evaluate anything that a student could have written. Read off the source.

And what it opens at all: a submission is opened by the intake alone.
"""

import ast
import functools
import re
from collections.abc import Callable, Iterator
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
    ("graders/selfcheck/extension.py", "compile"): "the modules of the very file that is run",
    ("graders/selfcheck/extension.py", "marshal"): "the modules of the very file that is run, compiled; none is read",
    ("graders/sandbox/zygote.py", "importlib.import_module"): "it warms up numpy or torch before a worker is forked",
}
"""The exceptions, each with its reason. One that is no longer needed fails a test."""

OPENING_METHODS = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "scandir"),
    *("listdir", "fwalk", "copyfile", "copytree", "unpack_archive", "getsource"),
}
"""Methods by whose name alone a call is taken to open or list files."""

OPENING_NAMES = {
    *(
        "open",
        "io.open",
        "io.FileIO",
        "os.open",
        "os.walk",
        "codecs.open",
        "shutil.copy",
        "shutil.copy2",
        "shutil.move",
    ),
    *("numpy.fromfile", "numpy.genfromtxt", "numpy.lib.format.open_memmap", "numpy.load", "numpy.loadtxt"),
    *("numpy.memmap", "zipfile.ZipFile", "zipfile.PyZipFile", "zipfile.Path", "zipfile.is_zipfile"),
    "tokenize.open",
}

OPENING_MODULES = {"fileinput", "linecache", "mmap", "sqlite3", "tarfile"}

THE_WAY_IN = "the way in: regular files within bounds, and no link is followed"
OF_THE_COURSE = "the course's own files"
OF_LABPROOF = "Labproof's own files"
OF_THE_TEACHER = "a table that the teacher named"
RESULTS = "what the grader itself has written, or writes"
THE_SYSTEM = "what the system says of itself"
SEEN_FROM_THE_SANDBOX = "folders of the system that a worker may see; nothing in them is read"
ON_THE_STUDENTS_MACHINE = "what a student runs on the own machine"

MAY_OPEN = {
    "graders/bands.py": OF_THE_COURSE,
    "graders/choice.py": f"{OF_THE_COURSE}: what it provides to its students",
    "graders/cli/changes.py": f"{RESULTS}: the grades of last time",
    "graders/cli/export.py": OF_THE_TEACHER,
    "graders/cli/steps.py": OF_THE_TEACHER,
    "graders/collection/download.py": THE_WAY_IN,
    "graders/collection/roster.py": OF_THE_TEACHER,
    "graders/connection.py": f"{OF_THE_COURSE}: the source of the reference",
    "graders/data/digits.py": OF_LABPROOF,
    "graders/data/letters.py": OF_LABPROOF,
    "graders/data/mnist.py": "a data set that the teacher fetched",
    "graders/data/ptb.py": "a data set that the teacher fetched",
    "graders/doctor.py": f"{OF_LABPROOF}, and what it found the last time",
    "graders/exports/feedback.py": f"{RESULTS}: a zip in memory",
    "graders/fingerprint.py": OF_THE_COURSE,
    "graders/gradebook/lock.py": RESULTS,
    "graders/gradebook/place.py": RESULTS,
    "graders/grading.py": "its workplace opens a worker, and no file",
    "graders/handout/folder.py": OF_THE_COURSE,
    "graders/handout/single_file.py": f"{OF_THE_COURSE}, and {OF_LABPROOF}",
    "graders/handout/starter.py": OF_THE_COURSE,
    "graders/headroom.py": THE_SYSTEM,
    "graders/intake/archive.py": THE_WAY_IN,
    "graders/intake/folder.py": THE_WAY_IN,
    "graders/intake/packing.py": THE_WAY_IN,
    "graders/intake/path.py": f"{THE_WAY_IN}; here names are listed",
    "graders/labs.py": OF_THE_COURSE,
    "graders/mutants/source.py": OF_THE_COURSE,
    "graders/recording.py": OF_THE_COURSE,
    "graders/remedies.py": THE_SYSTEM,
    "graders/reports/files.py": RESULTS,
    "graders/reports/page.py": OF_LABPROOF,
    "graders/reports/site/folder.py": RESULTS,
    "graders/sandbox/alone.py": IN_THE_STUDENTS_PROCESS,
    "graders/sandbox/canaries.py": f"{OF_LABPROOF}: the submission that means harm",
    "graders/sandbox/landlock.py": SEEN_FROM_THE_SANDBOX,
    "graders/sandbox/loading.py": IN_THE_STUDENTS_PROCESS,
    "graders/sandbox/preparation.py": IN_THE_STUDENTS_PROCESS,
    "graders/sandbox/prisoner.py": f"{IN_THE_STUDENTS_PROCESS}, and it means harm",
    "graders/sandbox/nursery.py": "the kernel's account of a worker, in /proc",
    "graders/sandbox/quota.py": "a worker's folder is measured, and nothing in it is read",
    "graders/sandbox/view.py": SEEN_FROM_THE_SANDBOX,
    "graders/sandbox/worker.py": IN_THE_STUDENTS_PROCESS,
    "graders/sandbox/zygote.py": THE_SYSTEM,
    "graders/selfcheck/command.py": ON_THE_STUDENTS_MACHINE,
    "graders/selfcheck/contents.py": ON_THE_STUDENTS_MACHINE,
    "graders/selfcheck/extension.py": ON_THE_STUDENTS_MACHINE,
    "graders/selfcheck/watch.py": ON_THE_STUDENTS_MACHINE,
    "graders/signpost/__init__.py": OF_LABPROOF,
    "graders/verify/crew.py": "pipes between the grader's own processes",
}
"""The modules that may open or list files at all, each with the reason why that is nothing out of a submission."""

UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s*=\s*False|autoescape\s+false|\bMarkup\(")
"""Ways to put text into a page as it is."""

ALLOWED_UNESCAPED = {("graders/reports/page.py", "Markup(text)"): "the styles and the script come out of templates/"}


def full_names(tree: ast.AST) -> Callable[[ast.AST], str]:
    """Tells the full name of what stands in ``tree``, such as ``numpy.load``; names imported otherwise are resolved."""
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

    return full


def sins(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Everything forbidden in ``tree``, by its full name, with its line."""
    full = full_names(tree)

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


def openings(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Everything in ``tree`` that opens or lists files, by its name, with its line."""
    full = full_names(tree)
    methods = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        name = full(node).removeprefix("builtins.")
        method = isinstance(node, ast.Attribute) and id(node) in methods and node.attr in OPENING_METHODS
        if method or name in OPENING_NAMES or name.split(".")[0] in OPENING_MODULES:
            yield name, node.lineno


def reason(sin: str) -> str:
    return FORBIDDEN_NAMES.get(sin) or FORBIDDEN_MODULES.get(sin.split(".")[0]) or "is not allowed"


@functools.cache
def parsed() -> dict[str, ast.AST]:
    """Every trusted module, by its path from here."""
    read = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in TRUSTED}
    return {file: ast.parse(text, file) for file, text in read.items()}


@functools.cache
def found() -> tuple[tuple[str, str, int], ...]:
    """Every sin, with its file and its line."""
    return tuple((file, sin, line) for file, tree in parsed().items() for sin, line in sins(tree))


def test_trusted_code_loads_and_evaluates_nothing_of_a_student() -> None:
    wrong = [f"{file}:{line}: {sin} {reason(sin)}" for file, sin, line in found() if (file, sin) not in ALLOWED]
    assert not wrong


def test_every_exception_is_still_needed() -> None:
    assert not set(ALLOWED) - {(file, sin) for file, sin, _ in found()}
    assert not [file for file, text in ALLOWED_UNESCAPED if text not in (ROOT / file).read_text(encoding="utf-8")]


def test_trusted_code_opens_nothing_of_a_submission_but_through_the_intake() -> None:
    opened = {file: [f"{file}:{line}: {name}" for name, line in openings(tree)] for file, tree in parsed().items()}
    unknown = [each for file, found_there in opened.items() if file not in MAY_OPEN for each in found_there]
    assert not unknown, "read it with graders.intake, or give the reason in MAY_OPEN why no student wrote it"
    assert not [file for file in MAY_OPEN if not opened.get(file)], "it opens nothing any more"


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
    "source",
    [
        "open(path)",
        "import io\nio.open(path)",
        "from io import open as look\nlook(path)",
        "import os\nos.open(path, os.O_RDONLY)",
        "path.open()",
        "path.read_bytes()",
        "files = map(open, paths)",
        "import zipfile\nzipfile.ZipFile(path)",
        "from zipfile import ZipFile\nZipFile(path)",
        "import numpy as np\nnp.load(path, allow_pickle=False)",
        "import tarfile\ntarfile.open(path)",
        "list(folder.iterdir())",
        "import os\nos.scandir(folder)",
    ],
)
def test_the_gate_sees_what_opens(source: str) -> None:
    assert list(openings(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["diagnosis.open", "self.open = 3", "import ast\nast.walk(tree)", "import json\njson.loads(text)"]
)
def test_the_gate_knows_what_opens_nothing(source: str) -> None:
    assert not list(openings(ast.parse(source)))


@pytest.mark.parametrize(
    "line", ["{{ name | safe }}", "{{ name|safe }}", "{% autoescape false %}", "autoescape=False", "Markup(name)"]
)
def test_the_gate_sees_unescaped_text(line: str) -> None:
    assert UNESCAPED.search(line)
