"""What a change of a file touches: no name too few, and few names too many."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.selfcheck.touched import EVERYTHING, touched

FILE = '''"""What the file is for."""

import numpy as np

RATE = 0.1


def loss(p):
    """The loss."""
    return -np.log(p).mean()


def step(w):
    # down the hill
    return w - RATE * slope(w)


def slope(w):
    return 2 * w


def unrelated(x):
    return x


class Model:
    def fit(self, w):
        return step(w)

    def predict(self, x):
        return x
'''


def changed(old: str, new: str) -> set[str]:
    assert FILE.count(old) == 1, "each change is one"
    return touched({"lab.py": FILE.encode()}, {"lab.py": FILE.replace(old, new).encode()})


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("# down the hill", "# down, down", set()),
        ("    # down the hill\n", "", set()),
        ("\n\nRATE", "\n\n\n\n# how fast\nRATE", set()),
        ("return 2 * w", "return (2 * w)", set()),
        ('"""What the file is for."""', "", set()),
        ('"""The loss."""', '"""Another loss."""', {"loss"}),
        ("return x\n\n\nclass", "return +x\n\n\nclass", {"unrelated"}),
        ("return 2 * w", "return 3 * w", {"slope", "step", "Model"}),
        ("RATE = 0.1", "RATE = 0.2", {"RATE", "step", "Model"}),
        ("import numpy as np", "import numpy.random as np", {"np", "loss"}),
        ("import numpy as np", "import numpy as np\nimport math", {"math"}),
        ("def unrelated", "@np.vectorize\ndef unrelated", {"unrelated"}),
        ("def predict(self, x):\n        return x", "def predict(self, x):\n        return -x", {"Model"}),
        ("def unrelated", "def irrelevant", {"unrelated", "irrelevant"}),
        ("def slope", "def gradient", {"slope", "gradient", "step", "Model"}),
        ("def unrelated(x):\n    return x\n", "", {"unrelated"}),
        ("\n\nRATE", "\n\nprint(3)\nRATE", {EVERYTHING}),
        ("\n\nRATE", "\n\nRATE, TIMES = 1, 2\nRATE", {"RATE", "TIMES", "step", "Model"}),
        ("\n\nRATE", "\n\nnp.pi, TIMES = 1, 2\nRATE", {EVERYTHING}),
        ("\n\nRATE", "\n\nfrom math import *\nRATE", {EVERYTHING}),
        ("return 2 * w", "return 2 * w)", {EVERYTHING}),
        ("return 2 * w", "return 2 * w\0", {EVERYTHING}),
        ("import numpy as np\n\nRATE = 0.1", "RATE = 0.1\n\nimport numpy as np", {EVERYTHING}),
    ],
)
def test_a_change_touches_what_it_changes_and_what_uses_that(old: str, new: str, names: set[str]) -> None:
    assert changed(old, new) == names


@pytest.mark.parametrize("call", ["ops.g(x)", "vars()['g'](x)", "getattr(ops, 'g')(x)", "h(x)"])
def test_a_change_in_another_file_touches_what_uses_it_however_it_does(call: str) -> None:
    main = f"import ops\nfrom ops import g as h\n\ndef f(x):\n    return {call}\n\ndef other(x):\n    return x\n"
    one, two = b"def g(x):\n    return x\n", b"def g(x):\n    return -x\n"
    names = touched({"main.py": main.encode(), "ops.py": one}, {"main.py": main.encode(), "ops.py": two})
    assert "f" in names
    assert "other" not in names


def test_what_is_computed_with_a_function_when_the_file_is_loaded_may_matter_to_all() -> None:
    file = "def f():\n    return 1\n\nTABLE = {}\nTABLE.update(a=f())\n\ndef g():\n    return TABLE\n"
    assert EVERYTHING in touched({"a.py": file.encode()}, {"a.py": file.replace("return 1", "return 2").encode()})


def test_what_is_run_only_as_a_program_matters_to_nothing() -> None:
    file = 'def f():\n    return 1\n\nif __name__ == "__main__":\n    print(f())\n'
    assert touched({"a.py": file.encode()}, {"a.py": file.replace("print(f())", "print(2)").encode()}) == set()
    assert touched({"a.py": file.encode()}, {"a.py": file.replace("return 1", "return 2").encode()}) == {"f"}
    other = file + "else:\n    f = None\n"
    assert EVERYTHING in touched({"a.py": file.encode()}, {"a.py": other.encode()})


def test_a_name_that_is_defined_again_is_touched() -> None:
    one = b"def f():\n    return 1\n\ndef g():\n    return f()\n"
    assert touched({"a.py": one}, {"a.py": one + b"\ndef f():\n    return 2\n"}) == {"f", "g"}
    assert touched({"a, cell 1": one}, {"a, cell 1": one, "a, cell 2": b"f = 3"}) == {"f", "g"}


source = st.lists(
    st.sampled_from(
        [
            "x = 1\n",
            "y = x\n",
            "def f():\n    return y\n",
            "class A:\n    b = f\n",
            "x += 1\n",
            "'t'\n",
            "(",
            "\\d",
            "'\\d'\n",
        ]
    ),
    max_size=6,
).map(lambda lines: "".join(lines).encode())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(st.binary(max_size=40), source), st.one_of(st.binary(max_size=40), source))
def test_whatever_is_written_is_no_trouble(before: bytes, after: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        touched({"a.py": before}, {"a.py": after})
        assert touched({"a.py": before}, {"a.py": before}) == set()
