"""``python check.pyz``: the command line of a self-check, on the standard library alone."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import graders
from graders.errors import LabproofError, UsageError
from graders.intake.path import opened
from graders.lab import Lab
from graders.model import Result
from graders.reports import files, text
from graders.reports.legible import legible_line
from graders.run import Checking, Event, Graded, last
from graders.score import exit_code
from graders.selfcheck import contents, watch
from graders.selfcheck.session import Session, recorded
from graders.selfcheck.workers import Workers

ENDINGS = (".py", ".ipynb", ".zip")
"""By these, or by a slash, a word is a path; else it names a part of the lab."""

LINE = 78


def main(arguments: Sequence[str] | None = None) -> int:
    """Check as the arguments say. The exit code: 0 all passed, 1 not, 2 the command is wrong, 3 nothing was checked."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that can't write Chinese is no reason to fail
    try:
        return _checked(_parser().parse_intermixed_args(arguments))
    except LabproofError as error:
        _say(f"error: {legible_line(str(error))}", sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python check.pyz",
        description="Check your work before you hand it in. Nothing leaves this computer.",
        epilog="Without a path, the files in this folder are checked, or those beside check.pyz.",
    )
    parser.add_argument("what", nargs="*", metavar="PATH|PART", help="your file or folder; a function, or a check")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file is saved: what it touches")
    parser.add_argument("--list", action="store_true", help="list the checks, and the functions that each looks at")
    parser.add_argument("--report", type=Path, metavar="FILE", help="the page to write; by default report.html")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON; - for the terminal")
    parser.add_argument("--definitions-only", action="store_true", help="leave out what the files compute when loaded")
    parser.add_argument("--version", action="version", version=f"labproof {graders.__version__}")
    return parser


def _checked(given: argparse.Namespace) -> int:
    paths = [Path(word) for word in given.what if _is_path(word)]
    parts = [word for word in given.what if not _is_path(word)]
    if len(paths) > 1:
        raise UsageError(f"{paths[0]} and {paths[1]} are two places; name one file, or the folder that holds all")
    held = contents.read()
    path = paths[0] if paths else _here(held.lab)
    with Workers(held.lab.packages) as workers:
        session = recorded(held.lab, held.cassette, workers)
        names = [name for part in parts for name in session.checks_of(part)] or list(held.lab.checks)
        if given.list:
            _say(listed(session))
            return 0
        out = given.report or (path if path.is_dir() else path.parent) / "report.html"
        if given.watch:
            return watch.watch(path, lambda stale: _once(session, path, names, given, out, stale))
        return _once(session, path, names, given, out)


def _once(
    session: Session,
    path: Path,
    names: Sequence[str],
    given: argparse.Namespace,
    out: Path,
    stale: Callable[[], bool] = lambda: False,
) -> int:
    """Check what is there now, and show what came of it; raises ``watch.Stale`` where it is ``stale`` by then."""
    events = watch.fresh(session.check(opened(path), names, given.definitions_only), stale)
    result = last(_followed(events, sys.stderr))
    if given.json is not None:
        from graders.reports import json

        files.write(given.json, json.to_json(result))
    stream = sys.stderr if given.json == files.STDOUT else None
    _say(text.render(result), stream, end="")
    _say(legible_line(_written(result, out, given)), stream)
    if given.watch:
        _say(f"Watching {legible_line(str(path))}; Ctrl-C ends it.\n", stream)
    return exit_code(result)


def _written(result: Result, out: Path, given: argparse.Namespace) -> str:
    """Write the page, and tell where. It comes last: what makes pages takes longer to load than a table to be read."""
    from graders.reports import html

    try:
        return f"report: {files.write(out, html.render(result))}"
    except UsageError as error:
        if given.report is not None:
            raise
        # Nobody asked for it: what was found is shown all the same.
        return f"no report: {error}"


def _say(said: str, stream: TextIO | None = None, end: str = "\n") -> None:
    stream = stream or sys.stdout
    stream.write(said + end)
    stream.flush()


def listed(session: Session) -> str:
    """The checks by their names, each with its title and the functions that it looks at."""
    lines = [f"{session.lab.title}: python check.pyz NAME runs one check, or all that look at one function.", ""]
    for check in session.lab.checks.values():
        lines.append(f"{check.name}: {check.title}")
        lines.append(f"    looks at {', '.join(session.asked[check.name])}")
    return "\n".join(lines)


def _is_path(word: str) -> bool:
    return word.lower().endswith(ENDINGS) or "/" in word or "\\" in word or word in (".", "..")


def _here(lab: Lab) -> Path:
    """The current folder if the work may lie there, else the one in which the file lies that is being run."""
    asked = {Path(file).stem for file in lab.files}
    here = Path()
    if any(each.stem in asked or each.suffix == ".ipynb" for each in here.iterdir()):
        return here
    return Path(sys.argv[0]).parent


def _followed(events: Iterator[Event], terminal: TextIO) -> Iterator[Event]:
    """The events of a grading; on the way a terminal shows which check is running."""
    for event in events:
        if terminal.isatty() and isinstance(event, Checking):
            _say(f"\r{event.check.title[:LINE]:{LINE}}", terminal, end="")
        elif terminal.isatty() and isinstance(event, Graded):
            _say(f"\r{'':{LINE}}\r", terminal, end="")
        yield event
