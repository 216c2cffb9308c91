"""``grade.py class``, and what is done with a class's results afterwards: ``rescore``, ``regrade``, ``report``."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.cli.group import PATH, cli, console_on, cores
from graders.errors import UsageError

if TYPE_CHECKING:
    from graders.cluster import Cluster
    from graders.gradebook import Gradebook
    from graders.marking import Request
    from graders.moves import Move
    from graders.policy import Policy
    from graders.pool import Pool

gradebook_option = click.option(
    "--gradebook",
    metavar="URL",
    envvar="LABPROOF_GRADEBOOK",
    help="Where the gradebook is, if not in the folder of results: postgresql://…",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), help="Submissions graded at once; by default one for each core."
)
cluster_option = click.option(
    "--cluster", metavar="ADDRESS", help="Grade on the workers of a dask scheduler: tcp://scheduler:8786."
)


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
    from graders.cli.progress import graded, note
    from graders.collection.collected import collect
    from graders.gradebook import opened
    from graders.marking import Marking, Request

    request = Request(lab, labs and labs.resolve(), definitions_only, external_sandbox, force)
    _demand_hidden(request, folder, out)
    with collect(folder, roster) as collection, opened(gradebook or out, seed=seed, create=True) as book:
        book.source, book.roster = str(folder.resolve()), str(roster.resolve()) if roster else None
        book.options = request.options()
        book.register(collection.hand_ins, collection.absent, lab or "")
        _offer_policy(out)
        console = console_on(stderr=False)
        absent = f", {len(collection.absent)} students handed in nothing" if collection.absent else ""
        console.print(
            f"{collection.layout}: {len(collection.hand_ins)} hand-ins{absent}", markup=False, highlight=False
        )
        for problem in collection.problems:
            note(console, problem)
        with _crew(jobs, cluster) as crew:
            graded(Marking(collection, request, book.seed, book, book.fingerprints()), crew)
        _doubt(book.policy, book)
        return _concluded(out, book)


@cli.command()
@click.argument("results", type=PATH)
@click.option("--policy", type=PATH, help="The policy's file; by default policy.toml in RESULTS.")
@gradebook_option
def rescore(results: Path, policy: Path | None, gradebook: str | None) -> int:
    """Count a class's points anew by its policy, without running anything, and say who moves."""
    from graders.gradebook import opened
    from graders.moves import moves
    from graders.policy import read

    place = policy or results / "policy.toml"
    try:
        text = place.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{place} can't be read ({error}); write the policy there, or name it with --policy") from None
    with opened(gradebook or results) as book:
        new = read(text)
        _doubt(new, book)
        _tell_moves(moves(book.records(), book.records(new), book.policy, new))
        book.policy_text = text
        return _concluded(results, book)


@cli.command()
@click.argument("results", type=PATH)
@click.argument("folder", type=PATH, required=False)
@click.option("--force", is_flag=True, help="Grade what has not changed as well.")
@click.option("--take", is_flag=True, help="Take the new grades without asking.")
@click.option("--drop", is_flag=True, help="Forget new grades that were not taken.")
@jobs_option
@cluster_option
@gradebook_option
def regrade(
    results: Path,
    folder: Path | None,
    force: bool,
    take: bool,
    drop: bool,
    jobs: int | None,
    cluster: str | None,
    gradebook: str | None,
) -> int:
    """Grade a class again after the lab or Labproof changed, and say who moves before the new grades are taken.

    FOLDER is where the hand-ins lie now, if they were moved.
    """
    from graders.cli.progress import graded
    from graders.collection.collected import collect
    from graders.gradebook import opened
    from graders.marking import Marking, Request
    from graders.moves import moves

    with opened(gradebook or results) as book:
        if drop:
            book.drop()
            return 0
        source = folder or Path(book.source or "")
        if not source.exists():
            raise UsageError(f"the hand-ins are not at {source} any more; say where: grade.py regrade {results} FOLDER")
        request = dataclasses.replace(Request.of(book.options), again=force)
        _demand_hidden(request, source, results)
        roster = Path(book.roster) if book.roster else None
        # What has not changed needs no proposal; what was proposed before this run was stopped needs no other.
        known = {**book.fingerprints(), **book.proposed.fingerprints()}
        with (
            collect(source, roster if roster and roster.exists() else None) as collection,
            _crew(jobs, cluster) as crew,
        ):
            graded(Marking(collection, request, book.seed, book.proposed, known), crew)
        _tell_moves(moves(book.records(), book.proposals(), book.policy, book.policy))
        if not (take or _confirmed()):
            click.echo(f"nothing was taken; to take the new grades: grade.py regrade {results} --take")
            return 0
        book.take()
        return _concluded(results, book)


@cli.command()
@click.argument("results", type=PATH)
@click.option("--out", type=PATH, help="Folder of the report; by default RESULTS/report.")
@gradebook_option
def report(results: Path, out: Path | None, gradebook: str | None) -> int:
    """Write the class report anew: pages that work from disk, with a table to sort and filter."""
    from graders.gradebook import opened

    with opened(gradebook or results) as book:
        _report(out or results / "report", book)
    return 0


def _demand_hidden(request: Request, *places: Path) -> None:
    """What no submission may read lies nowhere where each can."""
    from graders import doctor, labs

    if request.external_sandbox is None:
        doctor.demand_hidden([labs.ASSIGNMENTS, request.folder or labs.ASSIGNMENTS, *places])


@contextlib.contextmanager
def _crew(jobs: int | None, cluster: str | None) -> Iterator[Pool | Cluster]:
    """Who grades: this machine's processes, or those that a scheduler has."""
    if cluster is not None and jobs is not None:
        raise UsageError("--jobs is for this machine, and --cluster for others; how many work there is theirs to say")
    if cluster is not None:
        from graders.cluster import Cluster

        with Cluster(cluster) as workers:
            yield workers
        return
    from graders.pool import Pool

    with Pool(jobs or cores()) as pool:
        yield pool


def _offer_policy(out: Path) -> None:
    """A policy that changes nothing, to be filled in."""
    from graders import policy

    place = out / "policy.toml"
    if not place.exists():
        from graders.reports import files

        files.write(place, policy.TEMPLATE)
        place.chmod(0o600)  # reasons are between a teacher and a student


def _doubt(policy: Policy, book: Gradebook) -> None:
    """Tell what in a policy belongs to nobody and nothing."""
    from graders import policy as policies
    from graders.cli.progress import note

    for doubtful in policies.unknown(policy, book.students(), book.checks()):
        note(console_on(stderr=False), doubtful)


def _concluded(out: Path, book: Gradebook) -> int:
    """Write the class report and say in short what came of it; gives the exit code."""
    from graders.reports import class_summary

    _report(out / "report", book)
    labs = class_summary.summarised(book.records())
    class_summary.render(labs, console_on(stderr=False))
    return int(any(lab.humans for lab in labs.values()))


def _report(folder: Path, book: Gradebook) -> None:
    from graders.cli.progress import bar
    from graders.reports import site

    with bar("class report") as told:
        page = site.write(folder, book.records, Path(book.source or "").stem, told)
    click.echo(f"report: {page}")


def _tell_moves(found: Iterable[Move]) -> None:
    count = 0
    for move in found:
        click.echo(f"  {move}")
        count += 1
    click.echo("1 mark moves" if count == 1 else f"{count} marks move")


def _confirmed() -> bool:
    return sys.stdin.isatty() and click.confirm("Take the new grades?")
