"""``grade.py SUBMISSION``: one submission, graded and shown."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.cli.group import PATH, cli, console_on, early_zygote
from graders.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from graders.model import Result
    from graders.run import Event


@cli.command()
@click.argument("submission", type=PATH)
@click.option("--lab", help="The lab to grade for; by default it is recognised by the names of the files.")
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
@click.option("--seed", help="Repeat a grade: the seed that stands in its report.")
@click.option("--out", type=PATH, default=Path("reports"), help="Folder or .html file of the report.")
@click.option("--json", "json_out", type=PATH, help="Write the result as JSON; - for stdout.")
@click.option("--junit", type=PATH, help="Write JUnit XML; - for stdout.")
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
    definitions_only: bool,
    external_sandbox: str | None,
) -> int:
    """Grade one submission: a folder, a .zip, a .py file or a notebook. Shows a table and writes an HTML report."""
    if str(json_out) == str(junit) == "-":
        raise UsageError("--json - and --junit - would be mixed on standard output; write one of them to a file")
    zygote = early_zygote()
    from graders.sandbox.nursery import Nursery

    with Nursery(zygote=zygote) as nursery:
        from graders import score, single
        from graders.intake.path import opened
        from graders.labs import ASSIGNMENTS
        from graders.reports import files, html, json, terminal
        from graders.reports import junit as junit_xml

        console = console_on(stderr="-" in (str(json_out), str(junit)))
        request = single.Request(submission, lab, labs or ASSIGNMENTS, seed, external_sandbox, definitions_only)
        tree = opened(submission)
        names = single.labs_of(request, tree)
        codes = []
        for name in names:
            result = _watched(single.grade(request, tree, name, nursery), console)
            place = functools.partial(files.of_lab, lab=name if len(names) > 1 else None)
            report = files.write(files.report(place(out), result), html.render(result))
            if json_out is not None:
                files.write(place(json_out), json.to_json(result))
            if junit is not None:
                files.write(place(junit), junit_xml.to_junit(result))
            terminal.render(result, console)
            console.print(f"report: {report}", markup=False, highlight=False, soft_wrap=True)
            codes.append(score.exit_code(result))
        return max(codes)


def _watched(events: Iterator[Event], console: Console) -> Result:
    """Go through the events of a grading, with a progress bar where somebody sees it."""
    from graders.run import Checking, Graded, Started

    with contextlib.ExitStack() as stack:
        for event in events:
            if isinstance(event, Graded):
                return event.result
            if not console.is_terminal:
                continue
            if isinstance(event, Started):
                from rich.progress import Progress

                bar = stack.enter_context(Progress(console=console, transient=True))
                task = bar.add_task("grading", total=len(event.lab.checks))
            elif isinstance(event, Checking):
                bar.update(task, description=event.check.name)
            else:
                bar.advance(task)
    raise AssertionError("a grading ends with its result")
