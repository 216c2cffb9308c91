"""Numbers, counts and states, said for people; the same words on the page, on the terminal and in plain text."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence

from graders.model import CheckResult, Isolation, Measurement, Outcome, Result, Verdict
from graders.register import Mark, Status
from graders.score import Score

SYMBOLS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.SKIPPED: "–", Verdict.BROKEN: "!"}

PLAIN_SYMBOLS = {Verdict.PASSED: "+", Verdict.FAILED: "x", Verdict.SKIPPED: "-", Verdict.BROKEN: "!"}
"""For where only ASCII can be written."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""In English wherever the program runs, like all its words."""

NEEDS_HUMAN = (
    "A check broke on the grader's side, which is not the student's fault: its points are left out of the total "
    "until a person has looked at it."
)
BROKEN = "This is a fault of the lab or of the grader, not of the submission. It costs no points."
UNEXPLAINED = "No mistake that this lab knows gives these numbers, nor does a constant factor or another order."
PROVISIONAL = "A person has to look at this before the mark counts."
NOTHING_CHECKED = "Nothing was checked, so there is no mark yet; a person has to look at this."

STATUS = {
    Status.GRADED: "graded",
    Status.MISSING: "missing",
    Status.UNREADABLE: "unreadable",
    Status.UNGRADED: "ungraded",
}

UNGRADED = {
    Status.GRADED: "Graded",
    Status.MISSING: "Nothing was handed in",
    Status.UNREADABLE: "Nothing of this could be graded",
    Status.UNGRADED: "Not graded yet",
}
"""What is said to the student where there is no result."""

NEXT = {
    Status.UNREADABLE: "Hand it in again, or ask your teacher.",
    Status.UNGRADED: "The grader failed, which is not your fault. Your teacher will see to it.",
}
"""What the student can do about it while there is no mark."""

TO_TEACHER = re.compile(r"(?:;|, so|:) ask for [^.;]*\.?$")
"""The advice at the end of a reason that is meant for whoever grades."""

TIERS = {
    1: "The code ran in an ordinary process, with the rights of whoever graded it.",
    2: "The code ran confined: no network, no other programs, no files but its own and Python's.",
    3: "The code ran confined in a world of its own: no network, no other programs, no files but its own and Python's, "
    "and no sight of anything else on the machine.",
}


def number(value: float | None, digits: int = 4) -> str:
    """A number with at most ``digits`` digits: ``0.25``, ``-1.2e-08``, ``nan``; ``–`` for None."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    return f"{value:.0f}" if abs(value) < 1e6 and value == int(value) else f"{value:.{digits}g}"


def points(value: float) -> str:
    """Points, with at most two decimals and none that say nothing: ``2``, ``2.5``, ``0.33``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def total(value: float | None) -> str:
    """The points of a mark; ``–`` where there is none."""
    return "–" if value is None else points(value)


def signed(value: float) -> str:
    """Points given or taken: ``+1 point``, ``−2.5 points``."""
    amount = points(abs(value))
    return f"{'−' if value < 0 else '+'}{amount} {'point' if amount == '1' else 'points'}"


def rate(value: float | None) -> str:
    """A share of a class: ``83 %``; ``100 %`` and ``0 %`` only where it is all or nobody, ``–`` where nobody counts."""
    if value is None:
        return "–"
    if 0 < value < 1:
        return f"{min(max(round(100 * value), 1), 99)} %"
    return f"{100 * value:.0f} %"


def correlation(value: float | None) -> str:
    """A correlation with two decimals and a minus sign: ``0.31``, ``−0.05``, ``–`` where there is none."""
    return "–" if value is None else f"{value + 0:.2f}".replace("-0.00", "0.00").replace("-", "−")


def students(count: int) -> str:
    """``1 student``, ``1,024 students``."""
    return "1 student" if count == 1 else f"{count:,} students"


def earned(check: CheckResult) -> str:
    """The points that a check gave; ``–`` while nobody can say."""
    return "–" if check.verdict is Verdict.BROKEN else points(check.points)


def at_stake(group: Sequence[tuple[int, CheckResult]]) -> str:
    """The points that a group of numbered checks can give together: ``1 point``, ``2.5 points``."""
    together = points(math.fsum(check.max_points for _, check in group))
    return f"{together} {'point' if together == '1' else 'points'}"


