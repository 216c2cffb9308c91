"""A policy: what a file may say, whom it means, and which marks come of it."""

import datetime
import math
import pickle
import re
import string
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graders.errors import UsageError
from graders.model import CheckResult, Isolation, Result, Verdict
from graders.policy import TEMPLATE, Policy, days_late, mark, read, resolved, shares, unknown
from graders.policy.rules import Amount, Correction, Excuse, Extension, Late, Ruling
from graders.register import Adjustment, Decision, HandIn, Mark, MoreTime, Status, Student
from graders.score import score

ADA = Student("17", "Ada Lovelace", {"email": "ada@example.org", "sid": "s-1843"})
WEI = Student("18", "李伟", {"email": "wei@example.org"})
OTHER_WEI = Student("19", "李伟", {"email": "wei2@example.org"})
ONE = datetime.timezone(datetime.timedelta(hours=1))
DEADLINE = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=ONE)
WORTH = {"values": 2.0, "gradients": 3.0, "learns": 5.0}


def result(**verdicts: str) -> Result:
    """A result of the lab softmax; what is not named is passed."""
    checks = tuple(
        CheckResult(name, f"{name} are right.", verdict, worth if verdict is Verdict.PASSED else 0.0, worth)
        for name, worth in WORTH.items()
        for verdict in [Verdict(verdicts.get(name, "passed"))]
    )
    return Result("softmax", "Softmax", "ada", "seed", checks, Isolation(3, ()))


def marked(policy: str | Policy, of: Result | None = None, status: Status = Status.GRADED, **hand_in: Any) -> Mark:
    """Ada's mark."""
    rules = resolved(read(policy) if isinstance(policy, str) else policy, [ADA, WEI])
    return mark(rules, HandIn(ADA, **hand_in), "softmax", status, of, WORTH)


def after(**late: float) -> datetime.datetime:
    return DEADLINE + datetime.timedelta(**late)


# The file


def test_the_template_changes_nothing() -> None:
    assert read(TEMPLATE) == Policy()


def test_the_template_is_a_valid_policy_once_everything_in_it_is_in_force() -> None:
    policy = read(re.sub(r"(?m)^#(?=\S)", "", TEMPLATE))
    defaults = Policy()
    unset = [name for name in Policy.__dataclass_fields__ if getattr(policy, name) == getattr(defaults, name)]
    unset.remove("answers")  # they stand in a table of their own
    assert unset == [], "the template shows every key"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[marks]\nrouding = 1", "policy.toml: [marks] has “rouding”, which is not known; did you mean rounding?"),
        ("[lates]", "has “lates”, which is not known; did you mean late?"),
        ("[marks]\nrounding = 0", "[marks] rounding is 0, where a step such as 0.5, above 0 is expected"),
        ("[marks]\nrounding = nan", "rounding is nan"),
        ("[marks]\nmissing = 0", '[marks] missing is 0, where "none" or "zero" is expected'),
        ("[marks]\nmissing = []", "missing is a list"),
        ("marks = 3", "policy.toml: marks is 3, where a table is expected"),
        ("[points]\nsoftmax = 3", "[points] softmax is 3, where a table is expected"),
        ("[points]\nsoftmax.learns = true", "[points] softmax learns is true, where a number of points is expected"),
        ("[points]\nsoftmax.learns = -1", "learns is -1"),
        ("[points]\nsoftmax.learns = inf", "learns is inf"),
        ("[late]\ndeadline = 2026-03-01T23:59:00", "without an offset, where a date and a time with its offset"),
        ("[late]\ndeadline = 2026-03-01", "deadline is 2026-03-01, where a date and a time with its offset"),
        ('[late]\nper_day = "10"', '[late] per_day is “10”, where points, or a share such as "10 %", is expected'),
        ('[late]\nper_day = "101 %"', "per_day is “101 %”"),
        ("[late]\ncloses_after_days = 1.5", "closes_after_days is 1.5, where a whole number of days is expected"),
        ('[[excused]]\nreason = "ill"', "[[excused]] number 1 has no student; give the key, e-mail address"),
        ('[[excused]]\nstudent = "17"', "[[excused]] number 1 has no reason; give a reason, in quotes"),
        ('[[excused]]\nstudent = "17"\nreason = " "', "reason is “ ”, where a reason, in quotes is expected"),
        ('[[excused]]\nstudent = 17\nreason = "ill"', "student is 17, where the key"),
        ('[excused]\nstudent = "17"\nreason = "ill"', "excused is a table, where one [[excused]] after another"),
        (
            '[[dropped]]\ncheck = "learns"\nreason = "r"',
            "[[dropped]] number 1 check is “learns”, where a lab and a check",
        ),
        (
            '[[adjustment]]\nstudent = "17"\nlab = "softmax"\nreason = "r"',
            "[[adjustment]] number 1 has to have one of points (to add or take) and points_to (the mark itself)",
        ),
        ('[[adjustment]]\nstudent = "17"\nreason = "r"\npoints = 1', "number 1 has no lab"),
        ('[[adjustment]]\nstudent = "17"\nlab = "a"\npoints = 1', "number 1 has no reason"),
        (
            '[[dropped]]\ncheck = "a.b"\nreason = "r"\n[[given]]\ncheck = "a.b"\nreason = "r"',
            "a.b is both dropped and given",
        ),
        ("[marks\nrounding = 1", "line 1"),
        ("[late]\n\nper_day = ten", "line 3"),
        ("a." * 5000 + "a = 1", "policy.toml"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_in_one_sentence_with_its_place(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)) as refused:
        read(text)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("policy.toml")


