"""Submissions as students hand them in, graded as they are: folders, notebooks, old and broken files, wrong work.

``expected.json`` has for each what it must get and be told. ``cause`` holds the known mistakes that describe what is
wrong with it, as somebody read it who saw no report; it is empty where the lab's catalogue does not hold it.
``diagnosed`` is what the report names.
"""

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graders import choice, labs, run
from graders.diagnosis.catalogue import Catalogue
from graders.errors import CannotGrade
from graders.model import Result, Verdict
from graders.recollection import Remembering
from graders.sandbox.nursery import Nursery

SUBMISSIONS = Path(__file__).parents[1] / "submissions"
EXPECTED = {lab.name: json.loads((lab / "expected.json").read_text("utf-8")) for lab in sorted(SUBMISSIONS.glob("*"))}
KINDS = (".py", ".ipynb", ".zip")
CATALOGUES: dict[str, Catalogue] = {}
ORACLES: dict[str, Remembering] = {}
CASES = [(lab, name) for lab, submissions in EXPECTED.items() for name in submissions]

QUICK = 3
"""Of each lab so many are graded in the quick tests, but for the torch labs, whose trainings take seconds; the slow
tests take the rest."""


def cases() -> Iterator[Any]:
    for lab, submissions in EXPECTED.items():
        quick = 0 if "torch" in labs.packages(lab) else QUICK
        for place, name in enumerate(submissions):
            marks = [pytest.mark.slow] if place >= quick else []
            yield pytest.param(lab, name, id=f"{lab}-{name}", marks=marks)


@pytest.fixture(scope="module")
def nurseries() -> Iterator[Callable[[str], Nursery]]:
    """The nursery for a lab; one for all labs that want the same packages."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def nursery_with(packages: tuple[str, ...]) -> Nursery:
            nursery = stack.enter_context(Nursery(packages))
            try:
                assert nursery.isolation.tier
            except CannotGrade as error:
                pytest.skip(str(error))
            return nursery

        yield lambda lab: nursery_with(labs.packages(lab))


def graded(lab: str, name: str, nursery: Nursery) -> Result:
    loaded = labs.load(lab)
    (path,) = (each for each in (SUBMISSIONS / lab).iterdir() if each.stem == name or each.name == name)
    catalogue = CATALOGUES.setdefault(lab, Catalogue(lambda: labs.load_rewrites(loaded)))
    oracle = ORACLES.setdefault(lab, Remembering(loaded, "submissions"))
    return run.last(run.grade(loaded, choice.read(path, loaded), nursery, oracle, catalogue))


def named(result: Result) -> list[str]:
    """The known mistakes that the report names."""
    return sorted({each.mistake for check in result.checks for each in check.diagnoses if each.mistake is not None})


def said(result: Result) -> str:
    """All that the report says in words."""
    checks = [text for check in result.checks for text in (check.reason, check.hint, *check.remarks) if text]
    return "\n".join([*result.problems, *checks])


@pytest.mark.parametrize(("lab", "name"), list(cases()))
def test_a_submission_gets_its_marks_and_is_told_what_is_wrong(
    lab: str, name: str, nurseries: Callable[[str], Nursery]
) -> None:
    expected: dict[str, Any] = EXPECTED[lab][name]
    result = graded(lab, name, nurseries(lab))
    failed = sorted(check.name for check in result.checks if check.verdict is Verdict.FAILED)
    reasons = {check.name: check.reason for check in result.checks if check.reason}
    assert failed == sorted(expected["failed"]), reasons
    assert [check.name for check in result.checks if check.verdict is Verdict.BROKEN] == []
    assert sum(check.points for check in result.checks) == expected["points"]
    assert sum(check.max_points for check in result.checks) == expected["of"]
    assert [text for text in expected["says"] if text not in said(result)] == [], said(result)
    assert named(result) == expected["diagnosed"]


def test_the_named_cause_is_the_right_one_and_nothing_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    """The figures of the diagnosis; that ``diagnosed`` is so is what the test above shows, submission by submission."""
    wrong = [case for lab in EXPECTED.values() for case in lab.values() if case.get("cause") is not None]
    known = [case for case in wrong if case["cause"]]
    others = [case for case in wrong if not case["cause"]]
    right = [case for case in known if set(case["diagnosed"]) & set(case["cause"])]
    guessed = [case for case in others if case["diagnosed"]]
    misnamed = [case for case in known if case["diagnosed"] and not set(case["diagnosed"]) & set(case["cause"])]
    with capsys.disabled():
        sys.stdout.write(
            f"\ndiagnosis: {len(right)} of {len(known)} known mistakes named, {len(misnamed)} by another name; "
            f"{len(guessed)} of {len(others)} others given a name\n"
        )
    assert len(wrong) >= 100
    assert len(others) >= len(wrong) / 3
    assert len(right) >= 0.9 * len(known)
    assert not misnamed
    assert not guessed


def test_every_submission_is_expected() -> None:
    for lab, submissions in EXPECTED.items():
        there = {path for path in (SUBMISSIONS / lab).iterdir() if path.is_dir() or path.suffix in KINDS}
        assert {path.stem if path.suffix in KINDS else path.name for path in there} == set(submissions)


def test_a_submission_is_recognised_by_itself() -> None:
    wrong = {}
    for lab, name in CASES:
        (path,) = (each for each in (SUBMISSIONS / lab).iterdir() if each.stem == name or each.name == name)
        found = labs.recognise(choice.opened(path))
        if found != [lab] and not EXPECTED[lab][name].get("named"):
            wrong[f"{lab}/{name}"] = found
    assert wrong == {}
