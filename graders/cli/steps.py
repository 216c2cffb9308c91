"""What the commands for a class have in common: their options, and the steps that they are made of."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graders.cli.group import console_on, cores, tell
from graders.errors import UsageError

if TYPE_CHECKING:
    from graders.cluster import Cluster
    from graders.collection.collected import Collection
    from graders.exports.answersheet import Asked
    from graders.gradebook import AnswerMarks, Gradebook, Grades
    from graders.marking import Request
    from graders.policy import Policy
    from graders.pool import Pool
    from graders.register import Record
    from graders.sorting import Sorted

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


@dataclass(frozen=True)
class Remembered:
    """What an earlier run for the same class was given, where that is still there."""

    labs: Path | None = None
    roster: Path | None = None


def remembered(book: Gradebook) -> Remembered:
    """The labs and the roster of the last run: without them, students would lose their names and their excuses."""
    from graders.cli.progress import note

    last: dict[str, Any] = next(reversed(book.options.values()), {})
    found = {name: Path(last[name]) for name in ("labs", "roster") if last.get(name) and Path(last[name]).exists()}
    for name, path in found.items():
        note(console_on(stderr=False), f"unless --{name} says otherwise: {path}, as the last time")
    return Remembered(**found)


def describe(collection: Collection) -> None:
    """What was downloaded, and what is odd about it."""
    from graders.cli.progress import note
    from graders.reports.wording import counted

    console = console_on(stderr=False)
    said = f"{collection.layout}: {counted(len(collection.hand_ins), 'hand-in')}"
    if collection.absent:
        said += f", {counted(len(collection.absent), 'student')} handed in nothing"
    tell(console, said)
    for problem in collection.problems:
        note(console, problem)


def sorted_hand_ins(collection: Collection, request: Request, lab: str | None) -> Sorted:
    """The hand-ins by their labs."""
    from graders import labs, sorting
    from graders.cli.progress import bar, note

    if lab is not None:
        labs.demand(lab, request.labs)
        sorting.demand_class(collection.hand_ins, request.labs)
        return sorting.for_one_lab(collection.hand_ins, lab)
    with bar("looking at the files") as told:
        found = sorting.by_lab(collection.hand_ins, collection.tree, request.labs, told)
    for problem in found.problems:
        note(console_on(stderr=False), problem)
    return found


def grade_pieces(
    collection: Collection,
    request: Request,
    sorted_: Sorted,
    book: Gradebook,
    grades: Grades,
    known: Mapping[tuple[str, str], str],
    crew: Pool | Cluster,
) -> None:
    """Grade what is sorted, and show how far it is."""
    from graders.cli.progress import followed
    from graders.marking import Marking

    marking = Marking(collection.tree, request, book.seed, grades, known)
    pieces = [piece for those in sorted_.pieces.values() for piece in those]
    followed(marking.events(pieces, crew), len(pieces))


def demand_hidden(request: Request, *places: Path) -> None:
    """What no submission may read lies nowhere where each can."""
    from graders import doctor, labs

    if request.external_sandbox is None:
        doctor.demand_hidden([labs.ASSIGNMENTS, request.labs, *places])


@contextlib.contextmanager
def crew_of(jobs: int | None, cluster: str | None) -> Iterator[Pool | Cluster]:
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


def doubt(policy: Policy, book: Gradebook) -> None:
    """Tell what in a policy belongs to nobody and nothing."""
    from graders import policy as policies
    from graders.cli.progress import note

    doubtful = policies.unknown(policy, book.students(), book.checks())
    if policy.late.deadlines and not book.tells_times():
        doubtful.append("the download tells no times, so the deadline costs nobody anything; see docs/policy.md")
    for said in doubtful:
        note(console_on(stderr=False), said)


def concluded(out: Path, book: Gradebook) -> int:
    """Write the class report and say in short what came of it; gives the exit code."""
    from graders.reports import class_summary

    tally = class_summary.Tally()
    write_report(out, out / "report", book, lambda: tally.counted(book.records()))
    class_summary.render(tally.labs, console_on(stderr=False))
    return int(any(lab.humans for lab in tally.labs.values()))


def write_report(results: Path, folder: Path, book: Gradebook, records: Callable[[], Iterator[Record]]) -> None:
    """Write the class report into ``folder``, and the table for written answers into ``results``; say where it is."""
    from graders.cli.progress import bar
    from graders.exports.answersheet import Gathering
    from graders.reports import site
    from graders.reports.legible import legible_line

    questions = Gathering()
    total = sum(len(book.handed_in(lab)) for lab in book.checks())
    with bar("class report") as told:
        page = site.write(
            folder,
            lambda: questions.gathered(records()),
            Path(book.source or "").stem,
            lambda done: told(done, total),
        )
    _offer_table(results, questions.asked)
    click.echo(legible_line(f"report: {page}"))


def answer_marks(results: Path, book: Gradebook) -> AnswerMarks:
    """The marks for written answers: those in the table, or the gradebook's where there is none."""
    from graders.cli.progress import note
    from graders.exports import answersheet

    table = results / answersheet.FILE
    try:
        content = table.read_bytes()
    except FileNotFoundError:
        return book.answer_marks
    except OSError as error:
        raise UsageError(f"{table} can't be read ({error.strerror}); close it elsewhere, or mend its rights") from None
    asked = [each for record in book.records() for each in answersheet.questions(record)]
    filled = answersheet.read(content, asked)
    for problem in filled.problems:
        note(console_on(stderr=False), problem)
    return filled.marks


def _offer_table(results: Path, asked: Sequence[Asked]) -> None:
    """Write the table for written answers where any are asked for; what stands in it already stays."""
    from graders.cli.progress import note
    from graders.exports import answersheet

    if not asked:
        return
    table = results / answersheet.FILE
    part = table.with_name(f"{table.name}.part")
    try:
        before = table.read_bytes() if table.exists() else None
        content = answersheet.written(asked, before)
        if content != before:
            results.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.touch(mode=0o600)  # what is said of an answer is between a teacher and a student
            part.write_bytes(content)
            part.replace(table)
    except UsageError as error:
        note(console_on(stderr=False), f"{error}; it was left as it is")
    except OSError as error:
        why = f"can't be written ({error.strerror})"
        raise UsageError(f"{table} {why}; close it elsewhere, or mend its rights") from None
