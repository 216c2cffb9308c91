"""The labs and this machine: ``labs``, ``verify``, ``doctor``."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.cli.group import PATH, cli, console_on, cores, early_zygote
from graders.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from graders.doctor import Diagnosis
    from graders.model import Isolation
    from graders.remedies import Machine
    from graders.verify import Progress, Verification, Verified


@cli.command()
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
def labs(labs: Path | None) -> int:
    """List the labs and the files that each asks for."""
    from graders.labs import ASSIGNMENTS, available

    for name, files in available(labs or ASSIGNMENTS).items():
        click.echo(f"{name}: {', '.join(files)}")
    return 0


@cli.command()
@click.option("--verbose", is_flag=True, help="Also show what each canary tried and met.")
def doctor(verbose: bool) -> int:
    """Attack the sandbox and say in words what this machine gives.

    The exit code is 0 if the work of others may be graded here, else 3.
    """
    zygote = early_zygote()
    from graders import doctor as examination
    from graders import remedies
    from graders.sandbox.nursery import Nursery

    with Nursery(zygote=zygote) as nursery:
        diagnosis = examination.examine(nursery)
    isolation, machine = diagnosis.isolation, remedies.this_machine()
    click.echo(f"tier {isolation.tier}, {examination.TIERS[isolation.tier]}")
    click.echo(f"{machine}{', as root' if machine.root else ''}")
    _layers(isolation, machine)
    _canaries(diagnosis, verbose)
    examination.demand_tier(isolation)
    examination.demand_closed(diagnosis)
    click.echo("grading the work of others is safe here")
    return 0


def _layers(isolation: Isolation, machine: Machine) -> None:
    """What each layer is for; where one is missing, how to get it."""
    from graders import remedies
    from graders.doctor import OFFICIAL_TIER

    for layer, purpose in remedies.PURPOSES.items():
        there = layer in isolation.layers
        if layer == "user id" and not machine.root:
            continue
        click.echo(f"  {'yes' if there else 'NO '}  {layer:<10}  {purpose}")
        if not there and machine.system == "linux":
            enough = " Grading does without it." if isolation.tier >= OFFICIAL_TIER else ""
            said = f"{remedies.remedy(layer, machine)}{enough}"
            click.echo(textwrap.indent(textwrap.fill(said, 100, break_long_words=False), " " * 19))
    if machine.system != "linux":
        click.echo(remedies.remedy("", machine))
    for notice in isolation.notices:
        click.echo(f"note: {notice}")


def _canaries(diagnosis: Diagnosis, verbose: bool) -> None:
    """What got through, or, with ``verbose``, what each met."""
    if diagnosis.canaries is None:
        return click.echo("no canary was flown: nothing here could deny it anything")
    through = [canary for canary in diagnosis.canaries if not canary.denied]
    met = f"{len(through)} of them got through" if through else "all were denied"
    more = "" if verbose else " (--verbose shows each)"
    click.echo(f"{len(diagnosis.canaries)} canaries tried what a program must not do: {met}{more}")
    for canary in diagnosis.canaries if verbose else through:
        click.echo(f"  {'denied ' if canary.denied else 'WORKED '} {canary.sentence}  ({canary.met})")


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
    request = verification.Request(seeds, min(seeds, 3), mutants, jobs or cores(), bands)
    console = console_on(stderr=False)
    found = _proved(verification.verify(asked, folder, request), console)
    for each in found if not every else ():
        report.render(each, console)
    if every:
        report.summary(found, console)
    return int(not all(each.holds for each in found))


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
