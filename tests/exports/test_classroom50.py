"""Classroom 50's result.json: of the published form, in whole points, with nothing of hidden checks."""

import dataclasses
import json

import jsonschema
import pytest
from hypothesis import given, settings

from graders.errors import UsageError
from graders.exports.classroom50 import of_record, scale, to_classroom50
from graders.model import Result
from tests.exports.records import class_, record
from tests.exports.schemas import CLASSROOM50
from tests.reports.results import RESULTS, everything, perfect

RUNNER = {
    "CLASSROOM": "deep-learning",
    "ASSIGNMENT": "softmax",
    "SUBMISSION_TAG": "submit/2026-03-02T14-05-09Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/commit/a1b2c3d",
    "RELEASE_URL": "https://github.example/releases/tag/submit",
}


def document(result: Result) -> dict:
    made = json.loads(to_classroom50(result, RUNNER), parse_constant=pytest.fail)
    jsonschema.validate(made, CLASSROOM50)
    return made


@settings(max_examples=40, deadline=None)
@given(RESULTS)
def test_any_result_has_the_published_form_and_adds_up(result):
    made = document(result)
    assert made["score"] == sum(test["score"] for test in made["tests"])
    assert made["max-score"] == sum(test["max-score"] for test in made["tests"])
    assert all(test["score"] <= test["max-score"] for test in made["tests"])


def test_half_points_become_whole_ones_the_same_way_for_everybody():
    assert document(perfect())["max-score"] == 2 * (14.5 - 3)  # one check of 3 points is hidden
    full = [test["score"] for test in document(perfect())["tests"]]
    assert full == [4, 2, 4, 6, 2, 2, 3]
    some = {test["check"]: test["max-score"] for test in document(everything())["tests"]}
    assert [some["softmax_values"], some["gradients"]] == [4, 6]


@pytest.mark.parametrize(
    ("points", "expected"), [((1, 2), 1), ((1.5, 1), 2), ((0.25, 1), 4), ((0.1, 1), 10), ((1 / 3, 1), 100), ((), 1)]
)
def test_points_are_multiplied_by_as_little_as_makes_them_whole(points, expected):
    check = perfect().checks[0]
    assert scale(dataclasses.replace(check, max_points=float(each)) for each in points) == expected


def test_a_hidden_check_is_not_in_the_students_repository():
    assert "Training reaches 90 %" not in json.dumps(document(everything()))


def test_a_broken_check_costs_nothing():
    last = document(everything())["tests"][-1]
    assert (last["passed"], last["score"], last["max-score"]) == (False, 0, 0)


def test_outside_of_the_runner_it_says_what_is_missing():
    with pytest.raises(UsageError, match="there is no SUBMISSION_TAG, RELEASE_URL in the environment"):
        to_classroom50(perfect(), {**RUNNER, "SUBMISSION_TAG": "", "RELEASE_URL": ""})


def test_a_class_has_a_result_for_each_student():
    made = json.loads(of_record(class_()[1], perfect(), {"CLASSROOM": "deep-learning"}))
    jsonschema.validate(made, CLASSROOM50)
    assert (made["assignment"], made["owner"], made["submission"]) == ("softmax", "key1", "key1")
    with pytest.raises(UsageError, match="no CLASSROOM in the environment"):
        of_record(record(1, "x", perfect()), perfect(), {})
