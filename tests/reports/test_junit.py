"""JUnit XML: well-formed whatever was printed, with the counts that continuous integration shows."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.reports.junit import class_to_junit, to_junit
from tests.exports.records import class_
from tests.reports.results import everything, filled, perfect


def test_each_verdict_has_its_element():
    suite = ElementTree.fromstring(to_junit(everything())).find("testsuite")
    assert suite is not None
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "8", "failures": "4", "errors": "1", "skipped": "1"}
    assert [len(list(suite.iter(tag))) for tag in ("testcase", "failure", "error", "skipped")] == [8, 4, 1, 1]
    found = suite.find("testcase[@name='cross_entropy']/failure")
    assert found is not None
    assert found.get("message") == "cross_entropy is too large by a factor of 7.0."
    assert "Expected:   1.5625" in (found.text or "")


@pytest.mark.parametrize(("where", "points"), [("testsuite", "14.5"), ("testsuite/testcase[@name='predict']", "1.0")])
def test_points_are_properties(where, points):
    element = ElementTree.fromstring(to_junit(perfect())).find(where)
    assert element is not None
    properties = {each.get("name"): each.get("value") for each in element.iterfind("properties/property")}
    assert (properties["points"], properties["max_points"]) == (points, points)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), min_size=1) | st.text("]]><&\"'\x00\x1b\ufffe\ud800", min_size=1))
def test_any_text_leaves_it_well_formed(text):
    document = to_junit(filled(lambda: text))
    tree = ElementTree.fromstring(document.encode("utf-8"))
    assert len(list(tree.iter("testcase"))) == 8


def test_a_class_has_a_suite_for_each_student():
    suites = list(ElementTree.fromstring(class_to_junit(class_())))
    named = {str(suite.get("name")): suite for suite in suites}
    assert len(suites) == len(class_())
    assert named["softmax: 李雷"].get("failures") == "0"
    assert [named[f"softmax: {name}"].get("errors") for name in ("Unreadable, Uma", "Missing, Max")] == ["1", "0"]
    assert named["softmax: Missing, Max"].get("skipped") == "1"
    found = named["softmax: Unreadable, Uma"].find("testcase/error")
    assert found is not None
    assert found.get("message") == "softmax.zip is no zip that can be read"
