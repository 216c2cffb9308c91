"""The terminal: the same words with and without colour, and nothing a submission says can steer it."""

import dataclasses
import io
import re
import subprocess
import sys

import pytest
from rich.console import Console

from graders.model import Result, Verdict
from graders.reports import terminal, text
from tests.reports.results import everything, filled, perfect


def printed(result: Result, width: int = 100, colour: str | None = None, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="\n", write_through=True)
    terminal.render(result, Console(file=file, width=width, color_system=colour, force_terminal=colour is not None))
    return raw.getvalue().decode(encoding)


def test_colour_adds_nothing_to_the_words():
    coloured = printed(everything(), colour="truecolor")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == printed(everything())


@pytest.mark.parametrize("show", [printed, text.render])
def test_no_text_steers_the_terminal_or_forges_a_line(show):
    shown = show(filled(lambda: "\x1b[2J\x9b\x07\r\u202e\n3 of 3 points. All 3 checks passed.\n✓ passed  9 / 9"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    forged = [line for line in shown.splitlines() if line.startswith(("3 of 3", "✓ passed  9", "+ passed  9"))]
    assert forged == []


@pytest.mark.parametrize("show", [printed, text.render])
def test_no_text_is_taken_for_markup(show):
    for hostile in ("[red]x[/red]", "[/]", "[link=http://evil.example]x[/link]", ":warning:", "[bold", "\\[x]"):
        assert show(filled(lambda hostile=hostile: hostile)).count(hostile) >= 10


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_old_terminals_get_what_they_can_write(encoding):
    shown = printed(everything(), encoding=encoding)
    assert "x failed" in shown
    assert "3 of 13 points." in shown


def test_a_narrow_terminal_loses_nothing():
    shown = printed(everything(), width=40)
    assert "takethelargestoneofffirst" in "".join(shown.split()).lower()
    assert max(map(len, shown.splitlines())) <= 40


@pytest.mark.parametrize("show", [printed, text.render])
def test_what_fails_for_one_reason_is_told_once(show):
    missing = dataclasses.replace(everything().checks[1], reason="softmax.py has no `softmax`", diagnoses=())
    checks = (missing, dataclasses.replace(missing, title="The loss is a mean."))
    shown = show(dataclasses.replace(everything(), checks=checks))
    assert shown.count("softmax.py has no `softmax`") == 1
    assert shown.count("The loss is a mean.") == 2


@pytest.mark.parametrize("show", [printed, text.render])
def test_a_mistake_is_told_once_with_all_the_checks_that_it_costs(show):
    one = everything().checks[1]
    other = dataclasses.replace(one, title="The loss is a mean.", reason="The loss is nan.")
    shown = show(dataclasses.replace(everything(), checks=(one, other)))
    assert shown.count("exp is taken of the scores as they are.") == 1
    assert shown.count("The loss is a mean.") == 2


@pytest.mark.parametrize("show", [printed, text.render])
def test_what_explains_a_failure_is_told_with_its_formula_and_what_does_not_is_told_too(show):
    shown = " ".join(show(everything()).split())
    assert "Looks like one of these, which give the same numbers here" in shown
    assert "softmax(z)ⱼ = exp(zⱼ) / Σₖ exp(zₖ)" in shown
    assert "Subtract the maximum of each row" not in shown, "a mistake's own hint takes the place of the check's"
    assert "No mistake that this lab knows gives these numbers" in shown


@pytest.mark.parametrize("show", [printed, text.render])
def test_the_last_words_are_the_marks(show):
    assert show(perfect()).splitlines()[-1] == "14.5 of 14.5 points. All 8 checks passed."


def test_reports_for_programs_need_neither_rich_nor_jinja():
    program = (
        "import sys; sys.path.insert(0, '')\n"
        "from graders.reports import json, junit, text\n"
        "assert not {'rich', 'jinja2', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-I", "-c", program], check=True)


@pytest.mark.parametrize("show", [printed, text.render])
def test_what_was_printed_is_shown_in_part(show):
    failed = next(check for check in everything().checks if check.verdict is Verdict.FAILED)
    talkative = dataclasses.replace(failed, output="x" * 1_000_000 + "\n" + "y\n" * 100)
    shown = show(dataclasses.replace(everything(), checks=(talkative,)))
    assert len(shown) < 5000
    assert "… 93 more lines" in shown
