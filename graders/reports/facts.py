"""What a check saw, and what a mark is made of, as labelled lines: the same wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graders.model import CheckResult, Evidence, Frame, Measurement, Result, Verdict
from graders.register import Mark
from graders.reports import wording
from graders.score import Score


@dataclass(frozen=True)
class Fact:
    """A label and what it says; ``literal`` where the text is a value or code rather than words."""

    label: str
    text: str
    literal: bool = False


def facts(evidence: Evidence) -> list[Fact]:
    """Where a comparison failed, the two values there, how far apart they are and how close they had to be."""
    return list(_facts(evidence))


def _facts(evidence: Evidence) -> Iterator[Fact]:
    yield Fact("Checked", evidence.what, literal=True)
    if evidence.index:
        yield Fact("Where", f"[{', '.join(map(str, evidence.index))}]", literal=True)
    yield Fact("Yours", evidence.got, literal=True)
    yield Fact("Expected", evidence.expected, literal=True)
    if evidence.error is not None:
        relative = "" if evidence.relative is None else f", which is {wording.share(evidence.relative)}"
        yield Fact("Difference", wording.number(evidence.error) + relative)
    if evidence.tolerance is not None:
        yield Fact("Allowed", evidence.tolerance)
    if evidence.wrong is not None and evidence.total is not None and evidence.total > 1:
        yield Fact("Off", f"{evidence.wrong:,} of {wording.counted(evidence.total, 'value')}")


def margins(measurements: Iterable[Measurement]) -> list[tuple[str, str, str, str]]:
    """Each measured number as what it is, its value, its bound and the room that it left."""
    return [
        (each.what, wording.number(each.value), f"{each.sense} {wording.number(each.limit)}", wording.margin(each))
        for each in measurements
    ]


def reckoning(mark: Mark, titles: Mapping[str, str] | None = None) -> list[Fact]:
    """How a mark comes about, from what the checks gave to what counts; one line where there is no more to say.

    ``titles`` are what checks are called where their names say too little.
    """
    return list(_reckoning(mark, titles or {}))


def _reckoning(mark: Mark, titles: Mapping[str, str]) -> Iterator[Fact]:
    counted = "Checks and answers" if mark.answers else "Checks"
    yield Fact(counted, f"{wording.points(mark.earned)} of {wording.points(mark.max_points)} points")
    for label, decisions in (("Not counted", mark.dropped), ("Given", mark.given)):
        for each in decisions:
            yield Fact(label, f"“{titles.get(each.check, each.check)}”: {each.reason}")
    for extension in mark.extensions:
        days = "1 more day" if extension.days == 1 else f"{wording.number(extension.days)} more days"
        yield Fact("Extended", f"{days}: {extension.reason}")
    if mark.days_late or mark.penalty:
        days = f"{wording.counted(mark.days_late, 'day')} late"
        yield Fact("Late", f"{wording.signed(-mark.penalty)}: {days}" if mark.penalty else f"{days}, no points taken")
    if wording.points(mark.rounding) != "0":
        rounded = wording.points(mark.earned - mark.penalty + mark.rounding)
        yield Fact("Rounded", f"{wording.signed(mark.rounding)}, to {rounded}")
    for adjustment in mark.adjustments:
        yield Fact("Adjusted", f"{wording.signed(adjustment.points)}: {adjustment.reason}")
    if mark.excused is not None:
        yield Fact("Excused", mark.excused or "no mark is given")
    elif mark.points is not None and (mark.penalty or mark.adjustments or mark.points != mark.earned):
        yield Fact("Mark", f"{wording.points(mark.points)} of {wording.points(mark.max_points)} points")


def weighed(result: Result, mark: Mark) -> bool:
    """Whether checks and answers count otherwise than the points beside them say.

    Those that are dropped or given are told of elsewhere.
    """
    dropped, given = ({each.check for each in decisions} for decisions in (mark.dropped, mark.given))
    earned = most = 0.0
    for check in result.checks:
        if check.name in dropped or (check.verdict is Verdict.BROKEN and check.name not in given):
            continue
        earned += check.max_points if check.name in given else check.points
        most += check.max_points
    marks = {each.question: each.points for each in mark.answers}
    for answer in result.answers:
        points = answer.points if answer.question in given else marks.get(answer.question)
        if answer.question not in dropped and points is not None:
            earned += points
            most += answer.points
    return (wording.points(mark.earned), wording.points(mark.max_points)) != tuple(map(wording.points, (earned, most)))


def to_fix(result: Result, mark: Mark | None = None) -> list[list[tuple[int, CheckResult]]]:
    """The failed checks that cost points, told apart: those that ``mark`` calls dropped or given cost none."""
    settled = {each.check for each in (*mark.dropped, *mark.given)} if mark is not None else set()
    groups = (
        [(number, check) for number, check in group if check.name not in settled]
        for group in told_apart(result.checks)
        if group[0][1].verdict is Verdict.FAILED
    )
    return [group for group in groups if group]


def told_apart(checks: Iterable[CheckResult]) -> list[list[tuple[int, CheckResult]]]:
    """The checks, numbered from 1, with those that say the very same together, or that one mistake explains.

    A function that is missing fails every check that calls it; it needs to be said, and mended, once.
    """
    groups: dict[object, list[tuple[int, CheckResult]]] = {}
    for number, check in enumerate(checks, start=1):
        said = cause(check) or (check.verdict, check.reason, check.hint, check.evidence, check.frames)
        groups.setdefault(said if check.reason else number, []).append((number, check))
    return list(groups.values())


def cause(check: CheckResult) -> tuple[str, ...]:
    """The known mistakes that explain a failure; none where something else does, or nothing."""
    return tuple(diagnosis.mistake for diagnosis in check.diagnoses if diagnosis.mistake is not None)


def place(frame: Frame) -> str:
    """Where a line of the student's code stands: ``softmax.py, line 12, in softmax``."""
    return f"{frame.file}, line {frame.line}, in {frame.function}"


def counts(score: Score) -> list[tuple[Verdict, int]]:
    """How many checks got which verdict, worst last; verdicts that nobody got are left out, "passed" excepted."""
    numbers = zip(Verdict, (score.passed, score.failed, score.skipped, score.broken), strict=True)
    return [(verdict, count) for verdict, count in numbers if count or verdict is Verdict.PASSED]
