"""The histogram has every mark once, in bins that people can count in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.analysis.distribution import MOST_BINS, histogram, summary

marks = st.lists(st.integers(-40, 4000).map(lambda quarter: quarter / 4), min_size=1)


@given(marks, st.integers(1, 800).map(lambda quarter: quarter / 4))
def test_every_mark_is_in_its_bin(found, max_points):
    bins = histogram(found, max_points)
    assert len(bins) <= MOST_BINS
    assert bins[0].low <= min(0, *found)
    assert bins[-1].high >= max(max_points, *found)
    for number, each in enumerate(bins):
        last = number == len(bins) - 1
        inside = [mark for mark in found if each.low <= mark < each.high or (last and mark == each.high)]
        assert each.count == len(inside)


def test_twenty_points_have_twenty_bins_and_full_marks_are_in_the_last():
    bins = histogram([0.0, 19.0, 19.5, 20.0], 20.0)
    assert [(each.low, each.high, each.count) for each in (bins[0], bins[-1])] == [(0, 1, 1), (19, 20, 3)]
    assert len(bins) == 20


def test_no_marks_are_no_histogram():
    assert histogram([], 20.0) == []
    assert summary([]) is None


def test_the_summary_is_that_of_the_class():
    found = summary([1.0, 2.0, 3.0, 4.0, 10.0])
    assert found is not None
    assert (found.count, found.mean, found.lowest, found.lower, found.median, found.upper, found.highest) == (
        *(5, 4.0, 1.0, 2.0, 3.0, 4.0),
        10.0,
    )
    alone = summary([7.0])
    assert alone is not None
    assert (alone.lower, alone.median, alone.upper) == pytest.approx((7.0, 7.0, 7.0))
