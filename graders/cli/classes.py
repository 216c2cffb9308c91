"""``grade.py class``: a whole class graded; ``grade.py report``: its report written anew."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.cli.group import PATH, cli
from graders.cli.steps import (
    cluster_option,
    concluded,
    crew_of,
    demand_hidden,
    describe,
    doubt,
    grade_pieces,
    gradebook_option,
    jobs_option,
    remembered,
    sorted_hand_ins,
    write_report,
)

if TYPE_CHECKING:
    from graders.cluster import Cluster
    from graders.gradebook import Gradebook
    from graders.marking import Request
    from graders.pool import Pool


@cli.command("class")
@click.argument("folder", type=PATH)
@click.option("--out", type=PATH, default=Path("results"), help="Folder of the gradebook and the class report.")
@click.option("--lab", help="The lab to grade for; by default each hand-in is recognised by its files.")
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
@click.option("--roster", type=PATH, help="A CSV file of all students: the platform's own gradebook export will do.")
@click.option("--seed", help="The class's secret seed, to repeat a grading; by default drawn once.")
@click.option("--force", is_flag=True, help="Grade what has not changed as well.")
@click.option("--definitions-only", is_flag=True, help="Leave out what the files compute while they are loaded.")
@click.option("--external-sandbox", metavar="NAME", help="Grade at any tier: NAME confines this run.")
@jobs_option
@cluster_option
@gradebook_option
def class_(
    folder: Path,
    out: Path,
    lab: str | None,
    labs: Path | None,
    roster: Path | None,
    seed: str | None,
    force: bool,
    definitions_only: bool,
    external_sandbox: str | None,
    jobs: int | None,
    cluster: str | None,
    gradebook: str | None,
) -> int:
    """Grade a class: a folder for each student, or what Canvas, Moodle, Gradescope or nbgrader hand out, as it is.

    What has been graded and has not changed since is kept, so a run that was stopped goes on where it was. The exit
    code is 0 if every hand-in is graded, 1 if one needs a human.
    """
    from graders.gradebook import opened
    from graders.marking import Request

    with opened(gradebook or out, seed=seed, create=True) as book:
        last = remembered(book)
        labs, roster = labs or last.labs, roster or last.roster
        request = Request(labs and labs.resolve(), definitions_only, external_sandbox)
        demand_hidden(request, folder, out)
        known = {} if force else book.fingerprints()
        _grade(folder, roster, lab, request, book, out, known, crew_of(jobs, cluster))
        doubt(book.policy, book)
        return concluded(out, book)


@cli.command()
@click.argument("results", type=PATH)
@click.option("--out", type=PATH, help="Folder of the report; by default RESULTS/report.")
@gradebook_option
def report(results: Path, out: Path | None, gradebook: str | None) -> int:
    """Write the class report anew: pages that work from disk, with a table to sort and filter."""
    from graders.gradebook import opened

    with opened(gradebook or results) as book:
        write_report(results, out or results / "report", book, book.records)
    return 0


def _grade(
    folder: Path,
    roster: Path | None,
    lab: str | None,
    request: Request,
    book: Gradebook,
    out: Path,
    known: Mapping[tuple[str, str], str],
    crew: AbstractContextManager[Pool | Cluster],
) -> None:
    """Put what lies in a folder into the gradebook, graded. What is held for it is let go before the report is made."""
    from graders.collection.collected import collect

    with collect(folder, roster) as collection:
        describe(collection)
        sorted_ = sorted_hand_ins(collection, request, lab)
        told = {"source": str(folder.resolve()), "roster": str(roster.resolve()) if roster else None}
        for name, pieces in sorted_.pieces.items():
            handed_in = [piece.hand_in for piece in pieces]
            present = {hand_in.student.key for hand_in in handed_in}
            others = [each.student for each in collection.hand_ins if each.student.key not in present]
            book.register(handed_in, [*collection.absent, *others], name)
            earlier = {each: given for each, given in book.options.items() if each != name}
            book.options = {**earlier, name: {**told, **request.options()}}
        book.source = str(folder.resolve())
        _offer_policy(out)
        with crew as graders:
            grade_pieces(collection, request, sorted_, book, book, known, graders)


def _offer_policy(out: Path) -> None:
    """A policy that changes nothing, to be filled in."""
    from graders import policy

    place = out / "policy.toml"
    out.mkdir(mode=0o700, parents=True, exist_ok=True)  # marks are nobody else's business, wherever the gradebook is
    if not place.exists():
        from graders.reports import files

        files.write(place, policy.TEMPLATE)
        place.chmod(0o600)  # reasons are between a teacher and a student
