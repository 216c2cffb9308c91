"""Rates and correlations count those of whom a check says something, and nobody else."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graders.analysis.items import FEWEST, discrimination, items
from tests.analysis.classes import BROKEN, FAILED, PASSED, SKIPPED, finding, survey


def test_skipped_and_broken_are_left_out_of_the_rate():
    verdicts = [PASSED, PASSED, PASSED, FAILED, SKIPPED, SKIPPED, BROKEN]
    (item,) = items(survey({f"s{i}": [finding("loss", verdict)] for i, verdict in enumerate(verdicts)}))
    assert item.counts == {PASSED: 3, FAILED: 1, SKIPPED: 2, BROKEN: 1}
    assert item.pass_rate == 0.75


def test_a_check_that_says_nothing_has_no_rate():
    (item,) = items(survey({"ada": [finding("loss", SKIPPED)]}))
    assert (item.pass_rate, item.discrimination, item.seconds) == (None, None, None)


def test_the_most_frequent_cause_is_named_with_its_count():
    found = {f"s{i}": [finding("loss", mistakes=("sum",))] for i in range(3)}
    found |= {"ada": [finding("loss", mistakes=("sign",))], "emmy": [finding("loss")]}
    (item,) = items(survey(found))
    assert item.cause is not None
    assert (item.cause.names, item.cause_count) == (("sum",), 3)


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=FEWEST, max_size=40))
def test_discrimination_is_the_correlation_with_the_rest(passed):
    """Compared with numpy, which has the whole class in one matrix."""
    weights = np.array([1.0, 2.0, 0.5, 3.0])
    table = np.array(passed, float)
    rest = table[:, 1:] @ weights[1:]
    assume(table[:, 0].std() > 0)
    assume(rest.std() > 1e-9)
    rows = {
        f"s{i}": [
            finding(f"check {j}", PASSED if good else FAILED, max_points=weights[j]) for j, good in enumerate(student)
        ]
        for i, student in enumerate(passed)
    }
    found = discrimination(survey(rows).rows, "check 0")
    assert found == pytest.approx(np.corrcoef(table[:, 0], rest)[0, 1], abs=1e-9)


def test_a_skipped_check_changes_no_discrimination():
    """A student whose check was skipped is as if not there, and a skipped check is no part of the total."""
    rows = {
        f"s{i}": [finding("loss", PASSED if i % 3 else FAILED), finding("slope", PASSED if i % 2 else FAILED)]
        for i in range(FEWEST)
    }
    before = discrimination(survey(rows).rows, "loss")
    rows["skipped"] = [finding("loss", SKIPPED), finding("slope", PASSED)]
    for found in rows.values():
        found.append(finding("train", SKIPPED, max_points=100.0))
    assert discrimination(survey(rows).rows, "loss") == before


@pytest.mark.parametrize(
    ("count", "verdict", "other"),
    [
        (FEWEST - 1, lambda i: i % 2, lambda i: i % 2),  # too few
        (FEWEST, lambda i: 1, lambda i: i % 2),  # all passed
        (FEWEST, lambda i: i % 2, lambda i: 0),  # all have the same total
    ],
)
def test_discrimination_is_not_told_where_it_says_nothing(count, verdict, other):
    kinds = (FAILED, PASSED)
    rows = {f"s{i}": [finding("loss", kinds[verdict(i)]), finding("slope", kinds[other(i)])] for i in range(count)}
    assert discrimination(survey(rows).rows, "loss") is None
