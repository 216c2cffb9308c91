"""A result as plain text: for a file, a log, or a terminal without colour and columns."""

from __future__ import annotations

from collections.abc import Iterator

from graders.model import Answer, CheckResult, Result, Verdict
from graders.reports import answers, wording
from graders.reports.facts import facts, place, told_apart
from graders.reports.legible import legible, legible_line
from graders.score import score

OUTPUT_LINES = 8
LINE_LENGTH = 300
"""How much captured output is shown, and of each line; the page has all of it."""


def render(result: Result) -> str:
    """``result`` as lines of text: a table of the checks, what the others saw, and the marks."""
    return "\n".join(_lines(result)) + "\n"


def detail(check: CheckResult) -> str:
    """What there is to say of a check that did not pass, as labelled lines."""
    return "\n".join(_detail(check))


def total(result: Result) -> str:
    """The marks and the verdicts in one line."""
    marks = score(result)
    return f"{wording.points(marks.points)} of {wording.points(marks.max_points)} points. {wording.headline(marks)}"


def _lines(result: Result) -> Iterator[str]:
    yield f"{legible_line(result.title)}: {legible_line(result.submission)}"
    yield ""
    for check in result.checks:
        yield _row(check)
    if result.withheld:
        yield wording.withheld(result.withheld)
    if result.answers:
        yield ""
        yield "Written answers"
    for answer in result.answers:
        yield f"{answers.state(answer):<28}{_out_of(answer):>5}  {legible_line(answer.title)}"
        yield from (f"  {_indented(problem, '    ')}" for problem in answer.problems)
    if result.problems:
        yield ""
    for problem in result.problems:
        yield f"note: {_indented(problem, '      ')}"
    for group in told_apart(check for check in result.checks if check.verdict in (Verdict.FAILED, Verdict.BROKEN)):
        yield ""
        for _, check in group:
            yield f"{wording.PLAIN_SYMBOLS[check.verdict]} {legible_line(check.title)}"
        yield from ("  " + line for line in _detail(group[0][1]))
    yield ""
    yield total(result)
    if not_final := wording.provisional(score(result)):
        yield not_final


def _out_of(answer: Answer) -> str:
    return f"–/{wording.points(answer.points)}" if answer.points > 0 else ""


def _row(check: CheckResult) -> str:
    marks = f"{wording.earned(check)}/{wording.points(check.max_points)}"
    verdict = f"{wording.PLAIN_SYMBOLS[check.verdict]} {check.verdict.value}"
    return f"{verdict:<10}{marks:>7}  {legible_line(check.title)}{' (hidden)' if not check.public else ''}"


def _detail(check: CheckResult) -> Iterator[str]:
    if check.reason:
        yield _indented(check.reason, "")
    for fact in facts(check.evidence) if check.evidence else ():
        yield f"{fact.label + ':':<12}{_indented(fact.text, ' ' * 12)}"
    for frame in check.frames:
        yield legible_line(place(frame))
        yield f"    {legible_line(frame.text)}"
    for remark in check.remarks:
        yield _indented(remark, "")
    if check.verdict is Verdict.BROKEN:
        yield wording.BROKEN
    if check.diagnoses:
        yield f"{wording.looks_like(check)}:"
    for diagnosis in check.diagnoses:
        yield f"  - {_indented(diagnosis.said, '    ')}"
        if diagnosis.formula:
            yield f"    {_indented(diagnosis.formula, '')}"
        if diagnosis.hint:
            yield f"    hint: {_indented(diagnosis.hint, ' ' * 10)}"
    if check.unexplained:
        yield wording.UNEXPLAINED
    if hint := wording.hint(check):
        yield f"hint: {_indented(hint, ' ' * 6)}"
    if check.output:
        yield "printed:"
        yield from (f"  {line}" for line in excerpt(check.output))


def excerpt(output: str) -> Iterator[str]:
    """The first lines of what was printed, each with a mark that tells it from the report's own."""
    lines = legible(output).rstrip("\n").split("\n")
    for line in lines[:OUTPUT_LINES]:
        yield f"| {line}" if len(line) <= LINE_LENGTH else f"| {line[:LINE_LENGTH]} …"
    if len(lines) > OUTPUT_LINES:
        yield f"… {wording.counted(len(lines) - OUTPUT_LINES, 'more line')}"


def _indented(text: str, margin: str) -> str:
    """``text`` with its further lines set in, so that none of them can pass for a line of the report."""
    return legible(text).replace("\n", f"\n    {margin}")
