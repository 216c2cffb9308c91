"""``grade.py export``: the marks of a class, written for where they are wanted."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.cli.group import PATH, cli
from graders.cli.steps import gradebook_option
from graders.errors import UsageError

if TYPE_CHECKING:
    from graders.exports.filled import Filled
    from graders.register import Record

STDOUT = Path("-")


@dataclass(frozen=True)
class Form:
    """A form that marks can take: how its files end, whether it holds one lab only, and what it may be asked.

    ``template`` says where the teacher's own file is to be had that is filled in; None where there is none.
    """

    suffix: str
    one_lab: bool = False
    template: str | None = None
    options: tuple[str, ...] = ()


FORMS = {
    "canvas": Form(
        ".csv", True, "on Canvas under Grades, Export, Export Entire Gradebook", ("fill", "column", "missing-as")
    ),
    "moodle": Form(
        ".csv",
        True,
        "on Moodle in the assignment, under Submissions, Actions, Download grading worksheet (its settings "
        "must have Offline grading worksheet among the feedback types)",
        ("fill", "column", "comments", "missing-as"),
    ),
    "gradescope": Form(".zip", True),
    "classroom50": Form(".zip", True),
    "nbgrader": Form(".csv"),
    "csv": Form(".csv"),
    "junit": Form(".xml"),
    "feedback-moodle": Form(".zip", True),
    "feedback-canvas": Form(".zip", True),
}


@cli.command()
@click.argument("results", type=PATH)
@click.option("--to", "form", type=click.Choice(list(FORMS)), required=True, help="The form that the marks take.")
@click.option("--fill", type=PATH, help="canvas, moodle: the CSV file that you downloaded there. It stays as it is.")
@click.option("--lab", help="The lab whose marks are wanted, where the results hold several.")
@click.option("--column", metavar="TITLE", help="canvas, moodle: the column that gets the marks.")
@click.option("--comments", metavar="TITLE", help="moodle: the column for feedback, if not “Feedback comments”.")
@click.option("--missing-as", type=float, metavar="POINTS", help="canvas, moodle: points where nothing was handed in.")
@click.option("--out", type=PATH, help="Where to write; by default the folder exports in RESULTS. - is stdout.")
@gradebook_option
def export(
    results: Path,
    form: str,
    fill: Path | None,
    lab: str | None,
    column: str | None,
    comments: str | None,
    missing_as: float | None,
    out: Path | None,
    gradebook: str | None,
) -> int:
    """Write the marks of a class for Canvas, Moodle, a spreadsheet program and others.

    The file that you downloaded from Canvas or Moodle is filled in: a copy in which nothing else is changed.
    """
    from graders.gradebook import opened
    from graders.policy.rules import for_lab

    given = {"fill": fill, "column": column, "comments": comments, "missing-as": missing_as}
    _demand_fitting(form, given)
    with opened(gradebook or results) as book:
        records = _of_lab(list(book.records()), lab, results, form)
        late = book.policy.late.deadlines
    deadlines = {each.lab: due for each in records if (due := for_lab(late, each.lab)) is not None}
    done = _converted(form, records, deadlines, fill, column, comments, missing_as)
    place = _place(out, results, form, records, fill)
    _write(place, done.content)
    from graders.reports.legible import legible_line

    for line in done.told:
        click.echo(legible_line(line), err=place == STDOUT)
    if place != STDOUT:
        click.echo(legible_line(f"written: {place}"))
    return 0


def _demand_fitting(form: str, given: Mapping[str, object]) -> None:
    """Refuse what would be passed over in silence, and a file that is not there."""
    wanted = FORMS[form]
    for option, value in given.items():
        if value is not None and option not in wanted.options:
            uses = " or ".join(f"--to {name}" for name, each in FORMS.items() if option in each.options)
            raise UsageError(f"--{option} says nothing to --to {form}; leave it out, or use {uses}")
    if wanted.template is not None and given["fill"] is None:
        raise UsageError(
            f"--to {form} fills in a file that you download {wanted.template}; give it with --fill DOWNLOADED.csv"
        )


def _of_lab(records: Sequence[Record], lab: str | None, results: Path, form: str) -> list[Record]:
    """The records of ``lab``, or all of them. Raises UsageError where it has to be said which lab is meant."""
    labs = list(dict.fromkeys(record.lab for record in records))
    if not labs:
        raise UsageError(f"{results} holds no marks yet; grade a class first: grade.py class FOLDER --out {results}")
    if lab is not None and lab not in labs:
        raise UsageError(f"{results} holds no marks for the lab {lab}; it has {', '.join(labs)}")
    if lab is None and len(labs) > 1 and FORMS[form].one_lab:
        raise UsageError(
            f"{results} holds the labs {', '.join(labs)}, and --to {form} takes one; say which, such as --lab {labs[0]}"
        )
    return [record for record in records if lab in (None, record.lab)]


def _converted(
    form: str,
    records: Sequence[Record],
    deadlines: Mapping[str, datetime.datetime],
    fill: Path | None,
    column: str | None,
    comments: str | None,
    missing_as: float | None,
) -> Filled:
    """The content of the file, and what there is to say of it."""
    from graders.exports import canvas, classroom50, comment, feedback, gradescope, moodle, nbgrader, table
    from graders.exports.filled import Filled
    from graders.reports import html, junit

    def page(record: Record) -> str:
        return html.render(record.result, record.mark) if record.result else html.render_ungraded(record)

    match form:
        case "canvas" if fill is not None:
            titles = tuple(
                dict.fromkeys(title for r in records for title in (r.lab, r.result and r.result.title) if title)
            )
            return canvas.fill(
                _read(fill), records, titles=titles, column=column, missing_as=missing_as, name=fill.name
            )
        case "moodle" if fill is not None:
            columns = moodle.Columns(column, comments)
            return moodle.fill(_read(fill), records, comment.comment, columns, missing_as=missing_as, name=fill.name)
        case "gradescope":
            return feedback.files(records, "results.json", lambda r, result: gradescope.to_gradescope(result, r.mark))
        case "classroom50":
            return feedback.files(
                records, "result.json", lambda r, result: classroom50.of_record(r, result, os.environ)
            )
        case "feedback-moodle":
            return feedback.for_moodle(records, page)
        case "feedback-canvas":
            return feedback.for_canvas(records, page)
        case "nbgrader":
            return Filled(nbgrader.to_grades(records, deadlines), ())
        case "junit":
            return Filled(junit.class_to_junit(records).encode("utf-8"), ())
    return Filled(table.to_csv(records), ())


def _place(out: Path | None, results: Path, form: str, records: Sequence[Record], fill: Path | None) -> Path:
    """Where to write: never over the file that is filled in."""
    labs = sorted({record.lab for record in records})
    name = "-".join([*([fill.stem] if fill else []), *(labs if len(labs) == 1 else []), form]) + FORMS[form].suffix
    if out is None:
        return results / "exports" / name
    place = out / name if out.is_dir() or not (out.suffix or out == STDOUT) else out
    if fill is not None and place.exists() and place.samefile(fill):
        raise UsageError(f"{place} is the file that is filled in, and it stays as it is; name another one with --out")
    return place


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise UsageError(f"{place} can't be read ({error.strerror}); give the file that you downloaded") from None


def _write(place: Path, content: bytes) -> None:
    if place == STDOUT:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{place} can't be written ({error.strerror}); name another place with --out") from None
