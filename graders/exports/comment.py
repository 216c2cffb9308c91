"""The feedback in a few sentences, for the comment field of a learning platform: HTML without any markup of others."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from graders.exports.table import FORMULA
from graders.model import CheckResult
from graders.register import Mark, Record, Status
from graders.reports import answers, wording
from graders.reports.facts import reckoning, to_fix
from graders.reports.legible import legible
from graders.score import score

FIXES = 3
"""How many things to mend are named; the report has all of them."""

LENGTH = 400

BEGINNING = re.compile(rf"(?<=;)(?:[\s']*[{re.escape(FORMULA)}])+")
"""What some spreadsheet programs compute behind a semicolon, with which every entity of HTML ends."""


def comment(record: Record) -> str:
    """The mark, how it comes about, and what to mend first, each a paragraph."""
    return "".join(f"<p>{_escaped(_short(line))}</p>" for line in _lines(record))


def _escaped(line: str) -> str:
    return BEGINNING.sub(_as_entities, html.escape(line))


def _as_entities(signs: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" if sign in FORMULA else sign for sign in signs[0])


def _lines(record: Record) -> Iterator[str]:
    if record.mark.points is not None:
        yield f"{wording.points(record.mark.points)} of {wording.points(record.mark.max_points)} points."
    yield from reckoned(record.mark)
    if record.status is Status.MISSING:
        yield "Nothing was handed in."
    elif record.reason:
        yield record.reason
    if record.result is None:
        return
    total = score(record.result)
    yield wording.headline(total)
    if not_final := wording.provisional(total, record.mark):
        yield not_final
    wrong = to_fix(record.result, record.mark)
    for number, group in enumerate(wrong[:FIXES], start=1):
        check = group[0][1]
        yield f"{number}. {check.title} {check.reason or ''} {_advice(check)}".strip()
        if others := len(group) - 1:
            yield f"And {others} more {'fails' if others == 1 else 'fail'} for the same reason."
    if left := sum(map(len, wrong[FIXES:])):
        yield f"And {left} more; the report names {'it' if left == 1 else 'them'}."
    for answer in record.result.answers:
        marked = answers.given(record.mark, answer)
        comment = f": {marked.comment}" if marked is not None and marked.comment else "."
        worth = f" ({answers.points(answer, record.mark)} of {wording.points(answer.points)} points)"
        yield f"{answer.title}{worth if answer.points > 0 else ''}{comment}"


def _advice(check: CheckResult) -> str:
    """The hint of the one mistake that explains a failure, else the check's own."""
    hints = [diagnosis.hint for diagnosis in check.diagnoses if diagnosis.hint]
    return hints[0] if len(hints) == 1 else check.hint or ""


def _short(text: str) -> str:
    line = " ".join(legible(text).split())
    return line if len(line) <= LENGTH else f"{line[: LENGTH - 1]}…"


def reckoned(mark: Mark) -> Iterator[str]:
    """What made the mark another than the checks did: being late, adjustments, an excuse."""
    sums = ("Checks", "Checks and answers", "Mark")
    yield from (f"{fact.label}: {fact.text}" for fact in reckoning(mark) if fact.label not in sums)
