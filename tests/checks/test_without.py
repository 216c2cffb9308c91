"""without reads what a function uses off its outline, whatever it was imported as."""

from typing import Any

import pytest

from graders.checks import Failure, without
from graders.model import Outline


class Student:
    """A submission whose softmax has two loops and uses a norm."""

    def outline(self, name: str) -> Outline:
        if name == "plain":
            return Outline("plain", 1, (), (("numpy.exp", 2), ("x", 2)), (("numpy", 1),))
        used = (("numpy.exp", 4), ("numpy.linalg.norm", 7), ("numpy.linalg.norm", 9), ("x.sum", 8), ("summary", 8))
        return Outline(name, 3, (12, 5, 12), used, (("numpy", 1),))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"names": ["scipy", "torch", "np.fft"]},
        {"names": ["np.linalg.normal", "numpy.lin", "sum", "linalg", "norm"]},
    ],
)
def test_what_is_not_forbidden_passes(options: dict[str, Any]) -> None:
    without(Student(), "softmax", **options)


def test_a_function_without_loops_passes() -> None:
    without(Student(), "plain", loops=True, names=["np.linalg"])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"loops": True}, "softmax uses a loop in lines 5 and 12; it has to do without."),
        ({"names": ["np.exp"]}, "softmax uses numpy.exp in line 4; it has to do without np.exp."),
        ({"names": ["np.linalg"]}, "softmax uses numpy.linalg.norm in lines 7 and 9; it has to do without np.linalg."),
        ({"names": "numpy.linalg.norm"}, "softmax uses numpy.linalg.norm in lines 7 and 9; it has to do without "
                                         "numpy.linalg.norm."),
        ({"names": ["torch", "numpy"]}, "softmax uses numpy.exp in line 4; it has to do without numpy."),
        ({"names": ["np"]}, "softmax uses numpy.exp in line 4; it has to do without np."),
        ({"names": ["x.sum"]}, "softmax uses x.sum in line 8; it has to do without x.sum."),
    ],
)  # fmt: skip
def test_what_is_forbidden_is_named_with_its_line(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(Failure) as caught:
        without(Student(), "softmax", **options, hint="use array operations")
    assert caught.value.reason == reason
    assert caught.value.hint == "use array operations"