VALUES = st.recursive(
    st.sampled_from(["1", "-1", "0.5", '"10 %"', '"a.b"', "true", "nan", "9" * 400, "2026-03-01T00:00:00Z", '"zero"'])
    | st.text(string.ascii_letters + '"%', max_size=5),
    lambda inner: (
        st.builds("[{}, {}]".format, inner, inner) | st.builds("{{ lab = {}, student = {} }}".format, inner, inner)
    ),
    max_leaves=3,
)
WORDS = st.sampled_from([*re.findall(r"(?m)^#\[*([a-z_.]+)", TEMPLATE), "x"])
LINES = st.one_of(
    st.builds("{} = {}".format, WORDS, VALUES),
    st.builds("[{}]".format, WORDS),
    st.builds("[[{}]]".format, WORDS),
    st.text(max_size=10),
)


@given(st.lists(LINES, max_size=8).map("\n".join))
@example("a=" + "[" * 5000)
@example("[late]\ndeadline = 9999-12-31T23:59:59-14:00\ngrace_minutes = 10000")
def test_any_text_is_a_policy_or_one_sentence(text: str) -> None:
    try:
        policy = read(text)
    except UsageError as error:
        said = str(error)
    else:
        mark(policy, HandIn(ADA, submitted=after()), "lab", Status.GRADED, result(), WORTH)
        said = "a policy"
    assert len(said.splitlines()) == 1


# Whom it means


@pytest.mark.parametrize("name", ["17", "Ada Lovelace", "ada  LOVELACE", "ADA@example.org", "s-1843"])
def test_a_student_is_named_by_whatever_is_theirs_alone(name: str) -> None:
    policy = Policy(excuses=(Excuse(name, "ill"),))
    assert resolved(policy, [WEI, ADA]).excuses == (Excuse("17", "ill"),)
    assert unknown(policy, [WEI, ADA], {}) == []


def test_an_accent_may_be_spelt_in_either_way() -> None:
    zoe = Student("3", "Zoë")
    assert resolved(Policy(excuses=(Excuse("Zoe\u0308", "ill"),)), [zoe]).excuses == (Excuse("3", "ill"),)


def test_a_name_that_two_students_have_is_refused_and_their_keys_are_told() -> None:
    policy = Policy(excuses=(Excuse("李伟", "ill"),))
    with pytest.raises(UsageError, match="“李伟”, and that may be any of “18”, “19”"):
        resolved(policy, [ADA, WEI, OTHER_WEI])


def test_a_key_wins_over_a_number_of_somebody_else() -> None:
    odd = Student("20", "Odd", {"sid": "18"})
    assert resolved(Policy(excuses=(Excuse("18", "ill"),)), [odd, WEI]).excuses == (Excuse("18", "ill"),)


