"""Mutants: which changes are made of a module, that each is a module of its own, and what is left alone."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from graders.errors import UsageError
from graders.mutants import Source

Book = Callable[[str], ModuleType]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A module of this source."""

    def book(text: str) -> ModuleType:
        path = tmp_path / "book.py"
        path.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("book", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return book


def loaded(source: Source, number: int) -> ModuleType:
    spec = source.spec(source.mutants[number])
    module = importlib.util.module_from_spec(spec)
    assert spec.loader is not None
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("return x + y", ["x - y", "x", "y"]),
        ("return x - y", ["x + y", "x", "y - x"]),
        ("return x @ y", ["x * y", "x"]),
        ("return -x", ["x"]),
        ("return x.max(axis=1)", ["x.min(axis=1)", "x.max()", "x.max(axis=0)"]),
        ("return x.sum(axis=(2, 3))", ["x.mean(axis=(2, 3))", "x.sum()", "x.sum(axis=(3,))", "x.sum(axis=(2,))"]),
        ("return x.sum(keepdims=True)", ["x.mean(keepdims=True)", "x.sum()"]),
        ("return x < y", ["x <= y", "x >= y"]),
        ("return x and y", ["x or y", "y", "x"]),
        ("return x if y else z", ["x", "z"]),
        ("return x.T", ["x"]),
        ("return x[y:z]", ["x[:z]", "x[y + 1:z]", "x[y:]", "x[y:z - 1]"]),
        ("return x[1]", ["x[0]", "x[2]"]),
        ("return range(y)", ["range(y - 1)", "range(y + 1)"]),
        ("return np.exp(x)", ["x"]),
        ("return np.where(x, y, z)", ["np.where(x, z, y)"]),
        ("return rng.permutation(x)", ["np.arange(x)"]),
        ("return f(0.5, True)", ["f(1.0, True)", "f(0.5, False)"]),
        ("return f(1e-8)", ["f(0.0)", "f(0.0001)"]),
        ("x /= y", ["pass", "x *= y"]),
        ("x = x + 1", ["pass", "x - 1", "x", "1", "x + 0", "x + 2"]),
        ("if x: return y", ["if True:", "if False:", "pass"]),
        ("x.append(y)", ["pass"]),
        ("assert x == 1", []),
        ("raise ValueError(x + 1)", []),
        ("return f'{x} of {y + 1}'", []),
        ("import numpy as np", []),
        ("new = f(x)", []),
    ],
)
def test_a_line_is_changed_in_these_ways(book: Book, line: str, changes: list[str]) -> None:
    source = Source(book(f"def g(x, y, z, f, np, rng):\n    {line}\n"))
    assert [mutant.after for mutant in source.mutants] == changes
    assert {mutant.line for mutant in source.mutants} <= {2}


def test_words_and_types_are_left_alone(book: Book) -> None:
    text = '"""1 + 1"""\nX: int = 3\nclass A:\n    """2"""\n    def f(self, x: list[2] = None) -> 4:\n        """3"""\n'
    assert [str(mutant) for mutant in Source(book(text)).mutants] == [
        "X: int = 3  →  X: int = 2",
        "X: int = 3  →  X: int = 4",
    ]


def test_default_arguments_are_changed(book: Book) -> None:
    source = Source(book("def f(a, b=1, *, c=0.0, d): pass\n"))
    assert [mutant.after for mutant in source.mutants] == ["b=0", "b=2", "c=1.0"]
    assert loaded(source, 2).f.__kwdefaults__ == {"c": 1.0}


def test_a_mutant_is_the_module_with_one_change(book: Book) -> None:
    module = book(
        "class A:\n    def f(self, x):\n        return 2 * x + self.g()\n\n    def g(self):\n        return 5\n"
    )
    source = Source(module)
    values = {(each.function, each.after): loaded(source, n).A().f(3) for n, each in enumerate(source.mutants)}
    assert values["A.f", "2 * x - self.g()"] == 1
    assert values["A.f", "3 * x"] == 14
    assert values["A.g", "return 6"] == 12
    assert module.A().f(3) == 11
    assert "book" not in sys.modules


def test_brackets_stay_where_a_change_needs_them(book: Book) -> None:
    source = Source(book("def f(x, y, z):\n    return x * y * z\n"))
    (number,) = (n for n, each in enumerate(source.mutants) if each.before == "x * y" and each.after == "x / y")
    assert loaded(source, number).f(6, 2, 5) == 15


def test_a_module_without_a_file_has_no_mutants() -> None:
    with pytest.raises(UsageError, match="nowhere has no source file"):
        Source(ModuleType("nowhere"))
