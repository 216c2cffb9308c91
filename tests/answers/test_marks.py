"""What written answers do to a mark."""

import dataclasses

import pytest

from graders.model import Answer, CheckResult, Figure, Isolation, Result, Verdict
from graders.moves import moves
from graders.policy import Policy, mark
from graders.policy.rules import Correction, Ruling
from graders.register import AnswerMark, HandIn, Record, Status, Student
from graders.reports import html, wording
from graders.reports.facts import reckoning, weighed
from graders.score import score

ADA = HandIn(Student("ada", "Ada"))
RESULT = Result(
    "toy",
    "A toy",
    "ada",
    "seed",
    (CheckResult("values", "The values are right.", Verdict.PASSED, 6.0, 6.0),),
    Isolation(3, ()),
    answers=(
        Answer("curves", "Curves", 4.0, "Plot.", True, "They fall."),
        Answer("momentum", "Momentum", 2.0, "On or off?"),
        Answer("anything", "Anything else", 0.0, "Say it.", True, "No."),
    ),
)


def marks(*given: AnswerMark, **policy: object) -> Policy:
    return Policy(answers={("ada", "toy"): given}, **policy)


def made(policy: Policy):
    return mark(policy, ADA, "toy", Status.GRADED, RESULT)


def test_an_answer_that_nobody_has_marked_leaves_the_mark_open():
    open_ = made(Policy())
    assert (open_.points, open_.max_points, open_.provisional, open_.to_mark) == (6.0, 8.0, True, 1)
    assert wording.provisional(score(RESULT), open_) == "1 written answer is still to be marked."


def test_what_is_not_answered_has_no_points_unless_a_person_gives_some():
    done = made(marks(AnswerMark("curves", 3.0)))
    assert (done.points, done.max_points, done.provisional) == (9.0, 12.0, False)
    assert made(marks(AnswerMark("curves", 3.0), AnswerMark("momentum", 1.5))).points == 10.5


def test_a_mark_is_for_the_answer_that_was_marked():
    now = RESULT.answers[0].version
    assert made(marks(AnswerMark("curves", 3.0, "", now))).points == 9.0
    before = made(marks(AnswerMark("curves", 3.0, "good", "v0")))
    assert (before.points, before.to_mark, before.answers[0].comment) == (6.0, 1, "")
    figures = (Figure("image/png", "AAAA"),)
    assert dataclasses.replace(RESULT.answers[0], figures=figures).version != now


def test_the_policy_weighs_answers_as_it_weighs_checks():
    given = AnswerMark("curves", 2.0)
    assert made(marks(given, out_of={"toy": 24.0})).points == 16.0
    worth = made(marks(given, points={"toy": {"curves": 10.0, "momentum": 0.0}}))
    assert (worth.points, worth.max_points) == (11.0, 16.0)
    dropped = made(Policy(dropped=(Ruling("toy", "curves", "unclear"), Ruling("toy", "momentum", "unclear"))))
    assert (dropped.points, dropped.max_points, dropped.provisional) == (6.0, 6.0, False)
    assert made(Policy(given=(Ruling("toy", "curves", "unclear"),))).points == 10.0
    assert not made(Policy(corrections=(Correction("ada", "toy", "talked", points_to=7.0),))).provisional


@pytest.mark.parametrize(
    "policy",
    [Policy(), marks(AnswerMark("curves", 3.0, "good")), Policy(given=(Ruling("toy", "curves", "unclear"),))],
)
def test_the_points_beside_the_answers_are_those_that_count(policy):
    assert not weighed(RESULT, made(policy))
    assert reckoning(made(policy))[0].label == "Checks and answers"


def test_a_student_reads_the_comment_and_the_points():
    policy = marks(AnswerMark("curves", 3.0, "Why at <b>epoch 3</b>?"), AnswerMark("anything", None, "Thanks."))
    page = html.render(RESULT, made(policy))
    assert "Why at &lt;b&gt;epoch 3&lt;/b&gt;?" in page
    assert "Thanks." in page
    assert "<strong>3</strong>" in page
    assert 'class="to-mark"' not in page
    assert 'class="to-mark"' in html.render(RESULT, made(Policy()))


def test_who_moves_is_told_with_the_question():
    def record(policy: Policy) -> Record:
        return Record(ADA, "toy", Status.GRADED, made(policy), result=RESULT)

    first, second = marks(AnswerMark("curves", 3.0)), marks(AnswerMark("curves", 4.0))
    (move,) = moves([record(Policy())], [record(first)], Policy(), first)
    assert str(move) == (
        "Ada (ada), toy: 6 of 8 → 9 of 12 (+3): curves to be marked → marked +3; no longer needs a human"
    )
    (move,) = moves([record(first)], [record(second)], first, second)
    assert str(move).endswith("curves is marked anew +1")
    same = dataclasses.replace(second)
    assert not list(moves([record(second)], [record(same)], second, same))
