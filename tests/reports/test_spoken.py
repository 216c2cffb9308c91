"""What commands say: nothing that anybody is called steers the terminal, forges a line, or is taken for markup."""

import dataclasses
import io
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from graders import cli
from graders.cli.progress import note
from graders.errors import UsageError
from graders.model import Measurement
from graders.moves import moves
from graders.register import Adjustment
from graders.reports import class_summary, terminal, text, verification
from graders.selfcheck import command, watch
from graders.verify.figures import CheckFigures, Margin, Mutation, Survivor, Verification
from tests.reports import hostile
from tests.reports.results import filled
from tests.reports.texts import ANY, MARKUP, STEERING, steering

few = settings(max_examples=20, deadline=None)

LITERAL = [each for each in MARKUP if each.startswith(("[", ":", "\\[")) and "\x1b" not in each]
"""What rich would take for a style, a link or a picture."""


def said(show: Callable[[Console], object], width: int = 200) -> str:
    """What is printed on a terminal that has colours, without them."""
    console = Console(
        file=io.StringIO(), width=width, color_system="truecolor", force_terminal=True, legacy_windows=False
    )
    show(console)
    return re.sub(r"\x1b\[[0-9;]*m", "", console.file.getvalue())


def proved(name: str) -> Verification:
    """A verification in which everything is called ``name``."""
    measurement = Measurement(name, 0.4, 0.5, "at most")
    return Verification(
        *(name, name, 3, 3, 3),
        margins=(Margin(name, measurement, name),),
        checks=(CheckFigures(name, False, 0.1, 1),),
        starter=name,
        mistakes=2,
        caught=2,
        hidden_only=(name,),
        variants=1,
        kept=1,
        mutation=Mutation(3, 2, 0, (Survivor(Path("a.py"), 3, name, name, name),)),
        bands={},
        findings=(name,),
    )


def summed_up(name: str, console: Console) -> None:
    tally = class_summary.Tally()
    list(tally.counted(hostile.class_(name)))
    class_summary.render(tally.labs, console)


SPOKEN: dict[str, Callable[[str], str]] = {
    "result": lambda name: said(lambda console: terminal.render(filled(lambda: name), console)),
    "plain": lambda name: text.render(filled(lambda: name)),
    "class": lambda name: said(lambda console: summed_up(name, console)),
    "lab": lambda name: said(lambda console: verification.render(proved(name), console)),
    "labs": lambda name: said(lambda console: verification.summary([proved(name)] * 2, console)),
    "note": lambda name: said(lambda console: note(console, name)),
}


@pytest.mark.parametrize("spoken", SPOKEN)
@pytest.mark.parametrize("name", STEERING, ids=ascii)
def test_nothing_unseen_is_said(spoken, name):
    assert steering(SPOKEN[spoken](f"a{name}b")) == []


@pytest.mark.parametrize("spoken", SPOKEN)
@few
@given(ANY)
def test_no_text_steers_whoever_reads_what_is_said(spoken, name):
    assert steering(SPOKEN[spoken](name)) == []


@pytest.mark.parametrize("spoken", SPOKEN)
@pytest.mark.parametrize("name", LITERAL)
def test_nothing_that_is_said_is_taken_for_markup(spoken, name):
    assert name in SPOKEN[spoken](name)


def renamed(name: str) -> list[str]:
    before = list(itertools.islice(hostile.class_(name), 2))
    mark = dataclasses.replace(before[0].mark, points=1.0, adjustments=(Adjustment(-6.0, name),))
    after = [dataclasses.replace(before[0], mark=mark), *before[1:]]
    return [str(move) for move in moves(before, after)]


@few
@given(ANY)
def test_who_moves_is_said_on_a_line_each(name):
    (move,) = renamed(name)
    assert steering(move) == []
    assert "\n" not in move


# ------------------------------------------------------------------------------------------------ errors

HOSTILE_NAMES = (
    "\x1b]0;10/10\x07.zip",
    "a\nerror: all of it passed",
    "\u202epiz.py",
    "--\x9b2J=x",
    "--no\nerror: all of it passed",
    "\udcff\x08\x08",
    "[red]x[/red]:bug:.py",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
@pytest.mark.parametrize(
    "words", [["grade"], ["class"], ["rescore"], ["report"], ["grade", "--lab"], ["export", "--to"]]
)
def test_an_error_that_quotes_a_name_is_one_line(words, name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main([*words, name]) in (2, 3)
    told = capsys.readouterr()
    assert steering(told.out + told.err) == []
    assert not [line for line in (told.out + told.err).splitlines() if line.startswith("error: all")]
    assert told.err.splitlines()[-1].lower().startswith("error: ")


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_a_self_check_says_its_errors_on_one_line(name, capsys, monkeypatch, tmp_path):
    def refuse(_: object) -> int:
        raise UsageError(f"there is no {name}; name another")

    monkeypatch.setattr(command, "_checked", refuse)
    assert command.main([]) == 2
    told = capsys.readouterr().err
    assert steering(told) == []
    assert told.count("\n") == 1


def test_watching_says_its_errors_on_one_line(capsys, monkeypatch, tmp_path):
    (tmp_path / "softmax.py").write_text("x = 1\n")

    def refuse(_: object) -> int:
        raise UsageError("\x1b[2J\nerror")

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(watch, "_at_rest", lambda path, now: now)
    monkeypatch.setattr(watch.time, "sleep", interrupted)
    assert watch.watch(tmp_path, refuse) == 2
    assert capsys.readouterr().err == "error: \\x1b[2J\\nerror\n"


@given(st.lists(ANY, min_size=1, max_size=3))
def test_what_was_printed_is_told_from_what_the_report_says(printed):
    lines = list(text.excerpt("\n".join(printed)))
    assert all(line.startswith(("| ", "… ")) and "\n" not in line for line in lines)
    assert steering("".join(lines)) == []
