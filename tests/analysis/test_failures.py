"""Each failure is told once, with those that one comment serves; a cause counts a student once."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from graders.analysis.causes import spreads
from graders.analysis.failures import Bond, groups
from graders.analysis.items import items
from graders.analysis.row import LONGEST
from graders.analysis.row import finding as of_check
from graders.analysis.survey import Census
from graders.model import CheckResult, Verdict
from graders.register import HandIn, Mark, Record, Status, Student
from tests.analysis.classes import finding, keys, survey
from tests.reports import classes
from tests.reports.results import perfect

failures = st.builds(
    finding,
    st.just("loss"),
    st.sampled_from(Verdict),
    said=st.sampled_from(["It is off.", "It raised ValueError."]),
    sketch=st.sampled_from([(), (1.0, 5.0), (1.0, 9.0)]),
    mistakes=st.sampled_from([(), ("sum",), ("sum", "sign")]),
)


@given(st.lists(failures))
def test_each_failure_is_in_one_group(found):
    everybody = survey({f"s{i}": [each] for i, each in enumerate(found)})
    told = [key for group in groups(everybody, "loss") for key in keys(group.rows)]
    assert sorted(told) == sorted(f"s{i}" for i, each in enumerate(found) if each.verdict is Verdict.FAILED)


def test_what_explains_comes_before_values_and_values_before_words():
    same = (1.0, 5.0, 2.0)
    found = groups(
        survey(
            {
                "a": [finding("loss", said="off by 7.01", sketch=same)],
                "b": [finding("loss", said="off by 7.02", sketch=same)],
                "c": [finding("loss", said="off by 3.0", sketch=same, mistakes=("sum",))],
                "d": [finding("loss", said="off by 4.0", mistakes=("sum",))],
                "e": [finding("loss", said="off by 5.0", mistakes=("sum",))],
                "f": [finding("loss", said="It raised ValueError.")],
                "g": [finding("loss", said="It raised ValueError.")],
                "h": [finding("loss", said="off by 1.0", sketch=(1.0, 8.0, 2.0))],
            }
        ),
        "loss",
    )
    assert [(group.bond, keys(group.rows)) for group in found] == [
        (Bond.CAUSE, ["c", "d", "e"]),
        (Bond.VALUES, ["a", "b"]),
        (Bond.SENTENCE, ["f", "g"]),
        (Bond.SENTENCE, ["h"]),
    ]


def test_a_cause_counts_a_student_once_in_however_many_checks():
    found = spreads(
        survey(
            {
                "ada": [finding("loss", mistakes=("sum",)), finding("slope", mistakes=("sum",))],
                "emmy": [finding("loss", mistakes=("sign",)), finding("slope", mistakes=("sum",))],
            }
        )
    )
    assert [(each.cause.names, keys(each.rows), each.checks) for each in found] == [
        (("sum",), ["ada", "emmy"], ("loss", "slope")),
        (("sign",), ["emmy"], ("loss",)),
    ]


def test_of_what_a_student_says_at_length_the_beginning_is_kept():
    check = CheckResult("loss", "The loss is right.", Verdict.FAILED, 0.0, 1.0, reason="x" * 10_000_000)
    kept = of_check(check).said
    assert kept.startswith("xxx")
    assert len(kept) <= LONGEST + 2


def test_labs_and_students_are_in_order_and_apart():
    records = [*classes.records(30, lab="softmax"), *classes.records(30, lab="lenet")]
    census = Census()
    for record in reversed(records):
        census.add(record)
    found = census.surveys()
    assert [each.lab for each in found] == ["lenet", "softmax"]
    for each in found:
        names = [(row.student.name.casefold(), row.student.key) for row in each.rows]
        assert names == sorted(names)
        assert len(names) == 30


def test_what_many_have_in_common_is_held_once_and_their_times_are_their_own():
    census = Census()
    for number in (1, 3):
        check = CheckResult("loss", "The loss is right.", Verdict.PASSED, 1.0, 1.0, seconds=float(number))
        result = dataclasses.replace(perfect(), checks=(check,))
        census.add(
            Record(HandIn(Student(f"s{number}", "Ada")), "softmax", Status.GRADED, Mark(1.0, 1.0), result=result)
        )
    (survey,) = census.surveys()
    one, other = survey.rows
    assert one.findings[0] is other.findings[0]
    assert [seconds for _, seconds in survey.times("loss")] == [1.0, 3.0]
    assert (items(survey)[0].seconds, items(survey)[0].slowest) == (2.0, 3.0)
