"""Classes to show: any number of students on a lab of twenty checks, always the same, made one at a time."""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections.abc import Iterator

from graders.model import CheckResult, Curve, Diagnosis, Evidence, Frame, Outcome, Result, SourceFile, Verdict
from graders.register import Adjustment, HandIn, Mark, Record, Status, Student
from graders.score import score
from tests.reports.results import ISOLATION, LOSSES

GIVEN = ("Ada", "Grace", "Alan", "Emmy", "Sofia", "Zoë", "李", "王", "أحمد", "فاطمة", "Наталья", "Søren", "Đặng")
FAMILY = ("Lovelace", "Hopper", "Turing", "雷", "小明", "محمد", "الزهراء", "Ковалевская", "O'Brien", "Nguyễn", "Ruiz")
ODD = (
    '<b onmouseover=alert(1)>Bobby</b> "Tables"',
    "Maximiliane " + "von-und-zu-" * 12 + "Hohenstein",
    '=HYPERLINK("x"), Ångström; İ',
    "\u202eevil\u202c ../../etc/passwd",
)

TITLES = (
    "No function changes the arrays that it is given.",
    "softmax turns each row of scores into probabilities.",
    "softmax survives scores of ±1000.",
    "hardmax puts a 1 where each row is largest and 0 elsewhere.",
    "cross_entropy is the mean of −ln of the probability of each sample's own class.",
    "dW and db are the slopes of the loss that comes with them.",
    "dW and db are those of the mean cross-entropy.",
    "The penalty adds l2/2 times the sum of W² to the loss, and its slope to dW.",
    "The loss and dW survive scores that are far from zero and far apart.",
    "train moves W and b against their gradients, with momentum.",
    "Each epoch of train goes through all samples, in an order that rng draws.",
    "Training on digits makes the loss fall and reaches 90 % on a validation set.",
)

MISTAKES = (
    Diagnosis("The sum is not divided by N.", "sum_not_mean", "The loss is a mean over the batch.", "L = 1/N Σ lᵢ"),
    Diagnosis("exp is taken of the scores as they are.", "no_maximum", "Take the largest score of each row off first."),
    Diagnosis("The gradient has the opposite sign.", "sign", "The step goes against the gradient."),
    Diagnosis("The penalty is l2 · Σ W², and its gradient fits.", "penalty_doubled", "Half of it is meant."),
)


def asked(number: int) -> tuple[str, str, float]:
    """The name, the title and the points of the check with this number, from 0."""
    again = number // len(TITLES)
    title = TITLES[number % len(TITLES)]
    return f"check_{number + 1}", title if not again else f"{title[:-1]}, on other data.", 1.0 + number % 2


def records(count: int, *, lab: str = "softmax", checks: int = 20) -> Iterator[Record]:
    """The class: most did well, some have a mistake of ``MISTAKES``, a pair shares odd values, some gave nothing."""
    for number in range(count):
        yield record(number, lab=lab, checks=checks)


def record(number: int, *, lab: str = "softmax", checks: int = 20) -> Record:
    """One student of the class."""
    chance = random.Random(f"{lab} {number}")
    hand_in = HandIn(
        student(number),
        submitted=datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone.utc),
        late=number % 50 != 17 and chance.random() < 0.08,
    )
    kind = number % 50
    max_points = sum(asked(each)[2] for each in range(checks))
    if kind == 17:
        return Record(hand_in, lab, Status.MISSING, Mark(0.0, max_points))
    if kind == 27:
        why = f"`softmax-{number % 3}.zip` is damaged: it ends in the middle; ask for it again"
        return Record(hand_in, lab, Status.UNREADABLE, Mark(None, max_points), why)
    if kind == 37:
        why = "the machine ran out of memory while this was graded; grade it again"
        return Record(hand_in, lab, Status.UNGRADED, Mark(None, max_points), why)
    result = _result(number, chance, lab, checks)
    return Record(hand_in, lab, Status.GRADED, _mark(result, hand_in, number), result=result)


