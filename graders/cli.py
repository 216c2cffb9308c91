"""The command line: parse, forward, show. What is done is done elsewhere."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import graders
from graders.errors import LabproofError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from graders.model import Result
    from graders.run import Event
    from graders.sandbox.launch import Zygote
    from graders.verify import Progress, Verification, Verified


PATH = click.Path(path_type=Path)

# The grader's own arrays are small: threads of the linear algebra would cost 30 ms at the start and help nothing.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class Commands(click.Group):
    """Commands by name; a first word that is no command's name is a submission to grade."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``grade`` in front where the first word that is no option names no command."""
        if args and args[0] not in ("--help", "--version"):
            first = next((word for word in args if not word.startswith("-")), None)
            if first not in self.commands:
                args = ["grade", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["--help"]})
@click.version_option(graders.__version__, prog_name="labproof")
def cli() -> None:
    """Proofread deep-learning labs: compare a submission with a textbook reference and say what is wrong.

    `grade.py SUBMISSION` is short for `grade.py grade SUBMISSION`.
    """


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
    zygote = _early_zygote()
    from graders.sandbox.nursery import Nursery

    with Nursery(zygote=zygote) as nursery:
        from graders import score, single
        from graders.intake.path import opened
        from graders.labs import ASSIGNMENTS
        from graders.reports import files, html, json, terminal
        from graders.reports import junit as junit_xml

        console = _console(stderr="-" in (str(json_out), str(junit)))
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


@cli.command()
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
def labs(labs: Path | None) -> int:
    """List the labs and the files that each asks for."""
    from graders.labs import ASSIGNMENTS, available

    for name, files in available(labs or ASSIGNMENTS).items():
        click.echo(f"{name}: {', '.join(files)}")
    return 0


@cli.command()
def doctor() -> int:
    """Attack the sandbox and say in words what this machine gives."""
    from graders import doctor as examination
    from graders.sandbox.nursery import Nursery

    with Nursery() as nursery:
        diagnosis = examination.examine(nursery)
    isolation = diagnosis.isolation
    click.echo(f"tier {isolation.tier}, {examination.TIERS[isolation.tier]}")
    click.echo(f"layers: {', '.join(isolation.layers) or 'none'}")
    for notice in isolation.notices:
        click.echo(f"note: {notice}")
    for canary in diagnosis.canaries or ():
        click.echo(f"  {'denied ' if canary.denied else 'WORKED '} {canary.sentence}  ({canary.met})")
    examination.demand_tier(isolation)
    examination.demand_closed(diagnosis)
    click.echo("grading the work of others is safe here")
    return 0


@cli.command()
@click.argument("names", metavar="[LAB]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Verify all labs there are.")
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
@click.option("--seeds", type=click.IntRange(min=1), default=20, show_default=True, help="Seeds for the reference.")
@click.option("--mutants", is_flag=True, help="Also change the reference in many small ways, and see what is noticed.")
@click.option("--bands", is_flag=True, help="Also record between what the reference's training curves lie.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at work; by default one for each core.")
def verify(
    names: tuple[str, ...], every: bool, labs: Path | None, seeds: int, mutants: bool, bands: bool, jobs: int | None
) -> int:
    """Hold a lab against itself: is right work passed, and wrong work caught, and by how much?

    The exit code is 0 if every lab holds, else 1.
    """
    if every == bool(names):
        raise UsageError("verify wants the names of labs, or --all: python grade.py verify LAB")
    os.environ["OMP_NUM_THREADS"] = "1"  # a process for each core is enough
    from graders import verify as verification
    from graders.labs import ASSIGNMENTS, available
    from graders.reports import verification as report

    folder = labs or ASSIGNMENTS
    asked = tuple(available(folder)) if every else tuple(dict.fromkeys(names))
    request = verification.Request(seeds, min(seeds, 3), mutants, jobs or _cores(), bands)
    console = _console(stderr=False)
    found = _proved(verification.verify(asked, folder, request), console)
    for each in found if not every else ():
        report.render(each, console)
    if every:
        report.summary(found, console)
    return int(not all(each.holds for each in found))


def _early_zygote() -> Zygote | None:
    """A zygote that gets warm on another core while this process imports, reads and decides."""
    if sys.platform != "linux":
        return None
    from graders.sandbox.launch import Zygote

    return Zygote(("numpy",))


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


def _proved(events: Iterator[Progress | Verified], console: Console) -> tuple[Verification, ...]:
    """Go through the events of a verification, with a progress bar where somebody sees it."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    from graders.verify import Verified

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    # Drawn by this thread alone: processes are forked off meanwhile.
    with Bar(*columns, console=console, transient=True, auto_refresh=False, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        for event in events:
            if isinstance(event, Verified):
                return event.verifications
            bar.update(task, completed=event.done, total=event.total, description=event.what[:60], refresh=True)
    raise AssertionError("a verification ends with what it found")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _console(stderr: bool) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit code. Every error is one sentence on stderr."""
    try:
        code = cli.main(arguments, prog_name="grade.py", standalone_mode=False)
        return int(code or 0)
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        return 130
    except LabproofError as error:
        return _told(str(error), error.exit_code)
    except Exception as error:
        # Ours, not the student's: say so, keep the traceback for whoever mends it, and never look like a grade.
        said = f"the grader itself failed ({type(error).__name__}: {error}); please report it with what stands above"
        return _told(said, LabproofError.exit_code, traceback.format_exc())


def _told(sentence: str, code: int, before: str = "") -> int:
    """Say an error on stderr. It may quote a student's file names: nothing in it may steer the terminal."""
    from graders.reports.legible import legible, legible_line

    click.echo(f"{legible(before)}error: {legible_line(sentence)}", err=True)
    return code