def test_what_belongs_to_nobody_is_told() -> None:
    group = Student("5", "Team 5", members=("Grace Hopper",))
    policy = Policy(
        points={"softmax": {"gradient": 1.0}, "lstm": {"x": 1.0}},
        excuses=(Excuse("Bob", "ill"), Excuse("grace hopper", "ill"), Excuse("Team 5", "ill")),
        dropped=(Ruling("softmax", "learns", "r"), Ruling("softmax", "lerns", "r")),
    )
    assert unknown(policy, [ADA, group], {"softmax": WORTH}) == [
        "The policy names “Bob”, who is nobody in this class.",
        "The policy names “grace hopper”, who is in the group “Team 5”: a group has one mark; name the group.",
        "The policy names the lab “lstm”, of which nobody in this class has handed in anything.",
        "The policy names “softmax.gradient”, but the lab softmax has no such check.",
        "The policy names “softmax.lerns”, but the lab softmax has no such check.",
    ]


# The mark


def test_without_a_policy_the_mark_is_the_sum_of_the_checks() -> None:
    assert marked("", result(learns="failed")) == Mark(5.0, 10.0, 5.0)


def test_a_broken_check_costs_nothing_and_needs_a_human() -> None:
    assert marked("", result(learns="broken")) == Mark(5.0, 5.0, 5.0, provisional=True)


def test_other_points_for_a_check() -> None:
    policy = "[points]\nsoftmax.gradients = 6\nlstm.values = 100"
    assert marked(policy, result(learns="failed")) == Mark(8.0, 13.0, 8.0)


def test_full_marks_are_scaled_and_marks_rounded_with_halves_up() -> None:
    assert marked("[marks]\nout_of = 100", result(values="failed")) == Mark(80.0, 100.0, 80.0)
    assert marked("[marks]\nout_of = { lstm = 100 }", result(values="failed")) == Mark(8.0, 10.0, 8.0)
    policy = "[marks]\nout_of.softmax = 1\nrounding = 0.1\n[points]\nsoftmax = {values = 1.5, gradients = 3.5}"
    assert marked(policy, result(values="failed")).points == 0.9  # 0.85
    assert marked("[marks]\nrounding = 4", result(learns="failed")).points == 4.0
    assert marked("[marks]\nrounding = 7", result()).points == 7.0


def test_rounding_gives_nobody_more_than_there_is() -> None:
    assert marked("[marks]\nrounding = 20", result()).points == 10.0


def test_a_broken_check_takes_its_part_of_what_the_lab_is_out_of() -> None:
    assert marked("[marks]\nout_of = 100", result(learns="broken")) == Mark(50.0, 50.0, 50.0, provisional=True)


def test_a_dropped_check_leaves_sum_and_maximum() -> None:
    policy = '[[dropped]]\ncheck = "softmax.learns"\nreason = "wrong handout"'
    dropped = (Decision("learns", "wrong handout"),)
    for verdict in ("failed", "passed", "broken"):
        assert marked(policy, result(learns=verdict)) == Mark(5.0, 5.0, 5.0, dropped=dropped)
    scaled = marked("[marks]\nout_of = 100\n" + policy, result(values="failed"))
    assert scaled == Mark(60.0, 100.0, 60.0, dropped=dropped)


def test_a_given_check_is_passed_by_whoever_handed_in() -> None:
    policy = '[[given]]\ncheck = "softmax.learns"\nreason = "wrong handout"'
    for verdict in ("failed", "skipped", "broken", "passed"):
        given_to_all = (Decision("learns", "wrong handout"),)
        assert marked(policy, result(learns=verdict)) == Mark(10.0, 10.0, 10.0, given=given_to_all)
    assert marked(policy, None, Status.MISSING).points is None
    assert marked('[marks]\nmissing = "zero"\n' + policy, None, Status.MISSING).points == 0.0


def test_there_is_no_mark_where_no_check_counts() -> None:
    """A zero would be somebody's zero."""
    policy = Policy(dropped=tuple(Ruling("softmax", check, "r") for check in WORTH), out_of={"softmax": 100.0})
    assert marked(policy, result()) == Mark(None, 0.0, 0.0, dropped=tuple(Decision(check, "r") for check in WORTH))
    assert marked("", result(**dict.fromkeys(WORTH, "broken"))) == Mark(None, 0.0, 0.0, provisional=True)


