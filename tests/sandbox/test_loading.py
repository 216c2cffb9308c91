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
    found = loading.SubmittedFiles(parts, ["numpy"], definitions_only)
    loading.install(found, ["numpy"])
    return found


def loaded(files: loading.SubmittedFiles, name: str, *also: str) -> tuple[dict[str, Any], list[str]]:
    module = files.load(name, also)
    return vars(module), [f"{part}: {type(error).__name__}" for part, error in files.stopped]


# Magics


@pytest.mark.parametrize(
    ("cell", "python", "left_out"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1", [(1, "%matplotlib inline")]),
        ("x = 1\n!pip install 'torch", "x = 1\npass", [(2, "!pip install 'torch")]),
        ("if x:\n    %time f(\n    y = 2", "if x:\n    pass\n    y = 2", [(2, "%time f(")]),
        ("files = !ls\nx = 1", "files = []\nx = 1", [(1, "files = !ls")]),
        ("t = %timeit -o f(\nx = 1", "t = []\nx = 1", [(1, "t = %timeit -o f(")]),
        ("!wget a \\\n  -O b \\\n  -q\nx = 1", "pass\n\n\nx = 1", [(1, "!wget a \\")]),
        ("pip install torch\ncd data", "pass\npass", [(1, "pip install torch"), (2, "cd data")]),
        ("if x: %time f(", "if x: pass", [(1, "if x: %time f(")]),
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
        "retrun x  # ok?",
        "x = 5 5  # why?",
        "",
    ],
)
def test_what_is_python_or_wrong_in_other_ways_stays_as_it_is(cell: str) -> None:
    assert dropped(cell, "cell") == (cell, [])


def test_hundreds_of_shell_lines_come_to_an_end() -> None:
    text, left_out = dropped("\n".join(["!ls"] * 1200), "cell")
    assert len(left_out) == 1000
    assert text.count("\n") == 1199


# Notebooks


def test_a_cell_that_crashes_costs_itself_and_is_told_by_its_number() -> None:
    files = submitted({"book.ipynb": ["x = 1", "%time y = x", "def f(: pass", "open('nowhere')\nz = 1", "w = x + 1"]})
    names, errors = loaded(files, "book.ipynb", "toy", "more")
    assert names["w"] == 2
    assert names["z"] == 1
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


def test_a_statement_that_fails_costs_itself() -> None:
    source = """
import numpy as np
def f(): return W
def g(): import nowhere
g()
W = np.zeros(3)
@undefined
def h(): pass
data = open("nowhere")
data.read()
import sys
sys.exit(2)
def last():
    return f() + 1
"""
    files = submitted({"toy.py": source})
    names, errors = loaded(files, "toy.py")
    assert errors == [
        f"toy.py: {name}"
        for name in ("ModuleNotFoundError", "NameError", "FileNotFoundError", "NameError", "SystemExit")
    ]
    assert list(names["last"]()) == [1, 1, 1]
    assert "h" not in names


def test_a_submitted_module_of_which_a_statement_fails_is_imported_and_told() -> None:
    files = submitted({"toy.py": "import helper\nx = helper.y", "helper.py": "1 / 0\ny = 2"})
    names, errors = loaded(files, "toy.py")
    assert (errors, names["x"]) == (["helper.py: ZeroDivisionError"], 2)


def test_a_submitted_module_that_is_no_python_cannot_be_imported() -> None:
    files = submitted({"toy.py": "import helper\nx = 1", "helper.py": "def f(: pass"})
    names, errors = loaded(files, "toy.py")
    assert (errors, names["x"]) == (["helper.py: SyntaxError", "toy.py: SyntaxError"], 1)


def test_relative_imports_and_files_of_other_folders_are_found() -> None:
    files = submitted(
        {
            "toy.py": "from .util import one\nfrom . import util\nimport sys\nsys.path.append('src')\nimport ops",
            "util.py": "one = 1",
            "src/ops.py": "two = 2",
            "a/twice.py": "three = 3",
            "b/twice.py": "three = 3",
            "late.py": "import twice",
            "lib/mine/__init__.py": "",
            "lib/mine/deep.py": "four = 4",
            "far.py": "from mine.deep import four\nimport mine.deep",
        }
    )
    names, errors = loaded(files, "toy.py")
    assert (errors, names["one"], names["util"].one, names["ops"].two) == ([], 1, 1, 2)
    assert loaded(files, "late.py")[1] == []
    assert loaded(files, "far.py")[0]["four"] == 4
    assert files.left_out == [("late.py", 1, "import", "No module named 'twice'")]


