"""Every page that is made of a class, with one text in all places where a student, a name or an error can put one."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from pathlib import Path

from graders.model import CheckResult, Outcome, Result, Verdict
from graders.register import (
    Adjustment,
    AnswerMark,
    Decision,
    HandIn,
    Mark,
    MoreTime,
    Record,
    Status,
    Student,
)
from graders.reports import html, site
from tests.reports.results import filled


def result(said: str) -> Result:
    """A result that says ``said`` wherever it says anything; its checks keep the names that they have in the lab."""
    made = filled(lambda: said)
    checks = tuple(dataclasses.replace(check, name=f"check_{i}") for i, check in enumerate(made.checks))
    return dataclasses.replace(made, checks=(*checks, _timed_out(checks[1])))


def _timed_out(check: CheckResult) -> CheckResult:
    return dataclasses.replace(check, name="slow", verdict=Verdict.FAILED, outcome=Outcome.CPU, diagnoses=())


def marked(said: str) -> Mark:
    """A mark that everything has happened to."""
    return Mark(
        *(7.0, 13.0, 9.0, 2, 2.0),
        adjustments=(Adjustment(1.5, said),),
        provisional=True,
        rounding=-0.5,
        dropped=(Decision("check_1", said),),
        given=(Decision("check_2", said),),
        extensions=(MoreTime(2, said),),
        answers=(AnswerMark(said, 1.0, said),),
    )


def class_(said: str) -> Iterator[Record]:
    """Two labs, in which everybody and everything is called ``said`` and there is somebody for each list of a page."""
    yield _record("a", said, Status.GRADED, marked(said), work=_sketched(result(said)))
    yield _record("b", said, Status.GRADED, Mark(3.0, 13.0), work=_sketched(result(said)), late=True)
    yield _record("c", said, Status.GRADED, Mark(None, 13.0, excused=said), work=result(said))
    yield _record("d", said, Status.UNREADABLE, Mark(None, 13.0, adjustments=(Adjustment(1, said),)))
    yield _record("e", said, Status.UNGRADED, Mark(None, 13.0))
    yield _record("f", said, Status.MISSING, Mark(0.0, 13.0))
    yield dataclasses.replace(_record("f", said, Status.MISSING, Mark(0.0, 13.0)), lab=f"two {said}")


def _record(
    key: str, said: str, status: Status, mark: Mark, *, work: Result | None = None, late: bool = False
) -> Record:
    person = Student(f"{key}{said}", said, {"email": said, "sid": said}, (said, said) if key == "a" else ())
    hand_in = HandIn(person, said, datetime.datetime(2026, 3, 1), late, problems=(said,), refused=said)
    if work is not None:
        work = dataclasses.replace(work, lab="one", title=said)
    return Record(hand_in, "one", status, mark, said, work)


def _sketched(work: Result) -> Result:
    """With values that agree in two checks that nothing explains, so that the class page has those lists as well."""
    checks = tuple(
        dataclasses.replace(check, diagnoses=(), sketch=(1.0, 2.0, 3.0))
        if check.verdict is Verdict.FAILED and not check.diagnoses
        else check
        for check in work.checks
    )
    return dataclasses.replace(work, checks=checks)


def write(folder: Path, said: str) -> list[Path]:
    """The pages, written into ``folder``: that of one submission, of the class, its labs, checks and students."""
    report = folder / "report.html"
    folder.mkdir(parents=True, exist_ok=True)
    report.write_text(html.render(result(said)), encoding="utf-8")
    index = site.write(folder / "class", lambda: class_(said), said)
    labs = sorted(index.parent.glob("*-*.html"))
    return [report, index, *labs, *(page for part in ("checks", "students") for page in _in_order(index.parent / part))]


def _in_order(folder: Path) -> list[Path]:
    """The pages of a folder as their keys and names are ordered, which all begin with something harmless."""
    return sorted(folder.iterdir(), key=lambda page: page.name.rpartition("-")[0])