def student(number: int) -> Student:
    """The student with this number; every 25th has an odd name, and every 40th is a group."""
    chance = random.Random(number)
    name = ODD[number // 25 % len(ODD)] if number % 25 == 7 else f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    members = ("Ada Lovelace", "李雷") if number % 40 == 3 else ()
    ids = {"canvas": str(5000 + number), "email": f"s{number}@example.org"}
    return Student(f"{5000 + number}", f"Group {number}" if members else name, ids, members)


def _mark(result: Result, hand_in: HandIn, number: int) -> Mark:
    total = score(result)
    if number % 60 == 5:
        return Mark(None, total.max_points, total.points, excused="was ill that week")
    days = 1 + number % 3 if hand_in.late else 0
    penalty = min(total.points, 2.0 * days)
    given = (Adjustment(1.5, "the second file was found, in an e-mail"),) if number % 70 == 9 else ()
    points = total.points - penalty + sum(each.points for each in given)
    return Mark(points, total.max_points, total.points, days, penalty, given, provisional=not total.complete)


def _result(number: int, chance: random.Random, lab: str, checks: int) -> Result:
    strength = chance.betavariate(5, 1.6)
    mistaken = {each for each in range(len(MISTAKES)) if chance.random() < 0.22 - 0.04 * each}
    found = [_check(number, each, chance, strength, mistaken) for each in range(checks)]
    for each in range(5, checks, 6):  # builds upon the one before
        if found[each - 1].verdict is not Verdict.PASSED:
            name, title, points = asked(each)
            why = f"not looked at, because “{found[each - 1].title}” is not passed yet"
            found[each] = CheckResult(name, title, Verdict.SKIPPED, 0.0, points, reason=why)
    return Result(
        lab=lab,
        title={"softmax": "Softmax regression"}.get(lab, lab.capitalize()),
        submission=student(number).name,
        seed="d41d8cd98f00b204e9800998ecf8427e",
        checks=tuple(found),
        isolation=ISOLATION,
        files=(SourceFile("softmax.py", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 84),),
        versions={"labproof": "0.1.0", "python": "3.11.7"},
        started="2026-03-02T14:05:09+00:00",
        seconds=1.2345,
    )


def _check(number: int, check: int, chance: random.Random, strength: float, mistaken: set[int]) -> CheckResult:
    name, title, points = asked(check)
    seconds = 0.002 + 0.001 * chance.random()

    def failed(reason: str, **more: object) -> CheckResult:
        return CheckResult(name, title, Verdict.FAILED, 0.0, points, reason=reason, seconds=seconds, **more)

    if check == 8 and number % 90 == 2:
        why = "the check itself failed: KeyError: 'z', in line 41 of hardmax"
        return CheckResult(name, title, Verdict.BROKEN, 0.0, points, reason=why)
    if number in (11, 12) and check in (4, 6, 9):
        return failed("dW is off by 0.37 at [2, 1].", sketch=(7.0, 3.25 + check, 1.5, -0.75, 0.1), unexplained=True)
    if check % 5 == 2 and check // 5 in mistaken:
        what = Evidence("cross_entropy", "10.9375", "1.5625", (), 9.375, 6.0, "±1.6e-07", 7, 28)
        wobble = 1 + 1e-9 * chance.random()
        values = (3.0, wobble * (5.0 + check), 2.0, -4.5, 0.25)
        reason = "cross_entropy is too large by a factor of 7.0."
        return failed(reason, evidence=what, diagnoses=(MISTAKES[check // 5],), sketch=values)
    if chance.random() < strength + 0.12:
        passed = CheckResult(name, title, Verdict.PASSED, points, points, seconds=seconds)
        return passed if check != 11 else _with_curve(passed)
    odds = chance.random()
    if odds < 0.15:
        return failed(f"{name} was still computing after 10 s, the limit of this check.", outcome=Outcome.CPU)
    if odds < 0.45:
        frame = Frame("softmax.py", 71, "predict", "return np.argmax(scores(W, b, X), axis=1)")
        why = "predict raised ValueError: shapes (7,4) and (3,4) not aligned <script>alert(1)</script>"
        return failed(why, outcome=Outcome.ERROR, frames=(frame,), hint="Look at the shapes of `W` and `X`.")
    if odds < 0.7:
        return failed("The values are off by a third.", sketch=(5.0, 12.0 + check, 4.0, -4.5, 0.25), unexplained=True)
    reason = f"{name} is {chance.random():.4f} where 0.25 is expected."
    return failed(reason, sketch=(5.0, chance.uniform(20, 30), 4.0, -4.5, 0.25), unexplained=True)


def _with_curve(check: CheckResult) -> CheckResult:
    return dataclasses.replace(check, curves=(Curve("training loss", LOSSES),))
