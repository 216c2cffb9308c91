"""The toy lab, workers for it, and a submission graded in one line."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from graders import labs, oracle, run
from graders.errors import CannotGrade
from graders.lab import Lab
from graders.model import CheckResult, Result
from graders.sandbox.nursery import Nursery
from graders.submission import Submission

LABS = Path(__file__).parent.parent / "labs_for_tests"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Workers, confined as well as this machine can."""
    with Nursery() as nursery:
        try:
            assert nursery.isolation.tier
        except CannotGrade as error:
            pytest.skip(str(error))
        yield nursery


@pytest.fixture(scope="session")
def labs_folder() -> Path:
    return LABS


@pytest.fixture
def toy() -> Lab:
    """The toy lab with its mistakes and variants."""
    return labs.load_rewrites(labs.load("toy", LABS), LABS)


@pytest.fixture
def textbook(toy: Lab) -> ModuleType:
    return toy.reference


@pytest.fixture
def right() -> str:
    """A perfect submission for the toy lab."""
    return (LABS / "toy" / "textbook.py").read_text(encoding="utf-8")


@pytest.fixture
def lab(textbook: ModuleType) -> Lab:
    """A lab of no checks yet, with the toy's textbook."""
    return Lab("own", title="A lab of the test's own", files=["toy.py"], reference=textbook, load_seconds=2.0)


Grade = Callable[..., dict[str, CheckResult]]


@pytest.fixture
def result(nursery: Nursery) -> Callable[..., Result]:
    """``result(lab, source, seed="a seed", files={…})`` grades a submission."""

    def result(
        lab: Lab, source: str | bytes | None = None, *, seed: str = "a seed", oracle_: Any = None, **files: str
    ) -> Result:
        named = {f"{name}.py": text.encode() for name, text in files.items()}
        if source is not None:
            named["toy.py"] = source.encode() if isinstance(source, str) else source
        events = list(run.grade(lab, Submission("ada", named), nursery, oracle_ or oracle.Live(lab, seed)))
        assert isinstance(events[-1], run.Graded)
        return events[-1].result

    return result


@pytest.fixture
def grade(result: Callable[..., Result]) -> Grade:
    """The same, as the checks' results by name."""

    def grade(*arguments: Any, **keywords: Any) -> dict[str, CheckResult]:
        return {check.name: check for check in result(*arguments, **keywords).checks}

    return grade


@pytest.fixture
def verdicts(grade: Grade) -> Callable[..., dict[str, str]]:
    """The same, as the verdicts by name."""

    def verdicts(*arguments: Any, **keywords: Any) -> dict[str, str]:
        return {name: check.verdict.value for name, check in grade(*arguments, **keywords).items()}

    return verdicts


def passed(names: Sequence[str]) -> dict[str, str]:
    return dict.fromkeys(names, "passed")
