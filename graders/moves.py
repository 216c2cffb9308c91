"""Who moves: the marks of a class before and after a change, and what each difference comes of."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graders.policy import Policy, Share, shares
from graders.register import Adjustment, Mark, Record, Status, Student
from graders.reports import wording
from graders.reports.legible import legible_line

LEAST = 1e-6
"""Points. A difference that is smaller comes of adding floats."""

NEITHER = Policy()

MARKED, UNMARKED = "marked", "to be marked"
"""What a written answer is, as a check has a verdict."""


@dataclass(frozen=True)
class Cause:
    """A part of a difference: what is otherwise now, and the points that it gives or takes."""

    said: str
    points: float = 0.0

    def __str__(self) -> str:
        return f"{self.said} {_signed(self.points)}" if abs(self.points) >= LEAST else self.said


@dataclass(frozen=True)
class Move:
    """A student whose mark for a lab changes; None where there is no record of the lab before or after.

    The points of all causes together are the difference between the marks, where both are numbers.
    """

    student: Student
    lab: str
    before: Mark | None
    after: Mark | None
    causes: tuple[Cause, ...]

    @property
    def points(self) -> float | None:
        """By how much; None where there is no mark before or none afterwards."""
        if self.before is None or self.after is None or self.before.points is None or self.after.points is None:
            return None
        return self.after.points - self.before.points

    def __str__(self) -> str:
        student = self.student
        who = student.name if student.name == student.key else f"{student.name} ({student.key})"
        same = self.before is not None and self.after is not None and self.before.max_points == self.after.max_points
        change = f"{_mark(self.before, out_of=not same)} → {_mark(self.after, out_of=True)}"
        difference = f" ({_signed(self.points)})" if self.points else ""
        causes = "; ".join(str(cause) for cause in self.causes)
        return legible_line(f"{who}, {self.lab}: {change}{difference}{': ' if causes else ''}{causes}")


@dataclass(frozen=True)
class _Standing:
    """What is kept of a record until its counterpart comes: never the whole result."""

    student: Student
    status: Status
    mark: Mark
    checks: dict[str, tuple[str, Share | None]]  # a verdict, or whether it is marked; None where it does not count

    @staticmethod
    def of(record: Record, policy: Policy) -> _Standing:
        checks: dict[str, tuple[str, Share | None]] = {}
        if record.result is not None:
            counted = {share.check: share for share in shares(policy, record.student.key, record.lab, record.result)}
            checks = {check.name: (check.verdict.value, counted.get(check.name)) for check in record.result.checks}
            checks |= {
                question: (MARKED if share is None or share.judged else UNMARKED, share)
                for question in (answer.question for answer in record.result.answers if answer.points > 0)
                for share in [counted.get(question)]
            }
        return _Standing(record.student, record.status, record.mark, checks)


def moves(
    before: Iterable[Record], after: Iterable[Record], old: Policy = NEITHER, new: Policy = NEITHER
) -> Iterator[Move]:
    """Whose mark changes; then who is new, and last who is no longer there.

    ``old`` and ``new`` are the policies that the marks were made with, of which is told what checks are worth. Both
    streams are read side by side: as long as they have the same order, no more than one record of each is held.
    """
    earlier: dict[tuple[str, str], _Standing] = {}
    later: dict[tuple[str, str], _Standing] = {}
    for was, now in itertools.zip_longest(before, after):
        keys = []
        for record, policy, waiting in ((was, old, earlier), (now, new, later)):
            if record is not None:
                keys.append((record.student.key, record.lab))
                waiting[keys[-1]] = _Standing.of(record, policy)
        for key in keys:
            if key in earlier and key in later:
                yield from _moved(key[1], earlier.pop(key), later.pop(key))
    for (_, lab), added in later.items():
        yield Move(added.student, lab, None, added.mark, (Cause(f"now {_state(added)}"),))
    for (_, lab), gone in earlier.items():
        yield Move(gone.student, lab, gone.mark, None, (Cause("no longer in the gradebook"),))


def _moved(lab: str, was: _Standing, now: _Standing) -> Iterator[Move]:
    if _differ(was, now):
        yield Move(now.student, lab, was.mark, now.mark, tuple(_causes(was, now)))


def _differ(was: _Standing, now: _Standing) -> bool:
    if was.status is not now.status or was.mark.provisional != now.mark.provisional:
        return True
    if was.mark.excused != now.mark.excused or (was.mark.points is None) != (now.mark.points is None):
        return True
    return was.mark.points is not None and any(
        abs(mine - theirs) >= LEAST
        for mine, theirs in (
            (was.mark.points or 0.0, now.mark.points or 0.0),
            (was.mark.max_points, now.mark.max_points),
        )
    )


def _causes(was: _Standing, now: _Standing) -> Iterator[Cause]:
    """What makes the difference, in the order in which a mark is made."""
    if was.mark.excused != now.mark.excused:
        if now.mark.excused is not None:
            yield Cause(now.mark.excused)
            return
        yield Cause("no longer excused")
    told = []
    if was.status is not now.status:
        numbers = was.mark.points is not None and now.mark.points is not None
        told.append(Cause(f"{_state(now)}, was {_state(was)}", now.mark.earned - was.mark.earned if numbers else 0.0))
    else:
        told += _check_causes(was, now)
    penalty = was.mark.penalty - now.mark.penalty
    if abs(penalty) >= LEAST or was.mark.days_late != now.mark.days_late:
        told.append(Cause(_lateness(was.mark, now.mark), penalty))
    told += _adjusted(was.mark.adjustments, now.mark.adjustments)
    if was.mark.provisional != now.mark.provisional:
        told.append(Cause("needs a human" if now.mark.provisional else "no longer needs a human"))
    if was.mark.points is not None and now.mark.points is not None:
        rest = now.mark.points - was.mark.points - math.fsum(cause.points for cause in told)
        if abs(rest) >= LEAST:
            told.append(Cause("rounding", rest))
    yield from told


def _check_causes(was: _Standing, now: _Standing) -> Iterator[Cause]:
    factor = _factor(was, now)
    if factor != 1.0:
        earned = math.fsum(share.points for _, share in was.checks.values() if share is not None)
        yield Cause(f"all checks count {factor:.4g} times as much", (factor - 1.0) * earned)
    for check in dict.fromkeys((*was.checks, *now.checks)):
        before, share = was.checks.get(check, (None, None))
        if share is not None:
            share = dataclasses.replace(share, points=factor * share.points, max_points=factor * share.max_points)
        after, counts = now.checks.get(check, (None, None))
        points = (counts.points if counts else 0.0) - (share.points if share else 0.0)
        worth = (counts.max_points if counts else 0.0) - (share.max_points if share else 0.0)
        if after is None or before is None:
            yield Cause(f"{check} is {'new' if before is None else 'no longer checked'}", points)
        elif (share is None) != (counts is None):
            yield Cause(f"{check} {'no longer counts' if counts is None else 'counts again'}", points)
        elif before != after and (share is not None or counts is not None):
            yield Cause(f"{check} {before} → {after}", points)
        elif counts is not None and share is not None and abs(worth) >= LEAST:
            was_worth, is_worth = wording.points(share.max_points), wording.points(counts.max_points)
            yield Cause(f"{check} is worth {is_worth} instead of {was_worth}", points)
        elif abs(points) >= LEAST and after == MARKED:
            yield Cause(f"{check} is marked anew", points)
        elif abs(points) >= LEAST:
            yield Cause(f"{check} is {'given' if points > 0 else 'no longer given'}", points)


def _factor(was: _Standing, now: _Standing) -> float:
    """By how much all checks are worth more, where it is the same for each of several; else 1."""
    pairs = [(was.checks[name][1], now.checks[name][1]) for name in was.checks.keys() & now.checks.keys()]
    factors = [new.max_points / old.max_points for old, new in pairs if old and new and old.max_points]
    same = len(factors) > 1 and max(factors) - min(factors) <= LEAST
    return factors[0] if same and abs(factors[0] - 1.0) > LEAST else 1.0


def _lateness(was: Mark, now: Mark) -> str:
    if was.days_late == now.days_late:
        return "lateness costs more" if now.penalty > was.penalty else "lateness costs less"
    days = "1 day" if now.days_late == 1 else f"{now.days_late} days"
    return f"{days} late instead of {was.days_late}" if now.days_late else "no longer late"


def _adjusted(was: Iterable[Adjustment], now: Iterable[Adjustment]) -> Iterator[Cause]:
    before, after = _by_reason(was), _by_reason(now)
    for reason in dict.fromkeys((*before, *after)):
        points = after.get(reason, 0.0) - before.get(reason, 0.0)
        if reason not in after:
            yield Cause(f"no longer adjusted ({reason})", points)
        elif reason not in before or abs(points) >= LEAST:
            yield Cause(f"adjusted ({reason})", points)


def _by_reason(adjustments: Iterable[Adjustment]) -> dict[str, float]:
    total: dict[str, float] = {}
    for adjustment in adjustments:
        total[adjustment.reason] = total.get(adjustment.reason, 0.0) + adjustment.points
    return total


def _state(standing: _Standing) -> str:
    return "not graded" if standing.status is Status.UNGRADED else standing.status.value


def _mark(mark: Mark | None, out_of: bool) -> str:
    if mark is None:
        return "nothing"
    if mark.points is None:
        return "excused" if mark.excused is not None else "no mark"
    return wording.points(mark.points) + (f" of {wording.points(mark.max_points)}" if out_of else "")


def _signed(points: float | None) -> str:
    return f"{'+' if (points or 0) > 0 else '−'}{wording.points(abs(points or 0))}"
