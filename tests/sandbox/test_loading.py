"""Files and notebooks become modules: magics are dropped, a cell costs itself, definitions can be had alone."""

import ast
import builtins
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from graders.sandbox import loading, standins
from graders.sandbox.definitions import definitions_of
from graders.sandbox.magics import dropped


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    modules, path, own = dict(sys.modules), list(sys.meta_path), dict(vars(builtins))
    yield
    sys.meta_path[:] = path
    for name in set(sys.modules) - set(modules):
        del sys.modules[name]
    for name in set(vars(builtins)) - set(own):
        delattr(builtins, name)


def submitted(files: dict[str, str | list[str]], definitions_only: bool = False) -> loading.SubmittedFiles:
    parts = {}
    for name, source in files.items():
        if isinstance(source, str):
            parts[name] = [(name, source.encode())]
        else:
            parts[name] = [(f"{name}, cell {n}", cell.encode()) for n, cell in enumerate(source, start=1)]
    found = loading.SubmittedFiles(parts, definitions_only)
    loading.install(found, ["numpy"])
    return found


def loaded(files: loading.SubmittedFiles, name: str, *also: str) -> tuple[dict[str, Any], list[str]]:
    module, errors = files.load(name, also)
    return vars(module), [f"{part}: {type(error).__name__}" for part, error in errors]


# Magics


@pytest.mark.parametrize(
    ("cell", "python", "left_out"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1", [(1, "%matplotlib inline")]),
        ("x = 1\n!pip install 'torch", "x = 1\npass", [(2, "!pip install 'torch")]),
        ("if x:\n    %time f(\n    y = 2", "if x:\n    pass\n    y = 2", [(2, "%time f(")]),
        ("files = !ls\nx = 1", "pass\nx = 1", [(1, "files = !ls")]),
        ("?np.dot\nnp.dot?\nnp.dot??", "pass\npass\npass", [(1, "?np.dot"), (2, "np.dot?"), (3, "np.dot??")]),
        ("\n%%time\nx = 1", "\n\nx = 1", [(2, "%%time")]),
        ("%%timeit -n 10\nf(%\n", "\nf(%\n", [(1, "%%timeit -n 10")]),
        ("%%bash\nrm -rf /\nls", "\n\n", [(1, "%%bash")]),
        ("%%writefile loss.py\nx = 1", "\n", [(1, "%%writefile loss.py")]),
        ("!ls\n!ls", "pass\npass", [(1, "!ls"), (2, "!ls")]),
    ],
)
def test_what_is_for_the_notebook_is_dropped(cell: str, python: str, left_out: list[tuple[int, str]]) -> None:
    assert dropped(cell, "cell") == (python, left_out)


@pytest.mark.parametrize(
    "cell",
    [
        "x = (7\n     % 4)",
        "s = '''\n%matplotlib inline\n!ls\nis it?\n'''",
        "x = 7 \\\n  % 4",
        "# why?\nx = 1  # is it?",
        "d = {'a': 1,\n 'b': '?'}",
        "def f(:\n  pass",
        "x = 1\n  y = 2",
        "print 'old'",
        "",
    ],
)
def test_what_is_python_or_wrong_in_other_ways_stays_as_it_is(cell: str) -> None:
    assert dropped(cell, "cell") == (cell, [])


def test_hundreds_of_shell_lines_come_to_an_end() -> None:
    text, left_out = dropped("\n".join(["!ls"] * 500), "cell")
    assert len(left_out) == 200
    assert text.count("\n") == 499


# Notebooks


def test_a_cell_that_crashes_costs_itself_and_is_told_by_its_number() -> None:
    files = submitted({"book.ipynb": ["x = 1", "%time y = x", "def f(: pass", "open('nowhere')\nz = 1", "w = x + 1"]})
    names, errors = loaded(files, "book.ipynb", "toy", "more")
    assert names["w"] == 2
    assert "z" not in names
    assert errors == ["book.ipynb, cell 3: SyntaxError", "book.ipynb, cell 4: FileNotFoundError"]
    assert files.left_out == [("book.ipynb, cell 2", 1, "magic", "%time y = x")]
    assert sys.modules["toy"] is sys.modules["more"] is sys.modules["book"]


def test_what_a_notebook_brings_is_there() -> None:
    source = "display(1)\nget_ipython().run_line_magic('matplotlib', 'inline')\nx = get_ipython().system('ls')"
    assert loaded(submitted({"book.ipynb": [source]}), "book.ipynb")[1] == []


def test_a_future_import_and_a_main_guard_are_python_as_ever() -> None:
    cells = ["from __future__ import annotations", "if __name__ == '__main__':\n    x = 1", "def f(x: Y): return x"]
    names, errors = loaded(submitted({"book.ipynb": cells}), "book.ipynb")
    assert (errors, "x" in names) == ([], False)


# Files


def test_packages_with_and_without_an_init_are_found() -> None:
    files = submitted(
        {
            "toy.py": "import tools.ops\nfrom tools.deep import two, more\nfrom one import *",
            "tools/ops.py": "one = 1",
            "tools/deep/__init__.py": "two = 2\nfrom . import more",
            "tools/deep/more.py": "from ..ops import one as uno",
            "one.py": "three = 3",
        }
    )
    names, errors = loaded(files, "toy.py")
    assert errors == []
    assert (names["tools"].ops.one, names["two"], names["more"].uno, names["three"]) == (1, 2, 1, 3)


