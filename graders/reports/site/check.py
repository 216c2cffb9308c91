"""A check's page: how many passed, how long it took, and who failed how."""

from __future__ import annotations

import functools

import jinja2

from graders.analysis.failures import Bond, groups
from graders.analysis.items import Item
from graders.analysis.row import Row
from graders.analysis.survey import Survey
from graders.model import Verdict
from graders.reports import page
from graders.reports.site.people import People


def render(survey: Survey, item: Item, number: int, upward: str) -> str:
    """The page of a check of the lab, the one with this number; ``upward`` is the lab's page as seen from here."""
    others: dict[Verdict, list[Row]] = {Verdict.BROKEN: [], Verdict.SKIPPED: []}
    for row, finding in survey.findings(item.asked.name):
        if finding.verdict in others:
            others[finding.verdict].append(row)
    return _template().render(
        survey=survey,
        item=item,
        number=number,
        upward=upward,
        groups=groups(survey, item.asked.name),
        others=others,
        dropped=survey.dropped.get(item.asked.name),
        given=survey.given.get(item.asked.name),
        people=People(survey.rows, "../"),
        Bond=Bond,
    )


@functools.cache
def _template() -> jinja2.Template:
    return page.template("check.html.j2", ("report.css", "class.css"))
