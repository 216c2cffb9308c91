"""Of a lab's source a student gets the public checks and what these use, and no comment."""

import ast
from typing import Any

import pytest

from graders.checks.failure import Failure
from graders.checks.worked import handed_out, worked
from graders.handout.public import public

LAB = '''"""The lab."""

from __future__ import annotations

import functools
import math
import numpy as np
from graders.checks import at_least, close, worked
from graders.lab import Lab

from . import book

LIMIT = 0.5  # wrong work gets to 0.4
SIZE: int = 4
UNUSED = 3
lab = Lab("own", title="T", files=["a.py"], reference=book)
lab.form("short", lacks=["f"])


class Shape:
    rows = SIZE


def inputs(rng):
    # seventeen is enough
    return rng.normal(size=Shape.rows)


def deeper(x):
    return math.sqrt(x) + LIMIT


@functools.cache
def deep(x):
    return deeper(x)


@worked
def another_way(x):
    """The same, computed in another way."""
    return math.exp(x)


@lab.check()
def shown(student, reference, rng):
    """It is shown."""
    close(student.f(inputs(rng)), np.ones(SIZE))
    another_way(1)


@lab.check(public=False)
def hidden(student, reference, rng):
    """It is hidden."""
    at_least(deep(student.f(1)), LIMIT)


@lab.check(after=shown)
def later(student, reference, rng):
    """It comes later."""
    close(student.f(1), 1)


lab.question("why", title="Why?", text="Say why.")
'''


@pytest.fixture(scope="module")
def told() -> str:
    return public(LAB, ["hidden"])


def names(source: str) -> set[str]:
    found = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found |= {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    return found | {
        alias.name for node in ast.walk(ast.parse(source)) if hasattr(node, "names") for alias in node.names
    }


def test_what_is_left_out_goes_and_with_it_what_only_it_used(told: str) -> None:
    assert names(told).isdisjoint({"hidden", "deep", "deeper", "LIMIT", "functools", "at_least"})
    assert "It is hidden." not in told


def test_what_the_rest_uses_stays_however_far_away_it_is(told: str) -> None:
    assert {"shown", "later", "inputs", "Shape", "SIZE", "np", "close", "Lab", "book"} <= names(told)


def test_what_nothing_uses_goes(told: str) -> None:
    assert "UNUSED" not in told


def test_what_declares_or_registers_something_stays(told: str) -> None:
    for said in ("lab = Lab(", "lab.form('short'", "lab.question('why'", "@lab.check()", "@lab.check(after=shown)"):
        assert said in told
    assert told.count("@lab.check(") == 2


def test_no_comment_stays_and_all_that_people_read_does(told: str) -> None:
    assert "#" not in told
    assert '"""It is shown."""' in told


def test_of_what_is_worked_only_the_name_stays(told: str) -> None:
    namespace: dict[str, Any] = {"worked": worked}
    (node,) = (each for each in ast.parse(told).body if getattr(each, "name", None) == "another_way")
    assert "exp" not in ast.unparse(node)
    exec(ast.unparse(node), namespace)
    with pytest.raises(Failure, match="in another way in the course's grading"):
        namespace["another_way"](1)


def test_what_is_worked_works_in_the_courses_grading_and_not_where_it_is_handed_out() -> None:
    @worked
    def twice(x: float) -> float:
        """Twice as much."""
        return 2 * x

    assert (twice(2), twice.__doc__) == (4, "Twice as much.")
    with handed_out(), pytest.raises(Failure):
        twice(2)
    assert twice(2) == 4


def test_it_is_still_python_that_says_the_same(told: str) -> None:
    def function(source: str, name: str) -> str:
        (found,) = (each for each in ast.parse(source).body if isinstance(each, ast.FunctionDef) and each.name == name)
        return ast.dump(found)

    assert "from __future__ import annotations" in told
    for name in ("shown", "later", "inputs"):
        assert function(told, name) == function(LAB, name)


def test_with_nothing_to_leave_out_only_what_is_unused_goes() -> None:
    assert {"hidden", "deep", "deeper", "LIMIT", "math", "at_least"} <= names(public(LAB, []))


def test_of_a_library_those_names_stay_that_are_wanted_and_what_they_use() -> None:
    library = "import math\nimport cmath\n\ndef f(x):\n    return g(x)\n\ndef g(x):\n    return math.pi\n"
    library += "\ndef h(x):\n    return cmath.pi\n\nprint(h)\n"
    told = public(library, (), ["f"])
    assert names(told) >= {"f", "g", "math"}
    assert names(told).isdisjoint({"h", "cmath", "print"})


def test_once_more_changes_nothing(told: str) -> None:
    assert public(told, []) == told
