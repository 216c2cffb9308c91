"""The reference's answers are kept for a class, and are the same ones that it would give."""

from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest

from graders import recollection
from graders.lab import Lab
from graders.oracle import Live
from graders.recollection import Remembering

SEED = "a seed"


@pytest.fixture
def calls(toy: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The calls that really reach the textbook."""
    made: list[str] = []
    for name in ("double", "total", "twice"):
        original = getattr(toy.reference, name)

        def counted(*arguments: object, name: str = name, original: object = original) -> object:
            made.append(name)
            return original(*arguments)  # type: ignore[operator]

        monkeypatch.setattr(toy.reference, name, counted)
    return made


def test_a_class_asks_the_textbook_once(toy: Lab, calls: list[str]) -> None:
    oracle = Remembering(toy, SEED)
    x = np.arange(4.0)
    answers = [oracle.reference(toy.checks["double_values"]).double(x) for _ in range(3)]
    assert calls == ["double"]
    assert all((answer == 2 * x).all() for answer in answers)
    assert answers[0] is not answers[1], "a check may change what it was given"


def test_a_new_question_is_answered_and_kept_as_well(toy: Lab, calls: list[str]) -> None:
    oracle = Remembering(toy, SEED)
    check = toy.checks["double_values"]
    for factor in (1.0, 2.0, 1.0, 2.0):
        reference = oracle.reference(check)
        assert reference.double(np.array([factor]))[0] == 2 * factor
        assert reference.total(np.array([factor, factor])) == 2 * factor
    # Each way through the check is asked once: two questions each.
    assert sorted(calls) == ["double", "double", "total", "total"]


def test_an_object_remembers_what_it_was_asked_before(toy: Lab) -> None:
    oracle = Remembering(toy, SEED)
    check = toy.checks["counters"]
    for steps in ((2, 3), (2, 3), (2, 5), (2,), (2, 5, 1)):
        counter = oracle.reference(check).Counter(10)
        for step in steps:
            counter.step(by=step)
        assert counter.count == 10 + sum(steps)


def test_what_depends_on_a_function_of_the_checks_is_not_kept(toy: Lab, calls: list[str]) -> None:
    oracle = Remembering(toy, SEED)
    check = toy.checks["counters"]
    for added in (1, 2, 1):
        reference = oracle.reference(check)
        assert reference.twice(lambda x, added=added: x + added, 0) == 2 * added
        assert reference.total(np.ones(3)) == 3
    assert calls == ["twice", "total"] * 3


def test_memory_has_an_end(toy: Lab, calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recollection, "MOST", 10)
    oracle = Remembering(toy, SEED)
    for _ in range(2):
        assert oracle.reference(toy.checks["double_values"]).double(np.ones(9)).sum() == 18
    assert calls == ["double", "double"]


def test_another_draw_is_remembered_apart(toy: Lab) -> None:
    oracle = Remembering(toy, SEED)
    assert oracle.again() is oracle.again()
    assert oracle.again().seed == Live(toy, SEED).again().seed


def test_whole_checks_get_the_same_verdicts(toy: Lab, textbook: ModuleType, result, right: str) -> None:  # type: ignore[no-untyped-def]
    remembering = Remembering(toy, SEED)
    for source in (right, right.replace("2 * x", "3 * x"), right):
        live = result(toy, source, oracle_=Live(toy, SEED))
        kept = result(toy, source, oracle_=remembering)
        assert [(each.verdict, each.reason, each.points) for each in kept.checks] == [
            (each.verdict, each.reason, each.points) for each in live.checks
        ]


def test_what_was_too_large_to_keep_takes_nothing_from_what_follows(toy: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recollection, "MOST", 500)
    oracle = Remembering(toy, SEED)
    for steps in (2, 5):
        reference = oracle.reference(toy.checks["counters"])
        reference.double(np.ones(900))
        counter = reference.Counter(10)
        counter.step(by=steps)
        assert counter.count == 10 + steps
