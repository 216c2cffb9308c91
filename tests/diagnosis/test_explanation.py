"""A submission's failures, explained end to end: in a sandbox, by the lab's own mistakes, on two draws."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from graders import oracle, run
from graders.checks import Failure, close
from graders.checks.failure import Call
from graders.diagnosis.catalogue import Catalogue
from graders.diagnosis.formula import formula, lengths
from graders.errors import CannotGrade
from graders.lab import Lab
from graders.model import CheckResult
from graders.sandbox.nursery import Nursery
from graders.submission import Submission
from tests.diagnosis import lesson


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        try:
            assert nursery.isolation.tier
        except CannotGrade as error:
            pytest.skip(str(error))
        yield nursery


@pytest.fixture
def lab() -> Lab:
    """A lab of two functions, of which the second calls the first."""
    lab = Lab("lesson", title="A lesson", files=["lesson.py"], reference=lesson)

    @lab.check(points=1)
    def means(student, reference, rng):  # type: ignore[no-untyped-def]
        """mean is that of each row."""
        X = rng.normal(size=(4, 6))
        close(student.mean(X), reference.mean(X), what="the mean")
        X = rng.normal(size=(6, 6))
        close(student.mean(X), reference.mean(X), what="the mean of a square")

    @lab.check(points=1)
    def spreads(student, reference, rng):  # type: ignore[no-untyped-def]
        """spread is the mean square distance from the mean."""
        X = rng.normal(size=(4, 6))
        close(student.spread(X), reference.spread(X), what="the spread")

    @lab.check(points=1)
    def says(student, reference, rng):  # type: ignore[no-untyped-def]
        """says counts."""
        count = int(rng.integers(10, 20))
        if (said := student.says(count)) != count:
            raise Failure(f"says gives {said} where {count} is expected.")

    @lab.mistake("mean", caught_by=[means, spreads], hint="Which axis holds the values of a row?")
    def mean_of_columns(X):  # type: ignore[no-untyped-def]
        """The columns are averaged."""
        return X.mean(axis=0)

    @lab.mistake("mean", caught_by=[means, spreads], hint="Divide by how many there are.")
    def sum_for_mean(X):  # type: ignore[no-untyped-def]
        """The rows are summed up."""
        return X.sum(axis=1)

    @lab.mistake("mean", caught_by=[means], hint="Take the length from X.")
    def six_in_all(X):  # type: ignore[no-untyped-def]
        """The sum is divided by 6, and then multiplied by 6 where X is no square."""
        return X.mean(axis=1) * (1 if len(X) == 6 else 6)

    @lab.mistake("spread", caught_by=[spreads], hint="The distance is squared.")
    def without_square(X):  # type: ignore[no-untyped-def]
        """The distance itself is averaged, which gives 0."""
        return np.zeros(len(X))

    @lab.mistake("says", caught_by=[says, spreads], hint="Count from 1.")
    def from_zero(count):  # type: ignore[no-untyped-def]
        """The count begins at 0."""
        return count - 1

    return lab


Explain = Callable[..., dict[str, CheckResult]]


@pytest.fixture
def explain(lab: Lab, nursery: Nursery) -> Explain:
    def explain(
        mean: str = "X.mean(axis=1)", spread: str = "((X.T - mean(X)) ** 2).mean(axis=0)", says: str = "n"
    ) -> Any:
        source = (
            f"def mean(X):\n    return {mean}\ndef spread(X):\n    return {spread}\ndef says(n):\n    return {says}\n"
        )
        work = Submission("ada", {"lesson.py": f"import numpy as np\n{source}".encode()})
        *_, last = run.grade(lab, work, nursery, oracle.Live(lab, "seed"), Catalogue(lambda: lab))
        assert isinstance(last, run.Graded)
        return {check.name: check for check in last.result.checks}

    return explain


def named(check: CheckResult) -> list[str | None]:
    return [diagnosis.mistake for diagnosis in check.diagnoses]


def test_right_work_is_told_nothing(explain: Explain) -> None:
    assert all(not check.diagnoses and not check.unexplained for check in explain().values())


def test_a_known_mistake_is_named_with_its_hint_and_the_formula(explain: Explain) -> None:
    (found,) = explain("X.sum(axis=1)")["means"].diagnoses
    assert (found.mistake, found.said) == ("sum_for_mean", "The rows are summed up.")
    assert found.hint == "Divide by how many there are."
    assert found.formula == "mᵢ = 1/D · Σⱼ Xᵢⱼ"


def test_mistakes_that_fail_first_by_the_same_numbers_are_told_apart_by_the_others(explain: Explain) -> None:
    assert named(explain("X.mean(axis=1) * (1 if len(X) == 6 else 6)")["means"]) == ["six_in_all"]


def test_a_mistake_is_named_in_every_check_that_it_fails(explain: Explain) -> None:
    found = explain("X.mean(axis=0)", "X.sum(axis=1)")
    assert named(found["means"]) == ["mean_of_columns"]
    assert named(found["spreads"]) == []
    assert found["spreads"].unexplained


def test_without_a_known_mistake_the_numbers_speak_for_themselves(explain: Explain) -> None:
    (found,) = explain("X.mean(axis=1) / 4")["means"].diagnoses
    assert found.mistake is None
    assert found.said == "Every value of the mean is 1/4 of the expected one, and 4 is the number of rows of X."


def test_what_nothing_explains_is_said_to_be_unexplained(explain: Explain) -> None:
    found = explain("np.median(X, axis=1)")["means"]
    assert (found.diagnoses, found.unexplained) == ((), True)


def test_an_answer_that_changes_with_each_call_is_not_explained_by_chance(explain: Explain) -> None:
    """On the first draw it gives the numbers of a known mistake, on the second it does not."""
    once = "globals().setdefault('seen', [])"
    found = explain(f"X.sum(axis=1) if not {once} and not seen.append(1) else X[:, 0]")
    assert named(found["means"]) == []


def test_zeros_are_named_only_if_all_that_the_mistake_fails_has_failed(explain: Explain) -> None:
    assert named(explain(spread="np.zeros(len(X))")["spreads"]) == ["without_square"]
    # A sentence without numbers shows little, and spreads, which this mistake fails too, is passed.
    assert named(explain(says="n - 1")["says"]) == []


def test_without_a_catalogue_nothing_is_explained(lab: Lab, nursery: Nursery) -> None:
    work = Submission("ada", {"lesson.py": b"def mean(X):\n    return X.sum(axis=1)\n"})
    *_, last = run.grade(lab, work, nursery, oracle.Live(lab, "seed"))
    assert isinstance(last, run.Graded)
    assert not any(check.diagnoses or check.unexplained for check in last.result.checks)


def test_the_catalogue_is_loaded_for_failures_only(lab: Lab, nursery: Nursery) -> None:
    def load() -> Lab:
        raise AssertionError("there is nothing to explain")

    right = "def mean(X):\n    return X.mean(axis=1)\n\n\ndef spread(X):\n    return X.var(axis=1)\n"
    right += "\n\ndef says(n):\n    return n\n"
    *_, last = run.grade(
        lab, Submission("ada", {"lesson.py": right.encode()}), nursery, oracle.Live(lab, "s"), Catalogue(load)
    )
    assert isinstance(last, run.Graded)
    assert [check.points for check in last.result.checks] == [1, 1, 1]


def test_a_formula_is_the_one_of_the_docstring() -> None:
    assert formula(lesson, "spread") == "sᵢ = 1/D · Σⱼ (Xᵢⱼ − mᵢ)²"
    assert formula(lesson, "says") is None
    assert formula(lesson, "Box.open") == "inside = outside / 2"
    assert formula(lesson, "not_there") is None


def test_lengths_are_named_after_the_textbooks_parameters() -> None:
    call = Call("spread", ((0, (4, 6)),))
    assert lengths(lesson, call) == {
        "the number of rows of X": 4,
        "the number of columns of X": 6,
        "the number of values in X": 24,
    }
    assert lengths(lesson, Call("elsewhere", ((1, (3,)), (0, (3, 2))))) == {
        "the number of rows of argument 1": 3,
        "the number of columns of argument 1": 2,
        "the number of values in argument 1": 6,
    }
    assert lengths(lesson, None) == {}


def test_a_sentence_alone_names_a_mistake_only_if_all_failures_come_of_it(explain: Explain) -> None:
    """says fails by a sentence without compared numbers, as it does for from_zero; but here there is more."""
    assert named(explain(spread="X.mean(axis=1)", says="n - 1")["says"]) == []
    assert named(explain(spread="X.sum(axis=1)", says="n - 1")["says"]) == []