@pytest.mark.parametrize(("text", "points"), [("", None), ('[marks]\nmissing = "zero"', 0.0)])
def test_missing_work_has_no_mark_or_zero(text: str, points: float | None) -> None:
    assert marked(text, None, Status.MISSING) == Mark(points, 10.0)


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.UNGRADED])
def test_what_can_not_be_graded_is_never_zero(status: Status) -> None:
    assert marked('[marks]\nmissing = "zero"', None, status) == Mark(None, 10.0)


def test_an_excused_student_has_no_mark_for_one_lab_or_for_all() -> None:
    for lab in ("", 'lab = "softmax"'):
        policy = f'[[excused]]\nstudent = "17"\nreason = "ill"\n{lab}'
        assert marked(policy, result()) == Mark(None, 10.0, 10.0, excused="ill")
        assert marked('[marks]\nmissing = "zero"\n' + policy, None, Status.MISSING) == Mark(None, 10.0, excused="ill")
    assert marked('[[excused]]\nstudent = "17"\nreason = "ill"\nlab = "lstm"', result()) == Mark(10.0, 10.0, 10.0)
    assert marked('[[excused]]\nstudent = "18"\nreason = "ill"', result()) == Mark(10.0, 10.0, 10.0)


# Lateness

LATE = Late(deadlines={"": DEADLINE}, grace=datetime.timedelta(minutes=10), per_day=Amount(0.1, is_share=True))


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        (after(), 0),
        (after(minutes=10), 0),
        (after(minutes=10, microseconds=1), 1),
        (after(days=1, minutes=10), 1),
        (after(days=1, minutes=11), 2),
        (after(days=-400), 0),
        (after(minutes=9).astimezone(datetime.timezone.utc), 0),
        (datetime.datetime(2026, 3, 2, 0, 10), 1),  # without an offset: that of the deadline
        (datetime.datetime.max.replace(tzinfo=ONE), 2912383),
        (datetime.datetime.min, 0),
    ],
)
def test_each_day_begun_counts(submitted: datetime.datetime, days: int) -> None:
    assert days_late(Policy(late=LATE), HandIn(ADA, submitted=submitted), "softmax") == days


def test_a_lab_has_a_deadline_of_its_own_or_none() -> None:
    text = "[late]\ndeadline.softmax = 2026-03-01T23:59:00+01:00"
    hand_in = HandIn(ADA, submitted=after(days=2))
    assert [days_late(read(text), hand_in, lab) for lab in ("softmax", "lstm")] == [2, 0]


def test_an_extension_moves_the_deadline_of_one_student() -> None:
    policy = Policy(late=LATE, extensions=(Extension("17", 2, "ill"), Extension("17", 9, "ill", lab="lstm")))
    assert days_late(policy, HandIn(ADA, submitted=after(days=3)), "softmax") == 1
    assert days_late(policy, HandIn(WEI, submitted=after(days=3)), "softmax") == 3
    assert days_late(policy, HandIn(ADA, submitted=after(days=12)), "lstm") == 1


def test_the_platforms_word_counts_where_it_gives_no_time() -> None:
    assert days_late(Policy(), HandIn(ADA, late=True), "softmax") == 1
    assert days_late(Policy(late=Late(flagged_days=3)), HandIn(ADA, late=True), "softmax") == 3
    assert days_late(Policy(extensions=(Extension("17", 2, "ill"),)), HandIn(ADA, late=True), "softmax") == 0
    assert days_late(Policy(late=LATE), HandIn(ADA, late=True, submitted=after()), "softmax") == 0
    assert days_late(Policy(), HandIn(ADA, late=False), "softmax") == 0


