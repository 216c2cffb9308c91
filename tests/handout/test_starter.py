"""What students begin with: all that they need of the reference, and nothing of its bodies."""

import ast
import functools
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from graders import choice, labs, oracle, run
from graders.errors import UsageError
from graders.handout.notebook import notebook
from graders.handout.starter import bodiless, starters
from graders.intake.tree import Tree
from graders.lab import Lab
from graders.model import CheckResult, Verdict
from graders.sandbox.nursery import Nursery

ROOT = Path(__file__).parents[2]
NAMES = list(labs.available())

BOOK = '''"""Means, and what is left of them.

    m = 1/N · Σᵢ xᵢ

Sources.

Derivation

m makes Σᵢ (xᵢ − m)² smallest.
"""

import math
from collections import Counter
from functools import lru_cache, wraps

import numpy as np

from reference.softmax import softmax

LIMIT = 1e-12
"""How small a number may be."""

TABLE = {"one": 1}
HALF = LIMIT / 2
Pair = tuple[float, float]
_SECRET = 3

# ------------------------------------------------------------------------ means


@lru_cache(maxsize=10)
def mean(x: np.ndarray, pair: Pair = (0.0, 1.0)) -> float:  # by hand
    """Give the mean.

    x is (N,).

    Derivation::

        m = Σ / N

    Because of this.

    >>> mean(np.array([1.0, 3.0]))
    2.0
    """
    # Counted, not summed.
    return Counter(x).total() / _halved(math.sqrt(len(x)))


def _halved(x):
    return softmax(x) / 2


class Layer:
    """A layer."""

    width = 3
    table = {"a": 1}

    def __init__(self, l: int, r, *, depth: int = 2) -> None:
        """Make one."""
        super().__init__()
        # the left one
        self.left = l
        self.a, self.b = r, depth
        self.start()
        self.size = l * r

    def start(self):
        def inner():
            return TABLE
        return inner

    def _hidden(self): return 1

    @property
    def area(self) -> "Layer":
        """Give dx.

        Derivation

        dx = d · y.
        """
        return self.size

    @staticmethod
    def made(other: Layer) -> "Lost": return Layer(1, 2)


class Kept:
    def __init__(self, x):
        self.x = x


class Lost:
    pass
'''

BEGUN = '''"""Means, and what is left of them.

Fill in the functions and methods below: write each in the place of its last line. The statement, which lies beside this
file, says what each of them is asked to do.

    m = 1/N · Σᵢ xᵢ

Sources.
"""

import numpy as np

LIMIT = 1e-12
"""How small a number may be."""
Pair = tuple[float, float]

# ------------------------------------------------------------------------ means


def mean(x: np.ndarray, pair: Pair = (0.0, 1.0)) -> float:
    """Give the mean.

    x is (N,).

    >>> mean(np.array([1.0, 3.0]))
    2.0
    """
    raise NotImplementedError


class Layer:
    """A layer."""

    width = 3

    def __init__(self, l: int, r, *, depth: int = 2) -> None:
        """Make one."""
        super().__init__()
        self.left = l
        self.a, self.b = r, depth
        self.start()
        raise NotImplementedError

    def start(self):
        raise NotImplementedError

    @property
    def area(self) -> "Layer":
        """Give dx."""
        raise NotImplementedError

    @staticmethod
    def made(other: Layer):
        raise NotImplementedError


class Kept:
    def __init__(self, x):
        self.x = x
'''


@functools.cache
def loaded(name: str) -> Lab:
    return labs.load(name)


def reference_of(name: str) -> str:
    return Path(str(loaded(name).reference.__file__)).read_text(encoding="utf-8")


