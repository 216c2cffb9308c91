"""Results as JUnit XML, which continuous integration reads: a test suite for each submission.

A check that failed is a ``<failure>``, one that broke an ``<error>``, one that was not looked at is ``<skipped>``.
JUnit knows no points: they are properties, ``points`` and ``max_points``, of each test case and of the suite.
Work that was not graded is a suite with one case: skipped where nothing was handed in, else an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from graders.model import CheckResult, Result, Verdict
from graders.register import Record, Status
from graders.reports.legible import legible, legible_line
from graders.reports.text import detail
from graders.score import score

TAGS = {Verdict.FAILED: "failure", Verdict.BROKEN: "error", Verdict.SKIPPED: "skipped"}


def to_junit(result: Result) -> str:
    """``result`` as an XML document that is well-formed whatever a submission printed or is called."""
    suites = Element("testsuites", name="labproof")
    _suite(suites, result, result.submission, seed=result.seed)
    return _written(suites)


def class_to_junit(records: Iterable[Record]) -> str:
    """The results of a class as one XML document, a suite for each student and lab; without the class's secret seed."""
    suites = Element("testsuites", name="labproof")
    for record in records:
        if record.result is not None:
            _suite(suites, record.result, record.student.name)
        else:
            _ungraded(suites, record)
    return _written(suites)


def _suite(suites: Element, result: Result, submission: str, **more: object) -> None:
    marks = score(result)
    suite = SubElement(
        suites,
        "testsuite",
        name=legible_line(f"{result.lab}: {submission}"),
        tests=str(marks.checks),
        failures=str(marks.failed),
        errors=str(marks.broken),
        skipped=str(marks.skipped),
        time=f"{result.seconds:.3f}",
        timestamp=legible_line(result.started),
    )
    _properties(
        suite,
        points=marks.points,
        max_points=marks.max_points,
        tier=result.isolation.tier,
        **{f"version.{name}": version for name, version in result.versions.items()},
        **more,
    )
    for check in result.checks:
        _case(suite, result, check)
    if result.problems:
        SubElement(suite, "system-err").text = legible("\n".join(result.problems))


def _ungraded(suites: Element, record: Record) -> None:
    missing = record.status is Status.MISSING
    name = legible_line(f"{record.lab}: {record.student.name}")
    counts = {"tests": "1", "failures": "0", "errors": str(int(not missing)), "skipped": str(int(missing))}
    suite = SubElement(suites, "testsuite", {"name": name, **counts, "time": "0.000"})
    case = SubElement(suite, "testcase", classname=legible_line(record.lab), name="graded", time="0.000")
    said = record.reason or ("nothing was handed in" if missing else "it could not be graded")
    SubElement(case, "skipped" if missing else "error", message=legible(said), type=record.status.value)


def _written(suites: Element) -> str:
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _case(suite: Element, result: Result, check: CheckResult) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=legible_line(result.lab),
        name=legible_line(check.name),
        time=f"{check.seconds:.3f}",
    )
    _properties(
        case,
        title=check.title,
        points=check.points,
        max_points=check.max_points,
        public="true" if check.public else "false",
    )
    if tag := TAGS.get(check.verdict):
        found = SubElement(case, tag, message=legible(check.reason or ""), type=check.verdict.value)
        found.text = legible(detail(check)) or None
    if check.output and check.public:  # what a hidden check gave to print stays with the course
        SubElement(case, "system-out").text = legible(check.output)


def _properties(parent: Element, **values: object) -> None:
    properties = SubElement(parent, "properties")
    for name, value in values.items():
        SubElement(properties, "property", name=legible_line(name), value=legible_line(str(value)))
