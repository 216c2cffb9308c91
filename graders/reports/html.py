"""A result as one page that stands alone: no script, nothing loaded from anywhere, safe to open and to mail.

In a class the same page goes back to the student as feedback, with the mark; it says nothing of anybody else.
"""

from __future__ import annotations

import functools

import jinja2

from graders.model import Result
from graders.register import Mark, Record
from graders.reports import answers, page
from graders.score import score


def render(result: Result, mark: Mark | None = None) -> str:
    """The page that shows ``result``; with a ``mark``, what the student gets for it in a class and how that comes."""
    return _template("report.html.j2").render(
        result=result,
        score=score(result),
        mark=mark,
        titles={check.name: check.title.rstrip(".") for check in result.checks}
        | {answer.question: answer.title for answer in result.answers},
        dropped={each.check: each.reason for each in mark.dropped} if mark is not None else {},
        answers=answers,
        given={each.check: each.reason for each in mark.given} if mark is not None else {},
    )


def render_ungraded(record: Record, title: str | None = None) -> str:
    """The page of a ``record`` without a result: what became of the work, and why. ``title`` is the lab's, if known."""
    return _template("ungraded.html.j2").render(record=record, title=title or record.lab)


def make_ready() -> None:
    """Read the report's template ahead of its first use; whoever may have to wait for something else can do so."""
    _template("report.html.j2")


@functools.cache
def _template(name: str) -> jinja2.Template:
    return page.template(name)