def test_an_import_of_what_is_not_here_is_left_out_and_the_file_is_run() -> None:
    source = "import numpy as np\nimport nowhere.at.all\nfrom gone import (\n  a,\n  b)\ndef f(): return a"
    files = submitted({"toy.py": source})
    names, errors = loaded(files, "toy.py")
    assert errors == []
    assert [(line, kind) for _, line, kind, _ in files.left_out] == [(2, "import"), (3, "import")]
    with pytest.raises(NameError):
        names["f"]()


@pytest.mark.parametrize(
    "source",
    [
        "try:\n  import nowhere\nexcept ImportError:\n  nowhere = None",
        "import helper\nnowhere = None",
    ],
)
def test_whoever_expects_an_import_to_fail_sees_it_fail(source: str) -> None:
    files = submitted({"toy.py": source, "helper.py": "try:\n  import gone\nexcept ImportError: pass"})
    names, errors = loaded(files, "toy.py")
    assert (errors, names["nowhere"], files.left_out) == ([], None, [])


def test_an_import_that_fails_inside_a_function_is_the_functions_error() -> None:
    names, errors = loaded(submitted({"toy.py": "def f(): import nowhere\nf()\nx = 1"}), "toy.py")
    assert errors == ["toy.py: ModuleNotFoundError"]
    assert "x" not in names


def test_a_submitted_module_that_fails_stays_failed() -> None:
    files = submitted({"toy.py": "import helper\nx = 1", "helper.py": "1 / 0"})
    assert loaded(files, "toy.py")[1] == ["toy.py: ZeroDivisionError"]


# Definitions only

EITHER = "try:\n    import a\nexcept ImportError:\n    a = None"


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import numpy as np\nfrom a import b", "import numpy as np\nfrom a import b"),
        ("EPS = 1e-8\nSIZES = [1, 2]\nx: int = 3\ny: int", "EPS = 1e-08\nSIZES = [1, 2]\nx: int = 3"),
        ("def f(): return train()\nclass A: x = f()", "def f():\n    return train()\n\nclass A:\n    x = f()"),
        ("W = np.zeros(3)\nloss = train(W)\nprint(loss)", ""),
        ("for i in range(3): pass\nwhile True: pass\nwith open('x'): pass", ""),
        ("'doc'\nif __name__ == '__main__': main()", ""),
        (
            "try:\n    import a\nexcept ImportError:\n    a = None",
            "try:\n    import a\nexcept ImportError:\n    a = None",
        ),
        ("try:\n    train()\nexcept Exception:\n    pass", ""),
        ("squares = [x * x for x in range(10 ** 9)]", ""),
    ],
)
def test_definitions_are_what_computes_nothing(source: str, kept: str) -> None:
    assert ast.unparse(definitions_of(ast.parse(source))) == kept


def test_with_definitions_only_nothing_is_computed() -> None:
    files = submitted({"book.ipynb": ["%time train()", "def f(): return EPS", "EPS = 2", "1 / 0"]}, True)
    names, errors = loaded(files, "book.ipynb")
    assert (errors, names["f"]()) == ([], 2)


# Stand-ins


def test_what_draws_does_nothing() -> None:
    source = """
import matplotlib.pyplot as plt
from matplotlib import cm
import matplotlib
matplotlib.use("Agg")
plt.rcParams["font.size"] = 9
figure, (left, right) = plt.subplots(1, 2)
figure, axes = plt.subplots(2, 2, figsize=(3, 4))
axes[0, 1].plot([1], [2], label="x")
with plt.style.context("ggplot"):
    plt.savefig("x.png")
plt.plot([1, 2], color=cm.viridis(0.5))[0].set_label("a")
"""
    assert loaded(submitted({"toy.py": source}), "toy.py")[1] == []


def test_a_bar_goes_through_what_it_is_given() -> None:
    source = """
from tqdm import tqdm, trange
from tqdm.notebook import tqdm as bar
import tqdm as whole
a = [x for x in tqdm([1, 2], desc="a")]
b = list(trange(1, 4))
with bar(total=3) as shown:
    shown.update(1)
    shown.set_postfix(loss=1)
c = list(whole.tqdm(zip("ab", "cd"), total=2))
d = len(tqdm([1, 2, 3]))
"""
    names, errors = loaded(submitted({"toy.py": source}), "toy.py")
    assert errors == []
    assert [names[name] for name in "abcd"] == [[1, 2], [1, 2, 3], [("a", "c"), ("b", "d")], 3]


def test_a_package_that_the_lab_allows_is_the_real_one() -> None:
    assert standins.Drawing(["numpy", "matplotlib"]).find_spec("matplotlib.pyplot") is None
    assert standins.Drawing(["numpy"]).find_spec("numpy") is None
    assert isinstance(standins.Drawing([]).create_module(standins.Drawing([]).find_spec("tqdm")), ModuleType)
