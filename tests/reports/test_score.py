"""What the verdicts add up to."""

import dataclasses

import pytest

from graders.model import Result, Verdict
from graders.score import exit_code, score
from tests.reports.results import everything, perfect

PASSED, FAILED, SKIPPED, BROKEN = Verdict


def verdicts(*wanted: Verdict) -> Result:
    """A result whose checks are worth 1, 2, 3 … points and have the verdicts wanted."""
    some = perfect().checks[0]
    checks = tuple(
        dataclasses.replace(
            some, name=f"c{worth}", verdict=verdict, max_points=worth, points=worth if verdict is PASSED else 0
        )
        for worth, verdict in enumerate(wanted, start=1)
    )
    return dataclasses.replace(perfect(), checks=checks)


def test_points_are_those_of_passed_checks():
    total = score(verdicts(PASSED, FAILED, PASSED, SKIPPED))
    assert (total.points, total.max_points, total.complete) == (4, 10, True)
    assert (total.passed, total.failed, total.skipped, total.broken) == (2, 1, 1, 0)


def test_a_broken_check_costs_nothing_and_leaves_the_mark_open():
    total = score(verdicts(PASSED, BROKEN, PASSED))
    assert (total.points, total.max_points, total.broken, total.complete) == (4, 4, 1, False)


def test_tenths_add_up():
    checks = tuple(dataclasses.replace(perfect().checks[0], points=0.1, max_points=0.1) for _ in range(10))
    assert score(dataclasses.replace(perfect(), checks=checks)).points == 1


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ((PASSED, PASSED), 0),
        ((PASSED, FAILED), 1),
        ((FAILED, SKIPPED), 1),
        ((PASSED, BROKEN), 3),
        ((FAILED, BROKEN), 3),
        ((), 3),
    ],
)
def test_exit_code(wanted, code):
    assert exit_code(verdicts(*wanted)) == code


def test_fixtures_have_every_verdict():
    total = score(everything())
    assert 0 not in (total.passed, total.failed, total.skipped, total.broken)
