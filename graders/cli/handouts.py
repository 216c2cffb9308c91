"""What students get: ``handout``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.cli.group import PATH, cli, cores
from graders.errors import UsageError

if TYPE_CHECKING:
    from graders.handout.folder import Handout


@cli.command()
@click.argument("names", metavar="[LAB]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Make those of all labs there are.")
@click.option("--out", type=PATH, required=True, help="The folder that gets a folder for each lab.")
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
@click.option("--seed", help="What the public checks are drawn with; no class is graded with it.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at work; by default one for each core.")
def handout(
    names: tuple[str, ...], every: bool, out: Path, labs: Path | None, seed: str | None, jobs: int | None
) -> int:
    """Make what students get: statement, starter, notebook, and check.pyz, with which they check themselves."""
    if every == bool(names):
        raise UsageError("handout wants the names of labs, or --all: python grade.py handout LAB --out DIR")
    os.environ["OMP_NUM_THREADS"] = "1"  # a process for each core is enough
    from graders.cli import progress
    from graders.handout import folder
    from graders.labs import ASSIGNMENTS, available, demand

    place = labs or ASSIGNMENTS
    asked = tuple(available(place)) if every else tuple(dict.fromkeys(names))
    for name in asked:
        demand(name, place)
    with progress.bar("recording") as moved:
        for made in _made(asked, place, seed or folder.SEED, jobs or cores(), moved):
            folder.write(made.files, out / made.lab)
            click.echo(f"{out / made.lab}: {', '.join(made.files)}")
            for title in made.live:
                click.echo(f"  in the course's grading only, as it can't be recorded: {title}")
    return 0


def _made(
    names: Sequence[str], place: Path, seed: str, jobs: int, moved: Callable[[int, int], None]
) -> Iterator[Handout]:
    """The handouts, each as soon as it is made: of several labs on all cores, of one while its mistakes are counted."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    from graders.handout.folder import handout as made

    if len(names) == 1:
        yield made(names[0], place, seed, moved)
        return
    with ProcessPoolExecutor(min(jobs, len(names)), get_context("spawn")) as pool:
        waiting = [pool.submit(made, name, place, seed) for name in names]
        for done, each in enumerate(as_completed(waiting)):
            moved(done, len(names))
            try:
                yield each.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
