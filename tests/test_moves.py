"""Who moves, by how much and because of what; nobody moves for nothing."""

import dataclasses
import math
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.model import CheckResult, Isolation, Result, Verdict
from graders.moves import Cause, Move, moves
from graders.policy import Policy, mark, read
from graders.policy.rules import Amount, Correction, Excuse, Late, Ruling
from graders.register import HandIn, Record, Status, Student

ADA, BOB = Student("17", "Ada Lovelace"), Student("bob", "bob")
WORTH = {"values": 2.0, "gradients": 3.0, "learns": 5.0}
NOTHING = Policy()


def result(verdicts: dict[str, str], worth: dict[str, float] = WORTH) -> Result:
    checks = tuple(
        CheckResult(name, name, verdict, points if verdict is Verdict.PASSED else 0.0, points)
        for name, points in worth.items()
        for verdict in [Verdict(verdicts.get(name, "passed"))]
    )
    return Result("softmax", "Softmax", "ada", "seed", checks, Isolation(3, ()))


def record(
    policy: Policy = NOTHING,
    status: Status = Status.GRADED,
    late: bool = False,
    student: Student = ADA,
    worth: dict[str, float] = WORTH,
    **verdicts: str,
) -> Record:
    """A record of the lab softmax; checks that are not named are passed."""
    hand_in, of = HandIn(student, late=late), result(verdicts, worth) if status is Status.GRADED else None
    return Record(hand_in, "softmax", status, mark(policy, hand_in, "softmax", status, of, WORTH), None, of)


def told(before: Record, after: Record, old: Policy = NOTHING, new: Policy = NOTHING) -> str:
    (move,) = moves([before], [after], old, new)
    return str(move)


def test_nobody_moves_where_nothing_changed() -> None:
    class_ = [record(learns="failed"), record(student=BOB)]
    assert list(moves(class_, class_)) == []


def test_nobody_moves_where_verdicts_change_and_no_mark_does() -> None:
    assert list(moves([record(learns="failed")], [record(learns="skipped")])) == []


def test_a_check_that_is_judged_otherwise() -> None:
    (move,) = moves([record(gradients="failed")], [record(learns="skipped")])
    assert (move.student, move.lab, move.points) == (ADA, "softmax", -2.0)
    assert move.causes == (Cause("gradients failed → passed", 3.0), Cause("learns passed → skipped", -5.0))
    assert str(move) == (
        "Ada Lovelace (17), softmax: 7 → 5 of 10 (−2): gradients failed → passed +3; learns passed → skipped −5"
    )


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("[points]\nsoftmax.values = 4", "7 of 10 → 9 of 12 (+2): values is worth 4 instead of 2 +2"),
        ("[points]\nsoftmax.gradients = 4", "7 of 10 → 7 of 11: gradients is worth 4 instead of 3"),
        ('[[dropped]]\ncheck = "softmax.learns"\nreason = "r"', "7 of 10 → 2 of 5 (−5): learns no longer counts −5"),
        ('[[given]]\ncheck = "softmax.gradients"\nreason = "r"', "7 → 10 of 10 (+3): gradients is given +3"),
        ("[marks]\nrounding = 4", "7 → 8 of 10 (+1): rounding +1"),
        ('[late]\nper_day = "10 %"', "7 → 6 of 10 (−1): lateness costs more −1"),
        ("[late]\nflagged_days = 3\nper_day = 2", "7 → 1 of 10 (−6): 3 days late instead of 1 −6"),
        ("[late]\nflagged_days = 0", None),
        ('[[excused]]\nstudent = "17"\nreason = "ill"', "7 → excused: ill"),
        (
            '[[adjustment]]\nstudent = "17"\nlab = "softmax"\npoints = -1.5\nreason = "copied"',
            "7 → 5.5 of 10 (−1.5): adjusted (copied) −1.5",
        ),
        (
            '[marks]\nout_of = 100\n[[adjustment]]\nstudent = "17"\nlab = "softmax"\npoints_to = 99\nreason = "r"',
            "7 of 10 → 99 of 100 (+92): all checks count 10 times as much +63; adjusted (r) +29",
        ),
    ],
)
def test_what_a_policy_changes(policy: str, said: str | None) -> None:
    new = read(policy)
    before, after = record(late=True, gradients="failed"), record(new, late=True, gradients="failed")
    if said is None:
        assert list(moves([before], [after], NOTHING, new)) == []
    else:
        assert told(before, after, NOTHING, new).endswith(said)


def test_adjustments_that_change_are_told_by_their_reasons() -> None:
    def policy(*points: float) -> Policy:
        return Policy(corrections=tuple(Correction("17", "softmax", f"reason {i}", p) for i, p in enumerate(points)))

    old, new = policy(1, 2), policy(3)
    assert list(moves([record(old)], [record(new)], old, new)) == [], "nobody moves whose mark stays"
    old, new = policy(1, 2), policy(2)
    assert told(record(old), record(new), old, new).endswith(
        "13 → 12 of 10 (−1): adjusted (reason 0) +1; no longer adjusted (reason 1) −2"
    )