def counted(count: int, noun: str) -> str:
    """``1 check``, ``2 checks``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def share(relative: float) -> str:
    """A share of the expected value: ``3 % of it``, ``12 times it``."""
    if relative >= 2:
        return f"{number(relative, 3)} times the expected value"
    return f"{number(100 * relative, 2 if relative < 0.995 else 3)} % of the expected value"


def margin(measurement: Measurement) -> str:
    """How much room a measured number left to its bound: ``98 %``; not a share where the bound is 0."""
    room = measurement.margin
    if not math.isfinite(room) or not measurement.limit:
        return number(room, 2)
    return f"{number(100 * room, 2 if abs(room) < 0.995 else 3)} %"


def seconds(value: float) -> str:
    """A time: ``less than 1 ms``, ``4 ms``, ``1.2 s``, ``3 min 20 s``."""
    if value < 0.0005:
        return "less than 1 ms"
    if value < 0.9995:
        return f"{1000 * value:.0f} ms"
    if value < 59.95:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s"


def moment(started: str) -> str:
    """A moment in ISO form as ``2 March 2026, 14:05 UTC``; any other text as it is."""
    try:
        when = datetime.datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M} {when.tzname() or ''}".rstrip()


def headline(score: Score) -> str:
    """The result in one sentence."""
    if not score.checks:
        return "Nothing was checked."
    if score.passed == score.checks:
        return "The one check passed." if score.checks == 1 else f"All {score.checks} checks passed."
    others = [
        f"{count} {'was' if count == 1 else 'were'} {word}" if verb else f"{count} {word}"
        for count, word, verb in (
            (score.failed, "failed", False),
            (score.skipped, "skipped", True),
            (score.broken, "could not be judged", False),
        )
        if count
    ]
    return f"{score.passed} of {counted(score.checks, 'check')} passed; {', '.join(others)}."


def provisional(score: Score, mark: Mark | None = None) -> str | None:
    """Why the mark is not final, where it is not. A person may have settled it: a ``mark`` knows."""
    if not (mark.provisional if mark is not None else not score.complete):
        return None
    said = [] if score.complete else [NEEDS_HUMAN if score.checks else NOTHING_CHECKED]
    if mark is not None and mark.to_mark:
        said.append(to_mark(mark))
    return " ".join(said) or PROVISIONAL


def to_mark(mark: Mark) -> str:
    """How many written answers nobody has marked yet."""
    return f"{counted(mark.to_mark, 'written answer')} {'is' if mark.to_mark == 1 else 'are'} still to be marked."


def withheld(count: int) -> str:
    """That the course looks at more than this run did."""
    return f"{counted(count, 'more check')} of this lab {'is' if count == 1 else 'are'} run by the course only."


def to_student(reason: str) -> str:
    """Why work can't be graded, without what is said to the teacher alone."""
    said = TO_TEACHER.sub("", reason)
    return reason if said == reason else f"{said}."


def is_self_check(result: Result) -> bool:
    """Whether it comes from a student's own machine: nothing confined the code, and nobody vouched for it."""
    return result.isolation.tier == 1 and result.isolation.external_sandbox is None


def isolation(isolation: Isolation) -> str:
    """What stood between the student's code and the machine, in one or two sentences."""
    said = TIERS.get(isolation.tier, "How the code was kept apart from the machine is not known.")
    if isolation.external_sandbox:
        return f"{said} The operator vouches for the sandbox around it: {isolation.external_sandbox}."
    return said


def looks_like(check: CheckResult) -> str:
    """What stands before the explanations of a failure."""
    return "Looks like" if len(check.diagnoses) == 1 else "Looks like one of these, which give the same numbers here"


def own_lines(check: CheckResult) -> str:
    """What stands above the student's own lines: that it stopped there, or what else they have to do with it."""
    one = len(check.frames) == 1
    last = check.frames[-1]
    if last.function != "<module>" and last.text.startswith(("def ", "async def ", "class ", "@")):
        return "Where your function begins"
    if check.outcome is Outcome.MISSING:
        return "The line of your code that is meant"
    if check.outcome is None:
        return "The line of which NumPy warned" if one else "The lines of which NumPy warned"
    return "The line of your code where it stopped" if one else "Your code on the way to where it stopped"


def hint(check: CheckResult) -> str | None:
    """The check's own hint, where no explanation brings a better one."""
    return None if any(diagnosis.hint for diagnosis in check.diagnoses) else check.hint


def worker(check: CheckResult) -> str:
    """In which kind of process a verdict was reached."""
    return "in a process of its own" if check.worker == "fresh" else "in a process shared with other checks"
