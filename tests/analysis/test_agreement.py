"""Wrong values that are the same are told together, however they come; those that differ are not."""

import random

from hypothesis import given
from hypothesis import strategies as st

from graders.analysis.agreement import FEW, agreements, alike, shared
from tests.analysis.classes import finding, keys, survey

numbers = st.floats(-1e6, 1e6, allow_nan=False)
sketches = st.lists(st.tuples(st.sampled_from([1.0, 2.0]), st.floats(0, 1e6), numbers, numbers) | st.just(()))


@given(sketches, st.randoms())
def test_everybody_is_in_one_group_whatever_the_order(found, chance):
    groups = alike(found)
    assert sorted(place for group in groups for place in group) == list(range(len(found)))
    order = list(range(len(found)))
    chance.shuffle(order)
    again = alike([found[place] for place in order])
    assert sorted(sorted(order[place] for place in group) for group in again) == sorted(map(sorted, groups))


@given(st.floats(1e-3, 1e3), numbers, st.floats(-1, 1), st.floats(-1, 1))
def test_rounding_parts_nobody(length, share, one, other):
    """The values that lie on either side of an edge where they would be rounded differently are still the same."""
    value = length * share / 1e6
    found = [(7.0, length * (1 + 3e-7 * nudge), value + 3e-7 * length * nudge) for nudge in (one, other)]
    assert alike(found) == [[0, 1]]


@given(st.floats(1e-3, 1e3), st.integers(1, 3))
def test_values_that_differ_are_apart(length, place):
    sketch = [7.0, length, 0.1 * length, 0.2 * length]
    other = [number + (1e-4 * length if index == place else 0) for index, number in enumerate(sketch)]
    assert alike([tuple(sketch), tuple(other)]) == [[0], [1]]


def test_another_form_is_another_answer():
    assert alike([(1.0, 5.0, 2.0), (2.0, 5.0, 2.0), (1.0, 5.0)]) == [[0], [1], [2]]


def test_what_is_no_number_is_like_nothing():
    assert alike([(1.0, float("nan")), (1.0, float("nan")), (1.0, float("inf"))]) == [[0], [1], [2]]


def test_an_agreement_has_what_explains_it_and_the_largest_is_first():
    same, other = (1.0, 5.0, 2.0), (1.0, 9.0, 4.0)
    found = agreements(
        survey(
            {
                "ada": [finding("loss", sketch=same, mistakes=("sum",)), finding("slope", sketch=other)],
                "emmy": [finding("loss", sketch=same, mistakes=("sum",)), finding("slope", sketch=other)],
                "kurt": [finding("loss", sketch=same)],
                "alan": [finding("loss", sketch=other)],
            }
        )
    )
    assert [(each.check, keys(each.rows)) for each in found] == [
        ("loss", ["ada", "emmy", "kurt"]),
        ("slope", ["ada", "emmy"]),
    ]
    assert found[0].cause is not None
    assert found[0].cause.names == ("sum",)
    assert [each.unusual for each in found] == [False, True]


def class_with(circle: list[str], checks: list[str], *, mistakes: tuple[str, ...] = (), length: float = 5.0):
    """Three checks; those of the circle have the same wrong values in some of them, the others each their own."""
    chance = random.Random(0)
    rows = {}
    for key in dict.fromkeys([*circle, "x", "y", "z"]):
        rows[key] = [
            finding(check, sketch=(1.0, length, 0.2 * length), mistakes=mistakes)
            if key in circle and check in checks
            else finding(check, sketch=(1.0, chance.uniform(10, 20), 3.0))
            for check in ("loss", "slope", "train")
        ]
    return shared(agreements(survey(rows)))


def test_unusual_values_shared_in_two_checks_are_told():
    (found,) = class_with(["ada", "emmy", "kurt"], ["loss", "train"])
    assert (keys(found.rows), set(found.checks)) == (["ada", "emmy", "kurt"], {"loss", "train"})


def test_what_can_be_chance_is_not_told():
    assert not class_with(["ada", "emmy"], ["loss"])  # in one check only
    assert not class_with(["ada", "emmy"], ["loss", "train"], mistakes=("sum",))  # a mistake that many make
    assert not class_with([f"s{i}" for i in range(FEW + 1)], ["loss", "train"])  # not few
    assert not class_with(["ada", "emmy"], ["loss", "train"], length=0.0)  # nothing but zeros: not written yet