def test_lateness_and_excuses_that_are_taken_back() -> None:
    old = Policy(late=Late(per_day=Amount(1.0)), excuses=(Excuse("bob", "ill"),))
    new = Policy(late=Late(per_day=Amount(1.0), flagged_days=0))
    assert told(record(old, late=True), record(new, late=True)).endswith("9 → 10 of 10 (+1): no longer late +1")
    assert told(record(old, student=BOB), record(student=BOB)) == (
        "bob, softmax: excused → 10 of 10: no longer excused"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (record(status=Status.MISSING), record(), "no mark → 10 of 10: graded, was missing"),
        (record(), record(status=Status.UNREADABLE), "10 → no mark: unreadable, was graded"),
        (
            record(status=Status.UNGRADED),
            record(status=Status.MISSING),
            "no mark → no mark: missing, was not graded",
        ),
        (record(), record(learns="broken"), "10 of 10 → 5 of 5 (−5): learns passed → broken −5; needs a human"),
        (
            record(learns="broken"),
            record(learns="failed"),
            "5 of 5 → 5 of 10: learns broken → failed; no longer needs a human",
        ),
        (record(), record(worth={"values": 2.0, "more": 1.0}), None),
    ],
)
def test_what_a_regrade_changes(before: Record, after: Record, said: str | None) -> None:
    expected = said or (
        "10 of 10 → 3 of 3 (−7): gradients is no longer checked −3; learns is no longer checked −5; more is new +1"
    )
    assert told(before, after) == f"Ada Lovelace (17), softmax: {expected}"


def test_who_is_new_and_who_is_gone_comes_last() -> None:
    found = list(
        moves([record(), record(student=BOB)], [record(student=Student("new", "new")), record(learns="failed")])
    )
    assert [str(move) for move in found] == [
        "Ada Lovelace (17), softmax: 10 → 5 of 10 (−5): learns passed → failed −5",
        "new, softmax: nothing → 10 of 10: now graded",
        "bob, softmax: 10 of 10 → nothing: no longer in the gradebook",
    ]


def test_a_name_can_not_turn_the_line_around() -> None:
    student = Student("\u202e17", "Ada\n\x1b[2J")
    line = told(record(student=student), record(student=student, learns="failed"))
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def test_results_are_not_held() -> None:
    """A class's results would not fit into memory: while the streams have one order, one of each is enough."""
    alive = 0

    class Counted(Result):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def stream(policy: Policy) -> Iterator[Record]:
        nonlocal alive
        for number in range(50):
            made = record(policy, student=Student(str(number), "student"), learns="failed")
            assert made.result is not None
            alive += 1
            yield dataclasses.replace(made, result=Counted(**vars(made.result)))
            assert alive <= 4

    new = Policy(dropped=(Ruling("softmax", "learns", "r"),))
    assert len(list(moves(stream(NOTHING), stream(new), NOTHING, new))) == 50


VERDICTS = st.fixed_dictionaries({name: st.sampled_from([v.value for v in Verdict]) for name in WORTH})
POLICIES = st.builds(
    Policy,
    points=st.dictionaries(st.just("softmax"), st.dictionaries(st.sampled_from([*WORTH]), st.floats(0, 20))),
    out_of=st.dictionaries(st.just("softmax"), st.floats(1, 100)),
    rounding=st.none() | st.sampled_from([0.1, 0.5, 3]),
    late=st.builds(Late, per_day=st.builds(Amount, st.floats(0, 5)), flagged_days=st.integers(0, 3)),
    dropped=st.lists(st.builds(Ruling, st.just("softmax"), st.sampled_from([*WORTH]), st.just("r")), max_size=2).map(
        tuple
    ),
    corrections=st.lists(
        st.builds(Correction, st.just("17"), st.just("softmax"), st.sampled_from("ab"), st.floats(-9, 9)), max_size=2
    ).map(tuple),
)


@given(POLICIES, POLICIES, VERDICTS, VERDICTS, st.booleans())
def test_the_causes_add_up_to_the_difference(
    old: Policy, new: Policy, were: dict[str, str], are: dict[str, str], late: bool
) -> None:
    before, after = record(old, late=late, **were), record(new, late=late, **are)
    found: list[Move] = list(moves([before], [after], old, new))
    was, now = before.mark.points, after.mark.points
    if was is not None and now is not None and (found or not math.isclose(was, now, abs_tol=1e-5)):
        (move,) = found
        assert move.points == now - was
        assert math.isclose(math.fsum(cause.points for cause in move.causes), now - was, abs_tol=1e-4)
        assert re.fullmatch(r"Ada Lovelace \(17\), softmax: .+", str(move))
