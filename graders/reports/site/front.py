"""The first page where there are several labs: each of them with its figures."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import jinja2

from graders.analysis.distribution import summary
from graders.analysis.survey import Survey
from graders.register import Status
from graders.reports import page
from graders.reports.site import names


def render(surveys: Sequence[Survey], heading: str) -> str:
    """The page that leads to those of the labs; also where nothing was handed in at all."""
    return _template().render(heading=heading, labs=[_figures(survey) for survey in surveys])


def _figures(survey: Survey) -> dict[str, object]:
    """What stands in a lab's line."""
    return {
        "title": survey.title,
        "page": names.lab_page(survey.lab),
        "handed_in": sum(row.status is not Status.MISSING for row in survey.rows),
        "graded": sum(row.status is Status.GRADED for row in survey.rows),
        "human": sum(row.needs_human for row in survey.rows),
        "summary": summary(survey.marks),
        "max_points": max((row.mark.max_points for row in survey.rows), default=0.0),
    }


@functools.cache
def _template() -> jinja2.Template:
    return page.template("class_labs.html.j2", ("report.css", "class.css"))
