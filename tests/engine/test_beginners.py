"""What a beginner reads: one sentence of what was seen, one next step, and a line of their own."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from graders import run
from graders.checks import close, unchanged
from graders.lab import Lab
from graders.model import CheckResult, Outcome, Result
from graders.oracle import Live
from graders.sandbox.nursery import Nursery
from graders.submission import Submission


@dataclass(frozen=True)
class Slip:
    """A function as a beginner writes it, and what has to be said of it."""

    source: str
    reason: str
    hint: str
    line: str
    name: str = "softmax"


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p: np.ndarray = e / e.sum(axis=1, keepdims=True)
    return p


START = "def softmax(z):\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n    p = e / e.sum(axis=1, keepdims=True)\n"

SLIPS = {
    "not implemented": Slip(
        "def softmax(z):\n    raise NotImplementedError",
        "softmax is not implemented yet.",
        "Replace `raise NotImplementedError`",
        "raise NotImplementedError",
    ),
    "calls what is not implemented": Slip(
        "def exp_of(z):\n    raise NotImplementedError\n\ndef softmax(z):\n    return exp_of(z)",
        "softmax calls exp_of, which is not implemented yet.",
        "Replace `raise NotImplementedError`",
        "raise NotImplementedError",
    ),
    "transposed": Slip(
        f"{START}    return p.T",
        "softmax returned an array of shape (3, 7); an array of shape (7, 3) is expected: it is the transpose.",
        "`….T`",
        "def softmax(z):",
    ),
    "one axis too many": Slip(
        f"{START}    return p[:, :, None]",
        "(7, 3, 1); an array of shape (7, 3) is expected: axis 2, of length 1, is one axis too many.",
        "`.squeeze(2)`",
        "def softmax(z):",
    ),
    "summed over everything": Slip(
        f"{START}    return p.sum()",
        "softmax returned the number 7; an array of shape (7, 3) is expected.",
        "along one axis",
        "def softmax(z):",
    ),
    "integers": Slip(
        f"{START}    return p.astype(int)",
        "values of softmax are off; the worst, at [",
        "whole numbers (int64)",
        "def softmax(z):",
    ),
    "objects": Slip(
        f"{START}    return p.astype(object)",
        "softmax returned an array of dtype object; an array of shape (7, 3) is expected.",
        "dtype=float",
        "def softmax(z):",
    ),
    "texts": Slip(
        f"{START}    return [[str(v) for v in row] for row in p]",
        "softmax returned a list that holds a text at [0, 0]; an array of shape (7, 3) is expected.",
        "array of numbers",
        "def softmax(z):",
    ),
    "changed in place": Slip(
        "def softmax(z):\n    z -= z.max(axis=1, keepdims=True)\n    e = np.exp(z)\n"
        "    return e / e.sum(axis=1, keepdims=True)",
        "softmax changed its first argument: it was ",
        "x -= m",
        "def softmax(z):",
    ),
    "0/0": Slip(
        "def softmax(z):\n    e = 0 * z\n    return e / e.sum(axis=1, keepdims=True)",
        "softmax is nan at [0, 0] where a finite number is expected",
        "“invalid value encountered in divide” in line ",
        "return e / e.sum(axis=1, keepdims=True)",
    ),
    "log of 0": Slip(
        "def softmax(z):\n    p = np.log(0 * z)\n    return p",
        "softmax is -inf at [0, 0]",
        "“divide by zero encountered in log” in line ",
        "p = np.log(0 * z)",
    ),
    "nan without a warning": Slip(
        "def softmax(z):\n    return z * np.nan",
        "softmax is nan at [0, 0]",
        "0/0",
        "def softmax(z):",
    ),
    "an endless loop": Slip(
        "def softmax(z):\n    while len(z):\n        e = 1",
        "softmax was still computing after 0.3 s",
        "a loop that never ends",
        "def softmax(z):",
    ),
    "printed instead of returned": Slip(
        f"{START}    print(p)",
        "softmax returned None: is a `return` missing?",
        "`return …`",
        "def softmax(z):",
    ),
    "misspelt": Slip(
        "def softMax(z):\n    return z",
        "toy.py has no `softmax`; it has `softMax`.",
        "Rename `softMax` to `softmax`",
        "def softMax(z):",
    ),
    "inside a function": Slip(
        "def main():\n    x = 1\n    def softmax(z):\n        return z",
        "`softmax` stands inside `main` in line ",
        "to the left edge",
        "def softmax(z):",
    ),
    "inside a class": Slip(
        "class Model:\n    def softmax(self, z):\n        return z",
        "`softmax` stands inside the class `Model` in line ",
        "to the left edge",
        "def softmax(self, z):",
    ),
    "under the main guard": Slip(
        "if __name__ == '__main__':\n    def softmax(z):\n        return z",
        '`softmax` stands under `if __name__ == "__main__":` in line ',
        "above that line",
        "def softmax(z):",
    ),
    "given another value": Slip(
        "def softmax(z):\n    return z\n\nsoftmax = 3",
        "`softmax` is an int in toy.py, where a function is expected.",
        "another value",
        "softmax = 3",
    ),
    "too many parameters": Slip(
        "def softmax(z, axis):\n    return z",
        "softmax raised TypeError: softmax() missing 1 required positional argument: 'axis'.",
        "`softmax` takes (z, axis) where (z) is asked for.",
        "def softmax(z, axis):",
    ),
    "a self too many": Slip(
        "def softmax(self, z):\n    return z",
        "missing 1 required positional argument: 'z'.",
        "`softmax` takes (self, z) where (z) is asked for.",
        "def softmax(self, z):",
    ),
    "too few parameters": Slip(
        "def softmax():\n    return 1",
        "softmax() takes 0 positional arguments but 1 was given.",
        "`softmax` takes () where (z) is asked for.",
        "def softmax():",
    ),
    "another order": Slip(
        "def weigh(w, z):\n    return z + 2 * w",
        "values of weigh are off",
        "`weigh` takes (w, z) where (z, w) is asked for.",
        "def weigh(w, z):",
        "weigh",
    ),
    **{
        f"np.{old}": Slip(
            f"def softmax(z):\n    return np.{old}",
            f"softmax uses `np.{old}`, which NumPy no longer has.",
            f"Write `{new}`.",
            f"return np.{old}",
        )
        for old, new in [
            ("float", "float"),
            ("int", "int"),
            ("product", "np.prod"),
            ("in1d", "np.isin"),
            ("NaN", "np.nan"),
            ("trapz", "np.trapezoid"),
            ("bool8", "np.bool_"),
            ("alltrue", "np.all"),
        ]
        if not hasattr(np, old)  # an older NumPy still has some
    },
    "misspelt in NumPy": Slip(
        "def softmax(z):\n    return np.argmaxx(z)",
        "softmax uses `np.argmaxx`, which NumPy does not have.",
        "Is `np.argmax` meant?",
        "return np.argmaxx(z)",
    ),
    "a method that arrays lack": Slip(
        "def softmax(z):\n    return z.exp()",
        "softmax uses `.exp`, which arrays do not have.",
        "Write `np.exp(…)`",
        "return z.exp()",
    ),
    "xrange": Slip(
        "def softmax(z):\n    for i in xrange(3):\n        pass",
        "toy.py is written for Python 2",
        "Python 3",
        "for i in xrange(3):",
    ),
    "has_key": Slip(
        "def softmax(z):\n    return {}.has_key(z)",
        "has `.has_key`, and Python 3 is run here.",
        "Python 3",
        "return {}.has_key(z)",
    ),
    "division of whole numbers": Slip(
        "def softmax(z):\n    return np.zeros((z.size / 3, 3))",
        "'float' object cannot be interpreted as an integer",
        "write `//`",
        "return np.zeros((z.size / 3, 3))",
    ),
    "used before it is given a value": Slip(
        "def softmax(z):\n    for row in z:\n        total += row\n    return total",
        "local variable 'total'",
        "Give `total` a value before",
        "total += row",
    ),
    "another spelling": Slip(
        "def softmax(z):\n    return np.exp(Z)",
        "softmax raised NameError: name 'Z' is not defined.",
        "Is `Z` misspelt",
        "return np.exp(Z)",
    ),
    "np given away": Slip(
        "def softmax(z):\n    np = 3\n    return np.exp(z)",
        "'int' object has no attribute 'exp'",
        "no longer NumPy",
        "return np.exp(z)",
    ),
    "one index too far": Slip(
        "def softmax(z):\n    return z[len(z)]",
        "index 7 is out of bounds for axis 0 with size 7.",
        "Indices begin at 0",
        "return z[len(z)]",
    ),
    "an axis lost": Slip(
        "def softmax(z):\n    return z / z.sum(axis=1)",
        "operands could not be broadcast together with shapes (7,3) (7,)",
        "`keepdims=True`: shape (7, 1) goes with (7, 3)",
        "return z / z.sum(axis=1)",
    ),
    "a list that should compute": Slip(
        "def softmax(z):\n    e = [np.exp(row) for row in z]\n    return e / e.sum()",
        "'list' object has no attribute 'sum'",
        "`np.array(…)`",
        "return e / e.sum()",
    ),
    "math for arrays": Slip(
        "import math\ndef softmax(z):\n    return math.exp(z)",
        "converted to Python scalars",
        "`np.exp`",
        "return math.exp(z)",
    ),
    "a file of their own": Slip(
        "def softmax(z):\n    return open('C:/me/z.csv')",
        "No such file or directory: 'C:/me/z.csv'",
        "Files of your computer are not here",
        "return open('C:/me/z.csv')",
    ),
    "input": Slip(
        "def softmax(z):\n    n = int(input())\n    return z",
        "EOFError",
        "leave `input()` out",
        "n = int(input())",
    ),
    "what is not here": Slip(
        "import tensorflow as tf\ndef softmax(z):\n    return tf.nn.softmax(z)",
        "name 'tf' is not defined",
        "No module named 'tensorflow'. Write that part with the lab's own packages.",
        "return tf.nn.softmax(z)",
    ),
    "a removed name imported": Slip(
        "from numpy import product\ndef softmax(z):\n    return product(z)",
        "name 'product' is not defined",
        "it uses `np.product`, which NumPy no longer has. Write `np.prod`.",
        "return product(z)",
    ),
    "annotated without NumPy": Slip(
        "del np\ndef softmax(z,\n            w: np.ndarray = None):\n    return z",
        "failed in line ",
        "Write `import numpy as np` at the top of the file.",
        "w: np.ndarray = None):",
    ),
    "no colon": Slip(
        "def softmax(z)\n    return z",
        "expected ':'",
        "ends with a colon",
        "def softmax(z)",
    ),
    "a body that is not set in": Slip(
        "def softmax(z):\nreturn z",
        "expected an indented block",
        "four spaces",
        "return z",
    ),
    "tabs and spaces": Slip(
        "def softmax(z):\n    if 1:\n        z = 1\n\treturn z",
        "inconsistent use of tabs and spaces",
        "every tab into spaces",
        "return z",
    ),
    "a print statement": Slip(
        "def softmax(z):\n    print z",
        "has a print statement, and Python 3 is run here.",
        "Python 3",
        "print z",
    ),
}


def weigh(z: np.ndarray, w: np.ndarray) -> np.ndarray:
    total: np.ndarray = z + 2 * w
    return total


@pytest.fixture(scope="module")
def told(nursery: Nursery) -> Callable[..., Result]:
    """Grades a file, or the cells of a notebook, for a lab that asks for softmax(z) and weigh(z, w)."""
    textbook = ModuleType("own")
    vars(textbook).update(softmax=softmax, weigh=weigh)
    lab = Lab("own", title="Of the test's own", files=["toy.py"], reference=textbook, load_seconds=2.0)

    @lab.check(seconds=0.3)
    def softmax_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
        """softmax."""
        z = rng.normal(size=(7, 3))
        close(unchanged(student.softmax, z), reference.softmax(z))

    @lab.check(seconds=0.3)
    def weigh_values(student: Any, reference: Any, rng: np.random.Generator) -> None:
        """weigh."""
        z, w = rng.normal(size=(2, 5))
        close(student.weigh(z, w), reference.weigh(z, w))

    def told(source: str) -> Result:
        work = Submission("ada", {"toy.py": f"import numpy as np\n\n\n{source}\n".encode()})
        *_, graded = run.grade(lab, work, nursery, Live(lab, "a seed"))
        assert isinstance(graded, run.Graded)
        return graded.result

    return told


@pytest.mark.parametrize("slip", SLIPS.values(), ids=list(SLIPS))
def test_a_slip_is_told_with_a_next_step_and_a_line_of_the_students(slip: Slip, told: Callable[..., Result]) -> None:
    found = check_of(told(slip.source), slip.name)
    assert slip.reason in str(found.reason)
    assert "\n" not in str(found.reason)
    assert slip.hint in str(found.hint)
    assert slip.line in [frame.text for frame in found.frames][-2:]
    lines = ["import numpy as np", "", "", *slip.source.split("\n")]
    assert all(lines[frame.line - 1].strip() == frame.text for frame in found.frames)


def check_of(result: Result, name: str) -> CheckResult:
    return next(check for check in result.checks if check.name == f"{name}_values")


RIGHT = f"{START}    return p"


def test_what_is_right_says_nothing_of_its_parameters(told: Callable[..., Result]) -> None:
    found = check_of(told(RIGHT.replace("(z):", "(scores):").replace("z", "scores")), "softmax")
    assert (found.verdict.value, found.hint, found.frames) == ("passed", None, ())


def test_names_of_ones_own_are_nobodys_business_where_the_values_are_wrong(told: Callable[..., Result]) -> None:
    found = check_of(told("def weigh(a, b):\n    return a"), "weigh")
    assert found.verdict.value == "failed"
    assert "is asked for" not in str(found.hint)


def test_a_function_behind_a_decorator_is_shown_where_it_is_written(told: Callable[..., Result]) -> None:
    source = """
        import functools

        def counted(f):
            @functools.wraps(f)
            def wrapper(*arguments):
                return f(*arguments)
            return wrapper

        @counted
        @functools.lru_cache
        def other(z): return z

        @counted
        def softmax(z):
            return z
    """
    found = check_of(told(textwrap.dedent(source)), "softmax")
    assert [(frame.function, frame.text) for frame in found.frames] == [("softmax", "def softmax(z):")]


def test_a_note_on_what_failed_while_a_file_was_loaded_has_a_next_step(told: Callable[..., Result]) -> None:
    (note,) = told(f"{RIGHT}\nX = np.loadtxt('C:/me/data.csv')").problems
    assert "FileNotFoundError" in note
    assert 'load files under `if __name__ == "__main__":`' in note


def test_no_place_of_this_machine_is_in_what_is_said(told: Callable[..., Result]) -> None:
    found = told("from numpy import nothing_of_the_kind_at_all\nfrom os import nothing\ndef softmax(z): return nothing")
    assert all("site-packages" not in note and "/" not in note for note in found.problems)


def test_a_time_out_that_comes_back_later_keeps_its_own_function(told: Callable[..., Result]) -> None:
    found = told("def weigh(z, w):\n    while True: pass\n\ndef softmax(z):\n    return weigh(z, z)")
    assert [check_of(found, name).outcome for name in ("softmax", "weigh")] == [Outcome.CPU, Outcome.CPU]
    assert [check_of(found, name).frames[0].text for name in ("softmax", "weigh")] == [
        "def softmax(z):",
        "def weigh(z, w):",
    ]
