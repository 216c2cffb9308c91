"""Numbers and counts, as people read them."""

import math

import pytest

from graders.model import Isolation, Measurement
from graders.reports import wording


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.25, "0.25"),
        (3.0, "3"),
        (-1.25e-8, "-1.25e-08"),
        (1e300, "1e+300"),
        (math.nan, "nan"),
        (None, "–"),
        (-0.0, "0"),
    ],
)
def test_numbers(value, said):
    assert wording.number(value) == said


@pytest.mark.parametrize(("value", "said"), [(2.0, "2"), (2.5, "2.5"), (1 / 3, "0.33"), (0.0, "0"), (-0.001, "0")])
def test_points(value, said):
    assert wording.points(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0001, "less than 1 ms"),
        (0.0042, "4 ms"),
        (0.9999, "1.0 s"),
        (12.34, "12.3 s"),
        (59.99, "1 min 0 s"),
        (200, "3 min 20 s"),
    ],
)
def test_times(value, said):
    assert wording.seconds(value) == said


def test_moments():
    assert wording.moment("2026-03-02T14:05:09+00:00") == "2 March 2026, 14:05 UTC"
    assert wording.moment("yesterday") == "yesterday"


@pytest.mark.parametrize(
    ("measurement", "said"),
    [
        (Measurement("error", 0.02, 1.0, "at most"), "98 %"),
        (Measurement("accuracy", 0.9433, 0.9, "at least"), "4.8 %"),
        (Measurement("accuracy", 0.81, 0.9, "at least"), "-10 %"),
        (Measurement("loss", 0.25, 0.0, "at most"), "-0.25"),
        (Measurement("loss", math.inf, 1.0, "at most"), "-inf"),
    ],
)
def test_margins(measurement, said):
    assert wording.margin(measurement) == said


def test_a_vouched_sandbox_is_named():
    said = wording.isolation(Isolation(1, (), external_sandbox="the course's virtual machine"))
    assert "ordinary process" in said
    assert "the course's virtual machine" in said
