"""The command line: parse, forward, show. What is done is done elsewhere."""

from __future__ import annotations

import io
import os
import sys
import traceback

import click

from graders.cli import changes as changes
from graders.cli import classes as classes
from graders.cli import export as export
from graders.cli import grade as grade
from graders.cli import handouts as handouts
from graders.cli import labs as labs
from graders.cli import watching as watching
from graders.cli.group import cli as cli
from graders.errors import LabproofError, UsageError

# The grader's own arrays are small: threads of the linear algebra would cost 30 ms at the start and help nothing.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit code. Every error is one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that this terminal can't show ends nothing
    try:
        code = cli.main(arguments, prog_name="grade.py", standalone_mode=False)
        return int(code or 0)
    except click.ClickException as error:
        return _shown(error)
    except click.Abort:
        click.echo("stopped", err=True)
        return 130
    except LabproofError as error:
        return _told(str(error), error.exit_code)
    except Exception as error:
        # Ours, not the student's: say so, keep the traceback for whoever mends it, and never look like a grade.
        said = f"the grader itself failed ({type(error).__name__}: {error}); please report it with what stands above"
        return _told(said, LabproofError.exit_code, traceback.format_exc())


def _shown(error: click.ClickException) -> int:
    """Say what click has against the command line, which may be made of a student's file names."""
    from graders.reports.legible import legible, legible_line

    said = io.StringIO()
    error.show(said)
    sentence = error.format_message()
    click.echo(legible(said.getvalue().replace(sentence, legible_line(sentence))), err=True, nl=False)
    return UsageError.exit_code


def _told(sentence: str, code: int, before: str = "") -> int:
    """Say an error on stderr. It may quote a student's file names: nothing in it may steer the terminal."""
    from graders.reports.legible import legible, legible_line

    click.echo(f"{legible(before)}error: {legible_line(sentence)}", err=True)
    return code
