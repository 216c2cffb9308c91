"""The command line: parse, forward, show. What is done is done elsewhere."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import graders
from graders.errors import CannotGrade, LabproofError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from graders.doctor import Diagnosis
    from graders.model import Result
    from graders.sandbox.launch import Zygote
    from graders.sandbox.nursery import Nursery


PATH = click.Path(path_type=Path)


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
@click.option("--external-sandbox", metavar="NAME", help="Grade at any tier: NAME confines this run.")
def grade(
    submission: Path,
    lab: str | None,
    labs: Path | None,
    seed: str | None,
    out: Path,
    json_out: Path | None,
    junit: Path | None,
    external_sandbox: str | None,
) -> int:
    """Grade one submission: a folder or a .py file. Shows a table and writes an HTML report."""
    zygote = _early_zygote()
    from graders.sandbox.nursery import Nursery

    with Nursery(zygote=zygote) as nursery:
        from graders import score
        from graders.reports import html, json, terminal
        from graders.reports import junit as junit_xml

        console = _console(stderr=str(json_out) == "-" or str(junit) == "-")
        codes: list[int] = []
        for result in _results(submission, lab, labs, seed, nursery, external_sandbox, console):
            target = _target(out, result, several=len(codes) > 0)
            _write(target, html.render(result))
            if json_out is not None:
                _write(json_out, json.to_json(result))
            if junit is not None:
                _write(junit, junit_xml.to_junit(result))
            terminal.render(result, console)
            console.print(f"report: {target}", markup=False, highlight=False, soft_wrap=True)
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
    examination.permit(diagnosis, None)
    click.echo("grading the work of others is safe here")
    return 0


def _early_zygote() -> Zygote | None:
    """A zygote that gets warm on another core while this process imports, reads and decides."""
    if sys.platform != "linux":
        return None
    from graders.sandbox.launch import Zygote

    return Zygote(("numpy",))


def _results(
    path: Path,
    name: str | None,
    folder: Path | None,
    seed: str | None,
    nursery: Nursery,
    external_sandbox: str | None,
    console: Console,
) -> Iterator[Result]:
    """Grade the submission for each lab that it belongs to."""
    import dataclasses

    from graders import labs, oracle, run, submission

    folder = folder or labs.ASSIGNMENTS
    found = submission.found(path)
    names = [name] if name is not None else labs.recognise(found, folder)
    if not names:
        asked = "; ".join(f"{lab}: {', '.join(files)}" for lab, files in labs.available(folder).items())
        raise UsageError(f"{path} holds no file that a lab asks for ({asked}); say which lab it is with --lab")
    with _canaries(nursery, external_sandbox) as permit:
        for each in names:
            lab = labs.load(each, folder)
            work = submission.read(path, lab.files, lab.packages)
            events = run.grade(lab, work, nursery, oracle.Live(lab, seed or run.new_seed()))
            result = _watched(events, len(lab.checks), console)
            permit()
            isolation = dataclasses.replace(result.isolation, external_sandbox=external_sandbox)
            yield dataclasses.replace(result, isolation=isolation)


@contextlib.contextmanager
def _canaries(nursery: Nursery, external_sandbox: str | None) -> Iterator[Callable[[], None]]:
    """Fly the canaries beside the grading where they are due; what is given refuses where grading is not safe."""
    from graders import doctor
    from graders.sandbox.nursery import Nursery

    found: list[Diagnosis | Exception] = []

    def examine() -> None:
        try:
            with Nursery(nursery.packages) as own:
                found.append(doctor.examine(own))
        except Exception as error:
            found.append(error)

    known = doctor.remembered(nursery)
    thread = threading.Thread(target=examine)
    if known is not None:
        found.append(known)
    else:
        thread.start()

    def permit() -> None:
        if thread.ident is not None:
            thread.join()
        if isinstance(found[0], Exception):
            raise found[0] if isinstance(found[0], LabproofError) else CannotGrade(f"the canaries failed: {found[0]}")
        doctor.permit(found[0], external_sandbox)

    try:
        if known is not None or nursery.isolation.tier < doctor.OFFICIAL_TIER:
            permit()  # what is known now need not wait for the grading
        yield permit
    finally:
        if thread.ident is not None:
            thread.join()


def _watched(events: Iterator[Any], count: int, console: Console) -> Result:
    """Go through the events of a grading, with a progress bar where somebody sees it."""
    from rich.progress import Progress

    from graders.run import Checking, Graded

    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("grading", total=count)
        for event in events:
            if isinstance(event, Checking):
                progress.update(task, description=event.check.name)
            elif isinstance(event, Graded):
                return event.result
            else:
                progress.advance(task)
    raise AssertionError("a grading ends with its result")


def _console(stderr: bool) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


def _target(out: Path, result: Result, several: bool) -> Path:
    """Where a report goes: ``out`` itself if it is an .html file, else a file in it, named by us: no name of a
    student's is used in a path as it is.
    """
    if out.suffix == ".html":
        return out.with_stem(f"{out.stem}-{result.lab}") if several else out
    told = result.submission.removesuffix(".py").split("/")
    plain = [re.sub(r"[^A-Za-z0-9._-]+", "-", part).strip(".-")[:48] for part in told]
    if plain != told:  # two names may have become one
        plain.append(hashlib.sha256(result.submission.encode("utf-8", "surrogatepass")).hexdigest()[:8])
    if plain[-1] != result.lab:
        plain.append(result.lab)
    return out / ("-".join(filter(None, plain)) + ".html")


def _write(target: Path, text: str) -> None:
    if str(target) == "-":
        click.echo(text)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target} can't be written ({error.strerror}); name another place") from None


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
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except Exception as error:
        # Ours, not the student's: say so, keep the traceback for whoever mends it, and never look like a grade.
        traceback.print_exc()
        click.echo(f"error: the grader itself failed ({type(error).__name__}: {error}); please report it", err=True)
        return LabproofError.exit_code
