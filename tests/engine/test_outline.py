"""What a function uses, read off its syntax tree: nothing of it is run for this."""

from typing import Any

import pytest

from graders.sandbox.outline import outline

SOURCE = """\
import numpy as np
import numpy.linalg as la
import os.path
from numpy.linalg import norm as length, svd
from scipy.special import *

def f(x):
    total = 0
    for row in x:
        total += la.det(row) + length(row)
    return [np.linalg.norm(row) for row in x], svd

def f(x):
    while True:
        return np.exp(x) + os.path.join("a").lower() + total.sum()

async def g(x):
    async for each in x:
        yield {e for e in each}, {e: e for e in each}, (e for e in each)

class Adam:
    rate = np.float64(1)
    def step(self, x):
        def inner():
            for _ in x: pass
        return self.rate * x.T
"""


def seen(name: str, source: str = SOURCE) -> dict[str, Any]:
    line, loops, names, imports = outline([source.encode()], name)
    return {"line": line, "loops": loops, "names": {n for n, _ in names}, "imports": {n for n, _ in imports}}


def test_the_last_definition_is_the_one_in_force() -> None:
    found = seen("f")
    assert (found["line"], found["loops"]) == (13, [14])
    assert "numpy.exp" in found["names"]
    assert "numpy.linalg.norm" not in found["names"]


def test_names_are_told_in_full_however_they_were_imported() -> None:
    source = SOURCE.replace("def f(x):\n    while", "def later(x):\n    while")
    found = seen("f", source)
    assert found["names"] >= {"numpy.linalg.det", "numpy.linalg.norm", "numpy.linalg.svd", "total", "row", "x"}
    assert found["loops"] == [9, 11]
    assert found["imports"] >= {"numpy", "numpy.linalg", "os.path", "numpy.linalg.norm", "scipy.special.*"}


def test_every_kind_of_loop_and_comprehension_counts_and_in_inner_functions_too() -> None:
    assert seen("g")["loops"] == [18, 19]
    assert seen("Adam.step")["loops"] == [25]


def test_methods_are_found_by_their_dotted_name_and_their_chains_stay_whole() -> None:
    assert seen("Adam.step")["names"] >= {"self.rate", "x.T"}
    assert seen("Adam")["names"] >= {"numpy.float64"}


@pytest.mark.parametrize("name", ["h", "Adam.run", "f.g", "total"])
def test_what_is_not_there_has_no_outline(name: str) -> None:
    assert outline([SOURCE.encode()], name) is None


def test_nothing_is_executed() -> None:
    assert seen("f", "raise SystemExit\ndef f(): exit()\n1/0")["names"] == {"exit"}


def test_a_file_that_names_its_encoding_is_read_in_it() -> None:
    assert outline(["# coding: gbk\ndef f(): '汉'\n".encode("gbk")], "f")[0] == 2


def test_of_the_cells_of_a_notebook_the_last_definition_counts_and_what_is_no_python_is_passed_over() -> None:
    cells = [b"def f(): pass", b"%matplotlib inline", b"\ndef f():\n  for x in y: pass", b"z = 1"]
    assert outline(cells, "f")[:2] == [2, [3]]
    assert outline(cells, "g") is None
