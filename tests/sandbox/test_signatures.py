"""Where a function begins and what its parameters are called: looked at, never asked."""

import textwrap
from types import ModuleType
from typing import Any

import pytest

from graders.sandbox.signatures import signatures


def found(source: str) -> dict[str, Any]:
    module = ModuleType("toy")
    exec(compile(textwrap.dedent(source), "toy.py", "exec"), vars(module))
    return {name: (line, parameters) for name, _, line, parameters in signatures(module, {"toy.py"})}


@pytest.mark.parametrize(
    "written", ["", "p, y", "X, y, *, epochs, rng", "x, *more", "x, *more, axis", "**named", "a, /, b, *c, d, **e"]
)
def test_parameters_are_told_as_they_are_written(written: str) -> None:
    told = ", ".join(found(f"def f({written}): local = 1")["f"][1])
    assert told == written.replace("/, ", "")


def test_methods_stand_under_their_class_and_the_class_for_what_it_is_made_from() -> None:
    source = """
        class Adam:
            def __init__(self, lr, *, beta=0.9):
                pass
            def step(self, parameters, gradients):
                pass
            @staticmethod
            def other(x):
                pass
    """
    assert found(source) == {"Adam": (3, ["lr", "*", "beta"]), "Adam.step": (5, ["parameters", "gradients"])}


def test_what_stands_elsewhere_or_is_no_function_of_python_is_passed_over() -> None:
    assert found("from textwrap import dedent\nimport math\nlog = math.log\nx = 3\n_own = lambda: 1") == {}


def test_nothing_that_a_student_wrote_is_run_for_it() -> None:
    source = """
        class Trap:
            def __getattribute__(self, name):
                raise SystemExit
            def __call__(self, x):
                raise SystemExit
        trap = Trap()

        def round_and_round(x):
            return x
        round_and_round.__wrapped__ = round_and_round

        def liar(x):
            return x
        liar.__wrapped__ = trap
    """
    assert set(found(source)) == {"Trap.__getattribute__", "Trap.__call__"}
