"""Gradescope's results.json: of the published form, honest about what was not judged, silent about hidden checks."""

import dataclasses
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.exports.gradescope import to_gradescope
from graders.model import Result, Verdict
from graders.register import Adjustment, Mark
from tests.exports.schemas import GRADESCOPE
from tests.reports.results import RESULTS, everything, filled, perfect


def document(result: Result, mark: Mark | None = None) -> dict:
    made = json.loads(to_gradescope(result, mark), parse_constant=pytest.fail)
    jsonschema.validate(made, GRADESCOPE)
    return made


def public(result: Result) -> Result:
    return dataclasses.replace(result, checks=tuple(dataclasses.replace(c, public=True) for c in result.checks))


@settings(max_examples=40, deadline=None)
@given(RESULTS)
def test_any_result_has_the_published_form(result):
    document(result)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), min_size=1) | st.just("\ud83d\x00\x1b[2J"))
def test_any_text_can_be_written(text):
    to_gradescope(filled(lambda: text)).encode("utf-8")


def test_each_check_is_a_test_with_its_points():
    tests = document(perfect())["tests"]
    assert [test["number"] for test in tests] == [str(i) for i in range(1, 9)]
    assert all(test["status"] == "passed" and test["score"] == test["max_score"] for test in tests)
    assert sum(test["score"] for test in tests) == document(perfect())["score"] == 14.5


def test_a_failure_says_what_the_report_says():
    test = document(everything())["tests"][2]
    assert (test["status"], test["score"], test["max_score"]) == ("failed", 0.0, 2.0)
    assert "Expected:   1.5625" in test["output"]
    assert "\x1b" not in test["output"]
    assert test["output_format"] == "text"


def test_a_broken_check_neither_gives_nor_costs_points_and_does_not_look_passed():
    made = document(public(everything()))
    test = made["tests"][-1]
    assert "score" not in test
    assert "max_score" not in test
    assert test["status"] == "failed"
    assert test["name"].endswith("(could not be judged)")
    assert "a person has looked at it" in made["output"]
    assert made["extra_data"]["complete"] is False


def test_nothing_tells_of_a_hidden_check_before_the_grades_are_published():
    """Neither its own test, nor one that names it, nor a sum that it is in."""
    result = everything()
    hidden = next(check for check in result.checks if not check.public)
    waiting = dataclasses.replace(result.checks[3], reason=f"not looked at, because “{hidden.title}” is not passed yet")
    made = document(dataclasses.replace(result, checks=(*result.checks[:3], waiting, *result.checks[4:])))
    later = [test["extra_data"]["check"] for test in made["tests"] if test["visibility"] != "visible"]
    assert later == [waiting.name, hidden.name]
    # Tests that are "hidden" do not keep Gradescope from showing the total; these do.
    assert {test["visibility"] for test in made["tests"]} == {"visible", "after_published"}
    shown = json.dumps([made["output"], [t for t in made["tests"] if t["visibility"] == "visible"]])
    assert hidden.title not in shown
    assert "3 of 7 points in the checks that are shown." in made["output"]
    assert made["stdout_visibility"] == "hidden"


def test_what_the_checks_gave_is_told_where_nothing_is_hidden():
    assert "14.5 of 14.5 points. All 8 checks passed." in document(public(perfect()))["output"]


def test_a_mark_counts_instead_of_the_points_of_the_checks_and_says_why():
    mark = Mark(13.0, 20.0, 14.5, 1, 2.0, (Adjustment(0.5, "a typing error of ours"),))
    made = document(public(perfect()), mark)
    assert made["score"] == 13.0
    assert "13 of 20 points" in made["output"]
    assert "Late: −2 points: 1 day late" in made["output"]
    assert "a typing error of ours" in made["output"]


def test_a_skipped_check_is_not_passed():
    made = document(everything())
    skipped = next(test for test in made["tests"] if test["extra_data"]["verdict"] == Verdict.SKIPPED.value)
    assert (skipped["status"], skipped["score"], skipped["max_score"]) == ("failed", 0.0, 3.0)
