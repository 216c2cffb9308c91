"""``grade.py SUBMISSION``: one submission, graded and shown."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from graders.cli.group import PATH, cli, console_on, early_zygote, tell
from graders.errors import UsageError

if TYPE_CHECKING:
    from graders.model import Result
    from graders.run import Event

SWITCH = 0.0005
"""Seconds after which the thread that is at work lets the other one go on; Python's own 5 ms are longer than a call."""


@cli.command()
@click.argument("submission", type=PATH)
@click.option("--lab", help="The lab to grade for; by default it is recognised by the names of the files.")
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
@click.option("--seed", help="Repeat a grade: the seed that stands in its report.")
@click.option("--out", type=PATH, default=Path("reports"), help="Folder or .html file of the report.")
@click.option("--json", "json_out", type=PATH, help="Write the result as JSON; - for stdout.")
@click.option("--junit", type=PATH, help="Write JUnit XML; - for stdout.")
@click.option("--gradescope", type=PATH, help="Write Gradescope's results.json; - for stdout.")
@click.option("--classroom50", type=PATH, help="Write Classroom 50's result.json; - for stdout.")
@click.option("--definitions-only", is_flag=True, help="Leave out what the files compute while they are loaded.")
@click.option("--external-sandbox", metavar="NAME", help="Grade at any tier: NAME confines this run.")
def grade(
    submission: Path,
    lab: str | None,
    labs: Path | None,
    seed: str | None,
    out: Path,
    json_out: Path | None,
    junit: Path | None,
    gradescope: Path | None,
    classroom50: Path | None,
    definitions_only: bool,
    external_sandbox: str | None,
) -> int:
    """Grade one submission: a folder, a .zip, a .py file or a notebook. Shows a table and writes an HTML report."""
    forms = {"json": json_out, "junit": junit, "gradescope": gradescope, "classroom50": classroom50}
    on_stdout = [f"--{name} -" for name, place in forms.items() if str(place) == "-"]
    if len(on_stdout) > 1:
        raise UsageError(f"{' and '.join(on_stdout)} would be mixed on standard output; write one of them to a file")
    zygote = early_zygote()
    from graders.sandbox.nursery import Nursery

    with Nursery(zygote=zygote) as nursery:
        from graders import score, single
        from graders.intake.path import opened
        from graders.labs import ASSIGNMENTS
        from graders.run import last

        request = single.Request(submission, lab, labs or ASSIGNMENTS, seed, external_sandbox, definitions_only)
        tree = opened(submission)
        names = single.labs_of(request, tree)
        codes = []
        for name in names:
            result = last(_watched(single.grade(request, tree, name, nursery), sys.stderr if on_stdout else sys.stdout))
            from graders.reports import files, html, terminal

            console = console_on(stderr=bool(on_stdout))
            place = functools.partial(files.of_lab, lab=name if len(names) > 1 else None)
            report = files.write(files.own(files.report(place(out), result), submission), html.render(result))
            for form, where in forms.items():
                if where is not None:
                    files.write(files.own(place(where), submission), _written(form, result))
            terminal.render(result, console)
            tell(console, f"report: {report}")
            codes.append(score.exit_code(result))
        return max(codes)


def _written(form: str, result: Result) -> str:
    """A result for another program."""
    from graders.exports import classroom50, gradescope
    from graders.reports import json, junit

    match form:
        case "json":
            return json.to_json(result)
        case "junit":
            return junit.to_junit(result)
        case "gradescope":
            return gradescope.to_gradescope(result)
    return classroom50.to_classroom50(result, os.environ)


def _watched(events: Iterator[Event], screen: TextIO) -> Iterator[Event]:
    """The events of a grading, with a progress bar where somebody sees it.

    What the report needs is imported meanwhile, on another thread: this one waits for the workers most of the time.
    """
    from graders.run import Checked, Checking, Started

    with contextlib.ExitStack() as stack:
        for event in events:
            yield event
            if isinstance(event, Started):
                sys.setswitchinterval(SWITCH)
                threading.Thread(target=_make_ready).start()
            if not screen.isatty():
                continue
            if isinstance(event, Started):
                from rich.progress import Progress

                bar = stack.enter_context(Progress(console=console_on(stderr=screen is sys.stderr), transient=True))
                task = bar.add_task("grading", total=len(event.lab.checks))
            elif isinstance(event, Checking):
                bar.update(task, description=event.check.name)
            elif isinstance(event, Checked):
                bar.advance(task)


def _make_ready() -> None:
    """Import what shows a result, and read the report's template."""
    from graders.reports import html, terminal  # noqa: F401

    html.make_ready()
