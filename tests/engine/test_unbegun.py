"""What is certain not to be begun: nothing stands in it but that."""

import pytest

from graders.model import Frame
from graders.unbegun import is_unbegun


def frame(line: int) -> Frame:
    return Frame("lab.py", line, "f", "raise NotImplementedError")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(x):\n    raise NotImplementedError\n", 2),
        ('def f(x):\n    """What it is asked to do."""\n    raise NotImplementedError\n', 3),
        ("class A:\n    def f(self):\n        raise NotImplementedError\n", 3),
    ],
    ids=["alone", "documented", "a method"],
)
def test_a_starters_function_is_not_begun(source: str, line: int) -> None:
    assert is_unbegun([frame(line)], source.splitlines())


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(x):\n    x += 1\n    raise NotImplementedError\n", 3),
        ("def f(x):\n    if x:\n        raise NotImplementedError\n", 3),
        ("@cached\ndef f(x):\n    raise NotImplementedError\n", 3),
        ("def f(x):\n    raise NotImplementedError(count(x))\n", 2),
        ("def f(x):\n    raise NotImplementedError\n", 1),
        ("def f(x:\n    raise NotImplementedError\n", 2),
        ("", 2),
    ],
    ids=["after something", "on a condition", "decorated", "computed", "another line", "no Python", "not there"],
)
def test_all_else_may_depend_on_what_was_before(source: str, line: int) -> None:
    assert not is_unbegun([frame(line)], source.splitlines())


def test_a_function_that_calls_one_that_is_not_begun_is_itself_begun() -> None:
    source = "def f(x):\n    raise NotImplementedError\ndef g(x):\n    return f(x)\n"
    assert not is_unbegun([frame(4), frame(2)], source.splitlines())
