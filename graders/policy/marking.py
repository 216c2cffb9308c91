"""The mark for a student's work under a policy.

In this order: what each check is worth; scaled to what the lab is out of; less the penalty for lateness; rounded; and
last what a person gives or takes, which is neither rounded nor made less by lateness. ``docs/policy.md`` says it for
those who write policies.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from graders.model import Answer, CheckResult, Result, Verdict
from graders.policy.rules import ALL, Extension, Policy, Ruling, for_lab
from graders.register import Adjustment, AnswerMark, Decision, HandIn, Mark, MoreTime, Status

DAY = datetime.timedelta(days=1)

DIGITS = 9
"""Decimal places of points. What is smaller than that comes of adding floats."""


@dataclass(frozen=True)
class Share:
    """What a check or a written answer adds to a mark, scaled as the mark is.

    Where it is not ``judged``, it can neither give nor cost.
    """

    check: str
    points: float
    max_points: float
    judged: bool = True


def shares(policy: Policy, key: str, lab: str, result: Result) -> tuple[Share, ...]:
    """What the checks and the written answers of ``result``, which is the student ``key``'s, are worth.

    Those that are dropped are left out.
    """
    given = {ruling.check for ruling in policy.given if ruling.lab == lab}
    worth = _worth(policy, lab, own_worth(result))
    checks = (_share(each, worth[each.name], each.name in given) for each in result.checks if each.name in worth)
    marks = {mark.question: mark for mark in answer_marks(policy, key, lab, result)}
    answers = (
        _answer_share(each, marks[each.question].points, worth[each.question], each.question in given)
        for each in result.answers
        if each.points > 0 and each.question in worth
    )
    return (*checks, *answers)


def own_worth(result: Result) -> dict[str, float]:
    """What the checks and questions of a lab give by themselves, by name, as a result of it tells."""
    checks = {check.name: check.max_points for check in result.checks}
    return checks | {answer.question: answer.points for answer in result.answers if answer.points > 0}


def answer_marks(policy: Policy, key: str, lab: str, result: Result) -> tuple[AnswerMark, ...]:
    """What the answers of ``result`` have, those left out that have no points and of which nothing was said.

    What is not answered has 0, unless a person gave it something; what has changed since it was marked has nothing.
    """
    told = {mark.question: mark for mark in policy.answers.get((key, lab), ())}
    made = []
    for answer in result.answers:
        mark = told.get(answer.question, AnswerMark(answer.question))
        if mark.version not in ("", answer.version):
            mark = AnswerMark(answer.question)
        if mark.points is None and (answer.points <= 0 or not answer.answered):
            mark = replace(mark, points=0.0)
        if answer.points > 0 or mark.comment:
            made.append(mark)
    return tuple(made)


def mark(
    policy: Policy,
    hand_in: HandIn,
    lab: str,
    status: Status,
    result: Result | None,
    worth: Mapping[str, float] | None = None,
) -> Mark:
    """The mark of a student whose work on ``lab`` came to ``status`` and ``result``.

    Students are known by their key only: see ``people.resolved``. ``worth`` is ``own_worth`` of the lab, for saying
    what could be had where there is no result.
    """
    key = hand_in.student.key
    max_points, earned, penalty, rounding, days, provisional = 0.0, 0.0, 0.0, 0.0, 0, False
    dropped: tuple[Decision, ...] = ()
    given: tuple[Decision, ...] = ()
    answers: tuple[AnswerMark, ...] = ()
    points: float | None = None
    if status is Status.GRADED and result is not None:
        counted = shares(policy, key, lab, result)
        answers = answer_marks(policy, key, lab, result)
        max_points = _sum(share.max_points for share in counted if share.judged)
        earned = min(_sum(share.points for share in counted), max_points)
        provisional = not result.checks or not all(share.judged for share in counted)
        days = days_late(policy, hand_in, lab)
        penalty = _penalty(policy, days, earned, max_points)
        if max_points > 0:
            points = min(_rounded(earned - penalty, policy.rounding), max_points)
            rounding = _clean(points - (earned - penalty))
        dropped, given = _decided(policy.dropped, lab, result), _decided(policy.given, lab, result)
    else:
        max_points = _sum(_worth(policy, lab, worth or {}).values())
        if status is Status.MISSING and policy.missing_is_zero:
            points = 0.0
    extensions = tuple(MoreTime(each.days, each.reason) for each in _extensions(policy, hand_in, lab))
    made = Mark(
        points, max_points, earned, days, penalty, (), None, provisional, rounding, dropped, given, extensions, answers
    )
    for excuse in policy.excuses:
        if excuse.student == key and excuse.lab in (lab, ALL):
            return replace(made, points=None, excused=excuse.reason, provisional=False, rounding=0.0)
    adjustments = []
    for correction in policy.corrections:
        if (correction.student, correction.lab) != (key, lab):
            continue
        before = points
        if correction.points_to is not None:
            points, provisional = correction.points_to, False
        elif points is not None and correction.points is not None:
            points = max(0.0, _clean(points + correction.points))
        change = _clean(points - (before or 0.0)) if points is not None else (correction.points or 0.0)
        adjustments.append(Adjustment(change, correction.reason))
    return replace(made, points=points, adjustments=tuple(adjustments), provisional=provisional)


def days_late(policy: Policy, hand_in: HandIn, lab: str) -> int:
    """How many days were begun between the deadline, with grace and extensions, and the hand-in."""
    late = policy.late
    extended = datetime.timedelta(days=math.fsum(each.days for each in _extensions(policy, hand_in, lab)))
    deadline = for_lab(late.deadlines, lab)
    if deadline is None or hand_in.submitted is None:
        return max(0, math.ceil(late.flagged_days - extended / DAY)) if hand_in.late else 0
    submitted = hand_in.submitted
    if submitted.tzinfo is None:  # the platform wrote the local time of the course, as the deadline does
        submitted = submitted.replace(tzinfo=deadline.tzinfo)
    return max(0, -((deadline - submitted + late.grace + extended) // DAY))


def _extensions(policy: Policy, hand_in: HandIn, lab: str) -> list[Extension]:
    key = hand_in.student.key
    return [each for each in policy.extensions if each.student == key and each.lab in (lab, ALL)]


def _decided(rulings: Iterable[Ruling], lab: str, result: Result) -> tuple[Decision, ...]:
    """The decisions about checks and questions of ``result``, one for each."""
    reasons = {ruling.check: ruling.reason for ruling in rulings if ruling.lab == lab}
    return tuple(Decision(name, reasons[name]) for name in own_worth(result) if name in reasons)


def _share(check: CheckResult, worth: float, given: bool) -> Share:
    if given:
        return Share(check.name, worth, worth)
    if check.verdict is Verdict.PASSED:
        part = check.points / check.max_points if check.max_points > 0 else 1.0
        return Share(check.name, _clean(worth * min(part, 1.0)), worth)
    return Share(check.name, 0.0, worth, judged=check.verdict is not Verdict.BROKEN)


def _answer_share(answer: Answer, points: float | None, worth: float, given: bool) -> Share:
    if given:
        return Share(answer.question, worth, worth)
    if points is None:
        return Share(answer.question, 0.0, worth, judged=False)
    return Share(answer.question, _clean(worth * min(points / answer.points, 1.0)), worth)


def _worth(policy: Policy, lab: str, own: Mapping[str, float]) -> dict[str, float]:
    """What each check gives, scaled so that those that count add up to what the lab is out of."""
    given = policy.points.get(lab, {})
    dropped = {ruling.check for ruling in policy.dropped if ruling.lab == lab}
    worth = {name: given.get(name, points) for name, points in own.items() if name not in dropped}
    whole, out_of = math.fsum(worth.values()), for_lab(policy.out_of, lab)
    if out_of is None or whole == 0:
        return worth
    return {name: points * out_of / whole for name, points in worth.items()}


def _penalty(policy: Policy, days: int, earned: float, max_points: float) -> float:
    late = policy.late
    if late.closes_after is not None and days > late.closes_after:
        return earned
    whole = earned if late.of_earned else max_points
    most = earned if late.at_most is None else late.at_most.of(whole)
    return _clean(min(days * late.per_day.of(whole), most, earned))


def _rounded(points: float, step: float | None) -> float:
    """To the nearest multiple of ``step``; halves up, in the student's favour."""
    points = _clean(points)
    if step is None:
        return points
    exact = Decimal(repr(step))
    return float((Decimal(repr(points)) / exact).to_integral_value(ROUND_HALF_UP) * exact)


def _clean(points: float) -> float:
    return round(points, DIGITS) + 0.0  # no -0.0


def _sum(points: Iterable[float]) -> float:
    return _clean(math.fsum(points))