@pytest.mark.parametrize(
    ("said", "days", "penalty"),
    [
        ('per_day = "10 %"', 2, 2.0),  # of the maximum, 10 points
        ('per_day = "10 %"\nshare_of = "earned"', 2, 1.6),
        ("per_day = 1.5", 2, 3.0),
        ('per_day = "10 %"\nat_most = "30 %"', 9, 3.0),
        ('per_day = "10 %"\nat_most = 2.5', 9, 2.5),
        ('per_day = "10 %"', 99, 8.0),  # never more than there is
        ("closes_after_days = 2", 2, 0.0),
        ("closes_after_days = 2", 3, 8.0),
        ("", 3, 0.0),
    ],
)
def test_what_lateness_costs(said: str, days: int, penalty: float) -> None:
    late = marked(
        f"[late]\ndeadline = 2026-03-01T23:59:00+01:00\n{said}", result(values="failed"), submitted=after(days=days)
    )
    assert late == Mark(8.0 - penalty, 10.0, 8.0, days, penalty)


# What a person changes


def adjusted(*corrections: Correction, **more: Any) -> Policy:
    return Policy(corrections=corrections, **more)


def by(points: float | None = None, to: float | None = None, lab: str = "softmax", reason: str = "r") -> Correction:
    return Correction("17", lab, reason, points, to)


def test_points_are_added_after_lateness_and_rounding_and_may_exceed_the_maximum() -> None:
    policy = adjusted(by(2.25, reason="explained it"), late=LATE, rounding=0.5)
    late = marked(policy, result(), submitted=after(days=1))
    assert late == Mark(11.25, 10.0, 10.0, 1, 1.0, (Adjustment(2.25, "explained it"),))


def test_no_mark_goes_below_zero() -> None:
    assert marked(adjusted(by(-12)), result()) == Mark(0.0, 10.0, 10.0, adjustments=(Adjustment(-10.0, "r"),))


def test_a_mark_tells_what_rounding_made_of_it_and_why_more_time_was_given() -> None:
    policy = adjusted(by(1.25), late=LATE, rounding=0.5, points={"softmax": {"values": 2.2}})
    extended = replace(
        policy, extensions=(Extension("17", 1, "ill"), Extension("18", 9, "r"), Extension("17", 9, "r", "a"))
    )
    made = marked(extended, result(), submitted=after(days=2))
    assert (made.earned, made.penalty, made.rounding, made.points) == (10.2, 1.02, -0.18, 10.25)
    assert made.extensions == (MoreTime(1, "ill"),)
    excuse = replace(extended, excuses=(Excuse("17", "ill"),))
    assert marked(excuse, result(), submitted=after(days=2)).rounding == 0, "nothing is rounded where there is no mark"


def test_a_mark_names_decisions_about_the_checks_of_the_work_alone() -> None:
    rulings = (Ruling("softmax", "learns", "r"), Ruling("softmax", "gone", "r"), Ruling("lstm", "values", "r"))
    made = marked(Policy(dropped=rulings), result())
    assert made.dropped == (Decision("learns", "r"),)
    assert pickle.loads(pickle.dumps(made)) == made


def test_adjustments_count_one_after_another() -> None:
    both = (Adjustment(-5.0, "r"), Adjustment(1.0, "r"))
    assert marked(adjusted(by(to=5.0), by(1.0)), result()) == Mark(6.0, 10.0, 10.0, adjustments=both)


def test_a_mark_that_a_person_sets_is_final() -> None:
    broken = marked(adjusted(by(to=9.0)), result(learns="broken"))
    assert broken == Mark(9.0, 5.0, 5.0, adjustments=(Adjustment(4.0, "r"),))
    for status in (Status.MISSING, Status.UNREADABLE, Status.UNGRADED):
        assert marked(adjusted(by(to=7.0)), None, status) == Mark(7.0, 10.0, adjustments=(Adjustment(7.0, "r"),))


def test_points_wait_for_a_mark_to_be_added_to() -> None:
    assert marked(adjusted(by(2.0)), None, Status.UNREADABLE) == Mark(None, 10.0, adjustments=(Adjustment(2.0, "r"),))


def test_an_adjustment_is_for_one_lab_and_one_student() -> None:
    assert marked(adjusted(by(2.0, lab="lstm"), Correction("18", "softmax", "r", 3.0)), result()) == Mark(10, 10, 10)


# What always holds

