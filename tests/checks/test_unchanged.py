"""unchanged sees every change that a call makes to what it was given, and none where there is none."""

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from graders.checks import Failure, unchanged


class Called(NamedTuple):
    value: Any
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]


class Echoed:
    """A student's function: it works on copies, and brings them back."""

    def __init__(self, function: Callable[..., Any], name: str = "softmax") -> None:
        self.function = function
        self.name = name

    def with_arguments(self, *args: Any, **kwargs: Any) -> Called:
        args, kwargs = copy.deepcopy((args, kwargs))
        return Called(self.function(*args, **kwargs), args, kwargs)


def set_item(target: Any, key: Any, value: Any) -> None:
    target[key] = value


A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

CHANGES: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "in place": (lambda x: set_item(x, ..., x - x.max()), A),
    "one value": (lambda x: set_item(x, (1, 2), 7.0), A),
    "the last digit": (lambda x: set_item(x, (1, 2), np.nextafter(6.0, 7.0)), A),
    "0 to -0": (lambda x: set_item(x, 0, -0.0), np.zeros(2)),
    "NaN with another payload": (lambda x: set_item(x.view(np.int64), 0, 0x7FF8000000000001), np.array([np.nan])),
    "labels": (lambda y: y.sort(), np.array([2, 0, 1])),
    "truth values": (lambda m: np.logical_not(m, out=m), np.array([True, False])),
    "a 0-d array": (lambda x: set_item(x, (), 2.0), np.array(1.0)),
    "an array in a dict": (lambda p: set_item(p["W"], 0, 0), {"W": A, "b": A}),
    "an array in a list in a tuple": (lambda p: set_item(p[0][1], 0, 0), ([A, A],)),
    "an array put in place of another": (lambda p: set_item(p, "W", p["W"] + 1), {"W": A}),
    "an array put in place of a number": (lambda p: set_item(p, "lr", A), {"lr": 0.1}),
    "a number in a dict": (lambda p: set_item(p, "lr", 0.2), {"lr": 0.1}),
    "a key added": (lambda p: set_item(p, "m", 0), {"W": A}),
    "a key removed": (lambda p: (p.pop("W"), set_item(p, "V", A)), {"W": A}),
    "an item appended": (lambda p: p.append(1.0), [0.0]),
    "a list reversed": (lambda p: p.reverse(), [0.0, 1.0]),
    "another dtype": (lambda p: set_item(p, 0, p[0].astype(np.float32)), [A]),
    "another shape": (lambda p: set_item(p, 0, p[0].T), [A]),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_is_refused(case: str) -> None:
    function, argument = CHANGES[case]
    with pytest.raises(Failure):
        unchanged(Echoed(function), argument)


RIGHT = {
    "an array": A,
    "Fortran order": np.asfortranarray(A),
    "every other column": A[:, ::2],
    "NaN": np.array([np.nan, np.inf]),
    "a list with NaN": [float("nan"), None, "a", True],
    "an empty array": np.zeros((0, 3)),
    "a generator, which may be used": np.random.default_rng(1),
    "an object": object(),
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_call_that_leaves_its_arguments_alone_passes_its_value_on(case: str) -> None:
    def function(x: Any, *, extra: Any) -> float:
        if isinstance(x, np.random.Generator):
            x.random()
        return 3.0

    assert unchanged(Echoed(function), RIGHT[case], extra={"W": RIGHT[case]}) == 3.0


def reason(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Failure) as caught:
        unchanged(Echoed(function), *args, **kwargs)
    return caught.value.reason


def test_the_reason_names_the_argument_and_the_first_value() -> None:
    assert reason(lambda x: set_item(x, (0, 1), 9.0), A) == (
        "softmax changed its first argument: it was 2 at [0, 1] before the call and 9 after it."
    )
    assert reason(lambda x, y: set_item(y, slice(None), 0), A, A[0]) == (
        "softmax changed its second argument: it was 1 at [0] before the call and 0 after it (3 of 3 values changed)."
    )
    assert reason(lambda x, *, W: set_item(W["b"], 0, 0), A, W={"b": np.ones(2)}) == (
        "softmax changed its argument W['b']: it was 1 at [0] before the call and 0 after it."
    )
    assert reason(lambda p: p.append(1.0), [1.0]) == (
        "softmax changed its first argument: it was a list of 1 value before the call and a list of 2 values after it."
    )
    assert reason(lambda x: set_item(x, ..., 0), A, what="forward").startswith("forward changed its first argument")


def test_the_evidence_has_both_numbers_and_there_is_a_next_step() -> None:
    with pytest.raises(Failure) as caught:
        unchanged(Echoed(lambda x: set_item(x, (0, 1), np.nextafter(2.0, 3.0))), A)
    evidence = caught.value.evidence
    assert evidence is not None
    assert (evidence.index, evidence.wrong, evidence.total) == ((0, 1), 1, 6)
    assert evidence.got != evidence.expected
    assert caught.value.hint is not None
    assert "copy" in caught.value.hint
