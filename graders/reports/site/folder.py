"""The site's files: each is written whole or not at all, and those of students that are gone are removed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from graders.analysis.items import items
from graders.analysis.survey import Survey, surveys
from graders.errors import UsageError
from graders.register import Record
from graders.reports import html
from graders.reports.site import check, front, names, overview
from graders.reports.site.people import has_page


def write(
    folder: Path,
    records: Callable[[], Iterable[Record]],
    heading: str,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Write the report of a class into ``folder`` and give its first page.

    ``records`` gives the class anew each time; one record is held at a time. ``heading`` is what the class is called.
    ``told`` hears how many of the students' pages are done. Raises UsageError where the folder can't be written.
    """
    try:
        for place in (folder, folder / names.STUDENTS, folder / names.CHECKS):
            place.mkdir(parents=True, exist_ok=True)
        labs = surveys(records())
        written = {_written(folder / name, text) for name, text in _class_pages(labs, heading)}
        total = sum(has_page(row.status) for survey in labs for row in survey.rows)
        titles = {survey.lab: survey.title for survey in labs}
        shown = (record for record in records() if has_page(record.status))
        for done, record in enumerate(shown, start=1):
            name = names.student_page(record.student.key, record.lab)
            written.add(_written(folder / name, _student_page(record, titles.get(record.lab))))
            told(done, total)
        _sweep(folder, written)
    except OSError as error:
        raise UsageError(f"the report can't be written to {folder} ({error.strerror}); name another place") from None
    return folder / names.INDEX


def _class_pages(labs: list[Survey], heading: str) -> Iterator[tuple[str, str]]:
    """The pages of labs and checks, by name. The first page is that of the lab, if there is but one."""
    alone = len(labs) == 1
    if not alone:
        yield names.INDEX, front.render(labs, heading)
    for survey in labs:
        name = names.INDEX if alone else names.lab_page(survey.lab)
        yield name, overview.render(survey, heading, None if alone else names.INDEX)
        for number, item in enumerate(items(survey), start=1):
            yield names.check_page(survey.lab, item.asked.name), check.render(survey, item, number, f"../{name}")


def _student_page(record: Record, title: str | None) -> str:
    return html.render_ungraded(record, title) if record.result is None else html.render(record.result, record.mark)


def _written(path: Path, text: str) -> Path:
    """Write a file so that nobody ever sees a part of it; one that holds this text already is left alone."""
    wanted = text.encode("utf-8", "backslashreplace")
    if not path.exists() or path.read_bytes() != wanted:
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(wanted)
        os.replace(part, path)
    return path


def _sweep(folder: Path, written: set[Path]) -> None:
    """Remove the pages of an earlier report that this one has no more, and what a killed run left behind."""
    for place in (folder, folder / names.STUDENTS, folder / names.CHECKS):
        for path in place.iterdir():
            if names.OURS.fullmatch(path.name) and path not in written:
                path.unlink()
