"""Every way to show a result, compared with a file that somebody has looked at; ``tests/gold/README.md`` says more."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from graders.model import Result
from graders.reports import html, json, junit, terminal, text
from tests.reports.results import everything, perfect

GOLD = Path(__file__).parent.parent / "gold"


def on_terminal(result: Result) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None, legacy_windows=False)
    terminal.render(result, console)
    printed = console.file.getvalue()
    return "".join(line.rstrip() + "\n" for line in printed.splitlines())


def as_page(result: Result) -> str:
    page = re.sub(r"<style>.*?</style>", "<style>…</style>", html.render(result), flags=re.DOTALL)
    return re.sub(r"'sha256-[^']*'", "'sha256-…'", page)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("everything.html", lambda: as_page(everything())),
        ("everything.json", lambda: json.to_json(everything())),
        ("everything.terminal.txt", lambda: on_terminal(everything())),
        ("everything.txt", lambda: text.render(everything())),
        ("everything.xml", lambda: junit.to_junit(everything())),
        ("perfect.html", lambda: as_page(perfect())),
        ("perfect.terminal.txt", lambda: on_terminal(perfect())),
    ],
)
def test_gold(name, shown, request):
    path = GOLD / name
    if request.config.getoption("--update-gold", default=False):
        path.write_text(shown(), encoding="utf-8", newline="\n")
    assert shown() == path.read_text(encoding="utf-8")
