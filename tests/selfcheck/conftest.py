"""A small lab as a student has it, and a session in which it is known which checks were run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from graders import labs
from graders.cassette import Cassette
from graders.checks import close, without
from graders.errors import CannotGrade
from graders.intake.tree import Tree
from graders.lab import Lab
from graders.model import CheckResult, Result
from graders.recording import record
from graders.run import last
from graders.sandbox.nursery import Nursery
from graders.selfcheck.session import Session, recorded

LABS = Path(__file__).parent.parent / "labs_for_tests"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        try:
            assert nursery.isolation.tier
        except CannotGrade as error:
            pytest.skip(str(error))
        yield nursery


@pytest.fixture(scope="session")
def lab() -> Lab:
    """A lab in which one check comes after another, and one follows another."""
    lab = Lab("toy", title="A toy", files=["toy.py"], reference=labs.load("toy", LABS).reference)

    @lab.check(points=2, proves=["double"])
    def doubles(student, reference, rng):  # type: ignore[no-untyped-def]
        """double doubles."""
        x = rng.normal(size=(3, 4))
        close(student.double(x), reference.double(x))

    @lab.check(follows=doubles)
    def totals(student, reference, rng):  # type: ignore[no-untyped-def]
        """total adds up."""
        x = rng.normal(size=5)
        close(student.total(x), reference.total(x))

    @lab.check(after=totals)
    def extremes(student, reference, rng):  # type: ignore[no-untyped-def]
        """extremes are the least and the greatest."""
        without(student, "extremes", loops=True)
        x = rng.normal(size=9)
        low, high = student.extremes(x)
        close([low, high], list(reference.extremes(x)))

    @lab.check()
    def noises(student, reference, rng):  # type: ignore[no-untyped-def]
        """noise draws from the generator that it is given."""
        seed = int(rng.integers(2**63))
        drawn = student.noise(np.random.default_rng(seed), 4)
        close(drawn, reference.noise(np.random.default_rng(seed), 4))

    @lab.mistake("double", caught_by=[doubles], hint="Twice, not squared.")
    def squares(x):  # type: ignore[no-untyped-def]
        """double squares."""
        return x * x

    return lab


@pytest.fixture(scope="session")
def cassette(lab: Lab) -> Cassette:
    return record(lab, "public")


@dataclass
class Desk:
    """A student at work: ``ran`` are the checks that the last look at it ran."""

    session: Session
    ran: list[str]

    def check(self, source: str, names: list[str] | None = None, file: str = "toy.py") -> dict[str, CheckResult]:
        return {check.name: check for check in self.result(source, names, file).checks}

    def result(self, source: str, names: list[str] | None = None, file: str = "toy.py") -> Result:
        self.ran.clear()
        tree = Tree("ada", {file: lambda: source.encode()})
        return last(self.session.check(tree, names or list(self.session.lab.checks)))


@pytest.fixture
def desk(lab: Lab, cassette: Cassette, nursery: Nursery) -> Callable[[], Desk]:
    def desk() -> Desk:
        ran: list[str] = []
        own = Lab(lab.name, title=lab.title, files=lab.files, reference=lab.reference)

        def noted(name: str) -> Callable[..., None]:
            def function(*arguments: object) -> None:
                if name not in ran:
                    ran.append(name)
                lab.checks[name].function(*arguments)

            return function

        own.checks = {name: replace(check, function=noted(name)) for name, check in lab.checks.items()}
        return Desk(recorded(own, cassette, nursery), ran)

    return desk