def definitions(tree: ast.AST) -> list[ast.FunctionDef | ast.ClassDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def told(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def statements(source: str) -> set[str]:
    """What the functions of a source do, statement by statement, those inside of loops as well."""
    functions = [node for node in definitions(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    inner = [node for function in functions for each in function.body for node in ast.walk(each)]
    return {ast.unparse(node) for node in inner if isinstance(node, ast.stmt) and not told(node)}


def harmless(statement: str, constructors: list[ast.FunctionDef]) -> bool:
    """Whether a statement takes an argument over, or says nothing."""
    given = {each.arg for one in constructors for each in (*one.args.args, *one.args.kwonlyargs)}
    if statement in ("raise NotImplementedError", "super().__init__()", "self.XavierInit()"):
        return True
    target, _, value = statement.partition(" = ")
    own = [name.strip("()").startswith("self.") for name in target.split(", ")]
    return all(own) and set(value.strip("()").split(", ")) <= given


def test_a_reference_without_its_bodies() -> None:
    assert bodiless(BOOK, ["mean", "Layer", "Kept"]) == BEGUN


def test_of_a_starter_one_is_made_that_is_the_same_but_for_the_word_to_the_student() -> None:
    again = bodiless(BEGUN)
    assert again.count("Fill in the functions") == 2
    assert again.split("Sources.")[1] == BEGUN.split("Sources.")[1]


@pytest.mark.parametrize(
    ("source", "begun"),
    [
        ("def f(): return 1", "def f():\n    raise NotImplementedError\n"),
        ("async def f():\n  'It waits.'\n  await g()", "async def f():\n  'It waits.'\n  raise NotImplementedError\n"),
        ("class A: pass", "class A:\n    pass\n"),
        (
            "from typing import NamedTuple\n\n\nclass A(NamedTuple):\n    x: int = 3 + 4\n",
            "from typing import NamedTuple\n\n\nclass A(NamedTuple):\n    x: int = 3 + 4\n",
        ),
    ],
)
def test_other_forms_of_a_definition(source: str, begun: str) -> None:
    assert bodiless(source).endswith(begun)


def test_what_can_be_no_starter_is_said() -> None:
    with pytest.raises(UsageError, match="hold nothing, which the reference does not define"):
        bodiless(BOOK, ["mean", "nothing"])
    with pytest.raises(UsageError, match="needs _Base, which it leaves out"):
        bodiless("class _Base: pass\nclass A(_Base): pass")
    lab = Lab("two", title="Two", files=["a.py", "b.py"], reference=loaded("softmax").reference, asked={"a.py": []})
    with pytest.raises(UsageError, match=r"lab two asks for 2 files and doesn't say what belongs into b\.py; say it"):
        starters(lab)


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_has_all_names_and_shows_nothing_of_the_bodies(name: str) -> None:
    lab, source = loaded(name), reference_of(name)
    begun = starters(lab)
    assert list(begun) == list(lab.files)
    public = {each.name for each in ast.parse(source).body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    asked = {each for names in lab.asked.values() for each in names} or {n for n in public if not n.startswith("_")}
    held = {each.name for text in begun.values() for each in definitions(ast.parse(text))}
    assert asked <= held
    assert not {name for name in held if name.startswith("_") and not name.startswith("__")}
    for text in begun.values():
        compile(text, name, "exec")
        constructors = [each for each in definitions(ast.parse(text)) if each.name == "__init__"]
        functions = [each for each in constructors if isinstance(each, ast.FunctionDef)]
        assert [each for each in statements(text) if not harmless(each, functions)] == []
        assert "Derivation" not in text
        assert "statement, which lies beside this" in text
        assert text.count("NotImplementedError") == text.count("raise NotImplementedError"), "choice counts them"


def test_what_students_are_to_derive_is_not_in_the_starters() -> None:
    begun = {name: "".join(starters(loaded(name)).values()) for name in NAMES}
    derived = {
        "activations": "softplus′(x) =",
        "batch_norm": "∂L/∂xᵢ = γ",
        "convolution": "dW[f, c, u, v] =",
        "deep_layers": "∂L/∂x =",
        "dlclass_softmax": "grad_W =",
        "lstm": "∂L/∂a",
        "rbf": "∂E/∂σ",
        "regularization": "∂L/∂out · mask",
        "tuning": "logarithmic",
        "xor": "δ",
    }
    for name, text in derived.items():
        assert text in reference_of(name), f"{name}: look for what stands there now"
        assert text not in begun[name], name


def test_starters_are_laid_out_as_the_project_is(tmp_path: Path) -> None:
    for name in NAMES:
        for file, text in starters(loaded(name)).items():
            (tmp_path / f"{name}_{file}").write_text(text, encoding="utf-8")
    for command in (["check", "--select=B,E,F,I,UP,W"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", f"--config={ROOT / 'pyproject.toml'}"]
        done = subprocess.run([*ruff, str(tmp_path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_grading_does_not_need_what_makes_starters() -> None:
    code = (
        "import sys, graders.cli, graders.cli.grade, graders.run, graders.single\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'libcst' or name.startswith('graders.handout')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------------------------------------- notebooks

STATEMENT = """# Numbers

You compute.

## The functions

### `double(x)` → a number

Twice.

```python
# no heading
```

## More

In a group.

### `extremes(x)` and `total(x)`

Both.

## How it is checked

Somehow.
"""

STARTER = '''"""Fill in."""

import math
from typing import Any

LIMIT = 3


def other(x: Any):
    raise NotImplementedError


def double(x):
    raise NotImplementedError


def total(x):
    raise NotImplementedError


@math.nothing
class Extra:
    def extremes(self):
        raise NotImplementedError
'''


def cells_of(text: str) -> list[tuple[str, str]]:
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]


def test_a_notebook_has_the_statement_beside_the_functions() -> None:
    cells = cells_of(notebook(loaded("softmax"), STATEMENT, {"a.py": STARTER, "b.py": "import math\n"}))
    assert cells[:2] == [
        ("markdown", "# Numbers\n\nYou compute.\n\n## The functions"),
        ("code", "import math\nfrom typing import Any\nLIMIT = 3"),
    ]
    shape = "".join("m" if kind == "markdown" else "c" for kind, _ in cells[2:])
    assert shape == "mc" + "c" + "mc" + "c" + "mc" + "mc", "other and total have no text of their own"
    assert cells[3][1] == 'import sys; sys.path.insert(0, "check.pyz")\n%load_ext labproof'
    assert cells[5][1].endswith("# no heading\n```")
    assert cells[8][1] == "## More\n\nIn a group.\n\n### `extremes(x)` and `total(x)`\n\nBoth."
    assert cells[9][1].startswith("@math.nothing\nclass Extra")
    assert cells[-1] == ("code", "%check softmax")


@pytest.mark.parametrize("name", NAMES)
def test_every_lab_has_a_notebook_that_is_one(name: str) -> None:
    lab, statement = loaded(name), (labs.ASSIGNMENTS / name / "handout.md").read_text(encoding="utf-8")
    begun = starters(lab)
    text = notebook(lab, statement, begun)
    assert text == notebook(lab, statement, begun)
    read = nbformat.reads(text, as_version=4)
    nbformat.validate(read)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in read.cells)
    code = [cell.source for cell in read.cells if cell.cell_type == "code"]
    for source in begun.values():
        for each in ast.parse(source).body:
            if isinstance(each, ast.FunctionDef | ast.ClassDef):
                assert ast.get_source_segment(source, each) in code
    assert read.cells[0].source.startswith("# ")
    assert "How it is checked" not in "".join(cell.source for cell in read.cells[1:])


def graded(lab: Lab, text: str, nursery: Nursery) -> list[CheckResult]:
    submission = choice.chosen(Tree("ada", {"softmax.ipynb": text.encode}), lab)
    events = run.grade(lab, submission, nursery, oracle.Live(lab, "notebook"))
    return [event.result for event in events if isinstance(event, run.Checked)]


def test_a_notebook_is_handed_in_as_it_is() -> None:
    lab = loaded("softmax")
    statement = (labs.ASSIGNMENTS / "softmax" / "handout.md").read_text(encoding="utf-8")
    text = notebook(lab, statement, starters(lab))
    solution, filled = reference_of("softmax"), json.loads(text)
    bodies = {
        each.name: ast.get_source_segment(solution, each)
        for each in ast.parse(solution).body
        if isinstance(each, ast.FunctionDef)
    }
    for cell in filled["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and source.startswith("def "):
            cell["source"] = bodies[source[4 : source.index("(")]]
    with Nursery(lab.packages) as nursery:
        untouched = graded(lab, text, nursery)
        assert {result.verdict for result in untouched} <= {Verdict.FAILED, Verdict.SKIPPED}
        reasons = [result.reason or "" for result in untouched if result.verdict is Verdict.FAILED]
        assert all("is not implemented yet" in reason for reason in reasons)
        done = graded(lab, json.dumps(filled), nursery)
    assert [(result.name, result.reason) for result in done if result.verdict is not Verdict.PASSED] == []
