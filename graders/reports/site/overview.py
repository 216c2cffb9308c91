"""A lab's page: what became of the class's work, what went wrong in it, and the table of all students."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jinja2

from graders.analysis import distribution
from graders.analysis.agreement import Agreement, agreements, shared
from graders.analysis.causes import Spread, spreads
from graders.analysis.items import FEWEST, items
from graders.analysis.row import Finding, Row
from graders.analysis.survey import Survey
from graders.model import Verdict
from graders.register import Status
from graders.reports import drawing, page, wording
from graders.reports.site import names
from graders.reports.site.people import People, Person


@dataclass(frozen=True)
class Count:
    """A figure at the head of the page; ``state`` is the filter of the table that shows whom it counts."""

    label: str
    rows: tuple[Row, ...]
    state: str


@dataclass(frozen=True)
class Line:
    """A student's line in the table. ``states`` are what the filter knows it by; ``cells`` follow the lab's checks."""

    row: Row
    person: Person
    status: str
    states: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    causes: tuple[int, ...]
    groups: tuple[int, ...]

    @property
    def found_by(self) -> str:
        """What the search looks through beside the name."""
        student = self.row.student
        return " ".join([student.key, *student.members, *student.ids.values()])


def render(survey: Survey, heading: str, upward: str | None) -> Iterator[str]:
    """The page of a lab, piece by piece; ``upward`` is the page with all labs, if there are several."""
    people = People(survey.rows)
    causes, groups = spreads(survey), agreements(survey)
    marks = survey.marks
    max_points = max((row.mark.max_points for row in survey.rows), default=0.0)
    return page.streamed(
        _template(),
        survey=survey,
        heading=heading,
        upward=upward,
        people=people,
        counts=counts(survey),
        reasons=reasons(survey),
        bins=distribution.histogram(marks, max_points),
        bars=drawing.bars([each.count for each in distribution.histogram(marks, max_points)]),
        summary=distribution.summary(marks),
        max_points=max_points,
        items=items(survey),
        dropped=survey.dropped,
        given=survey.given,
        fewest=FEWEST,
        causes=causes,
        groups=groups,
        unexplained=[(number, group) for number, group in enumerate(groups, start=1) if group.cause is None],
        shared=shared(groups),
        time_outs=time_outs(survey),
        lines=lines(survey, people, causes, groups),
        titles={asked.name: asked.title for asked in survey.checks},
        numbers={asked.name: number for number, asked in enumerate(survey.checks, start=1)},
        pages={asked.name: names.check_page(survey.lab, asked.name) for asked in survey.checks},
    )


def counts(survey: Survey) -> list[Count]:
    """How many handed in, were graded and need a human; then those who are missing, late or excused, if any."""
    rows = survey.rows
    always = [
        Count("handed in", tuple(row for row in rows if row.status is not Status.MISSING), "handed-in"),
        Count("graded", tuple(row for row in rows if row.status is Status.GRADED), "graded"),
        Count("need a human", tuple(row for row in rows if row.needs_human), "human"),
    ]
    sometimes = [
        Count("missing", tuple(row for row in rows if row.status is Status.MISSING), "missing"),
        Count("late", tuple(row for row in rows if row.late), "late"),
        Count("excused", tuple(row for row in rows if row.mark.excused is not None), "excused"),
    ]
    return always + [each for each in sometimes if each.rows]


def reasons(survey: Survey) -> list[tuple[str, tuple[Row, ...]]]:
    """Why a human has to look, each reason with whom it concerns, those that concern most first."""
    titles = {asked.name: asked.title for asked in survey.checks}
    found: dict[str, list[Row]] = {}
    for row in survey.rows:
        if row.needs_human:
            for reason in _reasons(row, titles):
                found.setdefault(reason, []).append(row)
    return sorted(((reason, tuple(rows)) for reason, rows in found.items()), key=lambda each: -len(each[1]))


def _reasons(row: Row, titles: dict[str, str]) -> Iterator[str]:
    broken = [finding for finding in row.findings if finding.verdict is Verdict.BROKEN]
    said = {Status.UNREADABLE: "It can't be read", Status.UNGRADED: "The grader failed"}.get(row.status)
    if said is not None:
        yield f"{said}: {row.reason}" if row.reason else f"{said}."
    elif row.mark.to_mark:
        yield f"{wording.to_mark(row.mark)} Fill in answers.csv in the folder of the results, then grade.py rescore."
    elif not broken:
        yield row.reason or "The mark is provisional."
    for finding in broken:
        yield f"The check “{titles[finding.check]}” is broken: {finding.said}"


def time_outs(survey: Survey) -> list[tuple[str, tuple[Row, ...]]]:
    """The checks in which somebody's time was over, those with most students first."""
    found = [
        (asked.name, tuple(row for row, finding in survey.failures(asked.name) if finding.timed_out))
        for asked in survey.checks
    ]
    return sorted((each for each in found if each[1]), key=lambda each: -len(each[1]))


def lines(survey: Survey, people: People, causes: Sequence[Spread], groups: Sequence[Agreement]) -> Iterator[Line]:
    """The table, a line for each student; causes and groups are numbered from 1 as they are given."""
    numbers = {spread.cause.names: number for number, spread in enumerate(causes, start=1)}
    member: dict[str, list[int]] = {}
    for number, group in enumerate(groups, start=1):
        for row in group.rows:
            member.setdefault(row.student.key, []).append(number)
    for row in survey.rows:
        found = {finding.check: finding for finding in row.findings}
        explained = {numbers[finding.cause]: None for finding in row.findings if finding.cause}
        yield Line(
            row,
            people.one(row),
            _status(row),
            tuple(_states(row)),
            tuple(_cell(found.get(asked.name)) for asked in survey.checks),
            tuple(explained),
            tuple(member.get(row.student.key, ())),
        )


def _status(row: Row) -> str:
    if row.mark.excused is not None:
        return "excused"
    if row.status is Status.GRADED and row.needs_human:
        return "provisional"
    return wording.STATUS[row.status]


def _states(row: Row) -> Iterator[str]:
    yield row.status.value
    if row.status is not Status.MISSING:
        yield "handed-in"
    if row.needs_human:
        yield "human"
    if row.late:
        yield "late"
    if row.mark.excused is not None:
        yield "excused"


def _cell(finding: Finding | None) -> tuple[str, str]:
    """The kind of a verdict, and its word."""
    if finding is None:
        return "none", ""
    return ("failed timeout", "timed out") if finding.timed_out else (finding.verdict.value, finding.verdict.value)


@functools.cache
def _template() -> jinja2.Template:
    return page.template("class.html.j2", ("report.css", "class.css"), "class.js")