CHECKS = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.sampled_from(Verdict), st.floats(0, 100)), min_size=1
).map(
    lambda made: tuple(
        CheckResult(name, name, verdict, worth if verdict is Verdict.PASSED else 0.0, worth)
        for name, (verdict, worth) in made.items()
    )
)
RESULTS = CHECKS.map(lambda checks: Result("softmax", "Softmax", "ada", "seed", checks, Isolation(3, ())))
NAMES = st.sampled_from("abcdef")
RULINGS = st.lists(st.builds(Ruling, st.just("softmax"), NAMES, st.just("r")), max_size=3).map(tuple)
AMOUNTS = st.builds(Amount, st.floats(0, 1), st.just(True)) | st.builds(Amount, st.floats(0, 50))
POLICIES = st.builds(
    Policy,
    points=st.dictionaries(st.just("softmax"), st.dictionaries(NAMES, st.floats(0, 100))),
    out_of=st.dictionaries(st.sampled_from(["", "softmax"]), st.floats(1e-6, 1e6)),
    rounding=st.none() | st.floats(1e-3, 1e3),
    late=st.builds(
        Late,
        deadlines=st.just({"": DEADLINE}),
        per_day=AMOUNTS,
        at_most=st.none() | AMOUNTS,
        of_earned=st.booleans(),
        closes_after=st.none() | st.integers(0, 3),
    ),
    dropped=RULINGS,
    given=RULINGS,
)


@given(POLICIES, RESULTS, st.floats(-100, 100))
def test_a_mark_lies_between_zero_and_the_maximum(policy: Policy, of: Result, days: float) -> None:
    made = marked(policy, of, submitted=after(days=days))
    assert 0 <= made.earned <= made.max_points
    assert 0 <= made.penalty <= made.earned
    if made.points is None:
        assert made.max_points == 0
    else:
        assert 0 <= made.points <= made.max_points
        assert policy.rounding is not None or made.rounding == 0
        assert math.isclose(made.points, made.earned - made.penalty + made.rounding, abs_tol=1e-6)


@given(RESULTS)
def test_without_a_policy_a_mark_is_the_score(of: Result) -> None:
    made, total = marked("", of), score(of)
    assert math.isclose(made.earned, total.points, abs_tol=1e-6)
    assert math.isclose(made.max_points, total.max_points, abs_tol=1e-6)
    assert made.provisional is not total.complete


@given(POLICIES, RESULTS, NAMES)
def test_dropping_a_check_leaves_the_others_in_proportion(policy: Policy, of: Result, name: str) -> None:
    without = Policy(points=policy.points, out_of=policy.out_of, dropped=(*policy.dropped, Ruling("softmax", name, "")))
    undivided = Policy(points=policy.points, dropped=policy.dropped)
    before = {share.check: share for share in shares(undivided, "ada", "softmax", of)}
    left = shares(without, "ada", "softmax", of)
    assert {share.check for share in left} == before.keys() - {name}
    whole, scaled = (math.fsum(before[share.check].max_points for share in left), math.fsum(s.max_points for s in left))
    for share in left:
        assert math.isclose(
            share.max_points * whole, before[share.check].max_points * scaled, rel_tol=1e-6, abs_tol=1e-6
        )


@given(
    POLICIES, RESULTS, st.lists(st.builds(by, st.floats(-100, 100)) | st.builds(by, to=st.floats(0, 100)), max_size=3)
)
def test_the_parts_of_a_mark_add_up(policy: Policy, of: Result, corrections: list[Correction]) -> None:
    plain = marked(policy, of)
    made = marked(Policy(**{**vars(policy), "corrections": tuple(corrections)}), of)
    if made.points is not None:
        assert made.points >= 0
        added = math.fsum(adjustment.points for adjustment in made.adjustments)
        if plain.points is not None or corrections[0].points_to is not None:
            assert math.isclose(made.points, (plain.points or 0.0) + added, abs_tol=1e-6)


# The page about it

PAGE = (Path(__file__).parent.parent / "docs" / "policy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_the_examples_of_the_page_are_policies(text: str) -> None:
    assert read(text) != Policy()


def test_the_page_names_every_key() -> None:
    settings = re.findall(r"(?m)^#(\w+) =", TEMPLATE)
    tables = re.findall(r"(?m)^#(\[+\w+\]+)", TEMPLATE)
    assert [name for name in (*settings, *tables) if name not in PAGE] == []