def test_a_file_with_the_name_of_a_module_stands_for_what_is_asked_and_hides_nothing() -> None:
    files = submitted({"random.ipynb": ["import random\nx = random.Random", "def f(): return 1"], "string.py": "y = 1"})
    names, errors = loaded(files, "random.ipynb", "toy")
    assert (errors, names["f"]()) == ([], 1)
    assert sys.modules["random"].Random is names["x"]
    assert sys.modules["toy"].f() == 1
    assert loaded(files, "string.py", "more")[0]["y"] == 1
    assert sys.modules.get("string") is not sys.modules["more"]


def test_a_script_that_was_a_notebook_is_run_without_what_was_for_the_notebook() -> None:
    source = "# In[1]:\n!pip install x\nget_ipython().run_line_magic('matplotlib', 'inline')\nx = 1"
    files = submitted({"toy.py": source})
    names, errors = loaded(files, "toy.py")
    assert (errors, names["x"]) == ([], 1)
    assert files.left_out == [("toy.py", 2, "magic", "!pip install x")]


# Definitions only

COMPUTED = "import numpy as np\nE = np.finfo(float).eps\nd = dict(e=np.log(2))"
EITHER = "try:\n    import a\nexcept ImportError:\n    a = None"


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import numpy as np\nfrom a import b", "import numpy as np\nfrom a import b"),
        ("import numpy as np\nE = np.finfo(float).eps\nd = dict(e=np.log(2))\nf = train(2)\ng = d.get(1)", COMPUTED),
        ("if True:\n    EPS = 1\nelse:\n    EPS = 2", "if True:\n    EPS = 1\nelse:\n    EPS = 2"),
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
        ("squares = [x * x for x in range(1000000)]", ""),
        ("INDEX = {c: i for i, c in enumerate('ab')}", "INDEX = {c: i for i, c in enumerate('ab')}"),
        ("found = [train(n) for n in range(3)]", ""),
        ("grid = [a * b for a in range(99) for b in range(99)]", ""),
        ("f = lambda x: train(x)", "f = lambda x: train(x)"),
        ("f = lambda x=train(): x", ""),
    ],
)
def test_definitions_are_what_computes_nothing(source: str, kept: str) -> None:
    assert ast.unparse(ast.Module(definitions_of(ast.parse(source).body), [])) == kept


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
line, = plt.plot([1])
figure, (a, b, c) = plt.subplots(1, 3)
print(f"{plt.gca().get_xlim():.2f}", matplotlib.__version__, float(plt.figaspect(1)) + 1 > 2, plt.xlim() * 2 < 3)
shown = [axis.plot() for axis in axes.flat]
assert len(shown) == axes.size == 4
from matplotlib import pyplot
bare, single = pyplot.subplots()
assert len(pyplot.figure().subplots(1, 3)) == 3
class Middle(cm.Normalize): pass
assert isinstance(single, plt.Axes) and str(plt.plot([1])) == str(plt.plot([2]))
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
tqdm.write("hello")
from tqdm.contrib import tzip
e = list(tzip([1], [2]))
f = tqdm(range(5), total=5).total
tqdm._instances.clear()
counting = tqdm(total=2)
while counting.n < counting.total:
    counting.update()
assert len(tqdm(iter("ab"), total=2)) == 2
"""
    names, errors = loaded(submitted({"toy.py": source}), "toy.py")
    assert errors == []
    assert [names[name] for name in "abcdef"] == [[1, 2], [1, 2, 3], [("a", "c"), ("b", "d")], 3, [(1, 2)], 5]


def test_a_package_that_the_lab_allows_is_the_real_one() -> None:
    assert standins.Drawing(["numpy", "matplotlib"]).find_spec("matplotlib.pyplot") is None
    assert standins.Drawing(["numpy"]).find_spec("numpy") is None
    assert isinstance(standins.Drawing([]).create_module(standins.Drawing([]).find_spec("tqdm")), ModuleType)
