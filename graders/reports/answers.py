"""Written answers, as a report shows them: what became of each, and its figures as addresses that hold them whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graders.model import Answer, Figure
from graders.register import AnswerMark, Mark
from graders.reports import wording

KINDS = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def address(figure: Figure) -> str:
    """The figure as an address that needs no file; "" where it is no picture of a kind that is known to be harmless."""
    if figure.kind not in KINDS or not BASE64.fullmatch(figure.data):
        return ""
    return f"data:{figure.kind};base64,{figure.data}"


def given(mark: Mark | None, answer: Answer) -> AnswerMark | None:
    """What a person gave for an answer and said of it; None where there are no marks, or none for this question."""
    marks = mark.answers if mark is not None else ()
    return next((each for each in marks if each.question == answer.question), None)


def state(answer: Answer, mark: Mark | None = None) -> str:
    """What became of an answer, in a few words."""
    if not answer.answered:
        return "not answered"
    if answer.points <= 0:
        return "answered"
    told = given(mark, answer)
    return "answered, a person marks it" if told is None or told.points is None else "marked"


def points(answer: Answer, mark: Mark | None = None) -> str:
    """The points that were given; ``–`` while there are none."""
    told = given(mark, answer)
    return wording.total(told.points if told is not None else None)


def summary(answers: Sequence[Answer]) -> str:
    """How many of the questions are answered, in one sentence."""
    there = sum(answer.answered for answer in answers)
    said = f"{there} of {len(answers)} written questions {'is' if there == 1 else 'are'} answered"
    if len(answers) == 1:
        said = f"The written question is {'' if there else 'not '}answered"
    worth = sum(answer.points for answer in answers)
    marked = f"; a person marks {'it' if len(answers) == 1 else 'them'}" if worth > 0 else ""
    return f"{said}{marked}."
