"""What is done with a class's grades afterwards: ``grade.py rescore`` and ``grade.py regrade``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graders.cli.group import PATH, cli
from graders.cli.steps import (
    answer_marks,
    cluster_option,
    concluded,
    crew_of,
    demand_hidden,
    doubt,
    grade_pieces,
    gradebook_option,
    jobs_option,
)
from graders.errors import UsageError

if TYPE_CHECKING:
    from graders.cluster import Cluster
    from graders.gradebook import Gradebook
    from graders.pool import Pool


@cli.command()
@click.argument("results", type=PATH)
@click.option("--policy", type=PATH, help="The policy's file; by default policy.toml in RESULTS.")
@gradebook_option
def rescore(results: Path, policy: Path | None, gradebook: str | None) -> int:
    """Count a class's points anew by its policy, without running anything, and say who moves.

    The marks that you gave for written answers in RESULTS/answers.csv are counted as well.
    """
    from graders.gradebook import opened
    from graders.moves import moves
    from graders.policy import read

    place = policy or results / "policy.toml"
    try:
        text = place.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{place} can't be read ({why}); write the policy there, or name it with --policy") from None
    with opened(gradebook or results) as book:
        new = replace(read(text), answers=answer_marks(results, book))
        doubt(new, book)
        _tell_moves(map(str, moves(book.records(), book.records(new), book.policy, new)))
        book.policy_text = text
        book.answer_marks = new.answers
        return concluded(results, book)


@cli.command()
@click.argument("results", type=PATH)
@click.argument("folder", type=PATH, required=False)
@click.option("--lab", help="The lab to grade again; by default all of the class's.")
@click.option("--force", is_flag=True, help="Grade what has not changed as well.")
@click.option("--take", is_flag=True, help="Take the new grades without asking.")
@click.option("--drop", is_flag=True, help="Forget new grades that were not taken.")
@jobs_option
@cluster_option
@gradebook_option
def regrade(
    results: Path,
    folder: Path | None,
    lab: str | None,
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
    from graders.gradebook import opened
    from graders.moves import moves

    if take and drop:
        raise UsageError("--take and --drop say opposite things of the new grades; give one of them")
    with opened(gradebook or results) as book:
        if drop:
            book.drop()
            click.echo("the new grades are forgotten; those that stood still stand")
            return 0
        with crew_of(jobs, cluster) as crew:
            for name in _labs_to_regrade(book.options, lab, folder):
                _propose(book, name, folder, results, force, crew)
        found = list(map(str, moves(book.records(), book.proposals(), book.policy, book.policy)))
        _tell_moves(found)
        if found and not (take or _confirmed()):
            click.echo(f"nothing was taken; to take the new grades: grade.py regrade {results} --take")
            return 0
        book.take()
        return concluded(results, book)


def _labs_to_regrade(options: dict[str, Any], lab: str | None, folder: Path | None) -> list[str]:
    """The labs that were graded before, or the one that is named."""
    known = ", ".join(options)
    if lab is not None and lab not in options:
        raise UsageError(f"this class was not graded for the lab {lab}, but for {known}")
    if lab is None and folder is not None and len(options) > 1:
        raise UsageError(
            f"this class was graded for several labs ({known}); say with --lab whose work lies in {folder}"
        )
    return [lab] if lab is not None else list(options)


def _propose(book: Gradebook, lab: str, folder: Path | None, results: Path, force: bool, crew: Pool | Cluster) -> None:
    """Grade one lab's hand-ins again, as they were graded before, beside the grades that stand."""
    from graders import sorting
    from graders.collection.collected import collect
    from graders.marking import Request

    told = book.options[lab]
    request, source = Request.of(told), folder or Path(told["source"])
    if not source.exists():
        raise UsageError(f"the hand-ins are not at {source} any more; say where: grade.py regrade {results} FOLDER")
    demand_hidden(request, source, results)
    roster = Path(told["roster"]) if told["roster"] and Path(told["roster"]).exists() else None
    # What has not changed needs no proposal; what was proposed before this run was stopped needs no other.
    known = {} if force else {**book.fingerprints(), **book.proposed.fingerprints()}
    before = book.handed_in(lab)
    with collect(source, roster) as collection:
        known_here = [each for each in collection.hand_ins if each.student.key in before]
        if not known_here:
            raise UsageError(f"{source} holds the work of nobody who handed in {lab}; say where it lies")
        again = sorting.for_one_lab(known_here, lab)
        grade_pieces(collection, request, again, book, book.proposed, known, crew)


def _tell_moves(found: Iterable[str]) -> None:
    count = 0
    for move in found:
        click.echo(f"  {move}")
        count += 1
    click.echo("1 mark moves" if count == 1 else f"{count} marks move")


def _confirmed() -> bool:
    return sys.stdin.isatty() and click.confirm("Take the new grades?")
