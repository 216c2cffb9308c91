"""The site's files: each is written whole or not at all, and those of students that are gone are removed."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from graders.analysis.items import items
from graders.analysis.survey import Census, Survey
from graders.errors import UsageError
from graders.register import Record
from graders.reports import html
from graders.reports.site import check, front, names, overview
from graders.reports.site.people import has_page


def write(
    folder: Path,
    records: Callable[[], Iterable[Record]],
    heading: str,
    told: Callable[[int], None] = lambda done: None,
) -> Path:
    """Write the report of a class into ``folder`` and give its first page.

    ``records`` gives the class; one record is held at a time. ``heading`` is what the class is called. ``told`` hears
    how many of the students' pages are done. Raises UsageError where the folder can't be written.
    """
    try:
        for place in (folder, folder / names.STUDENTS, folder / names.CHECKS):
            place.mkdir(parents=True, exist_ok=True)
        census = Census()
        written: set[str] = set()
        ungraded = []
        for record in records():
            census.add(record)
            if record.result is not None:
                name = names.student_page(record.student.key, record.lab)
                written.add(_written(folder, name, [html.render(record.result, record.mark)]))
                told(len(written))
            elif has_page(record.status):
                ungraded.append(record)  # the page names the lab as the others' results do
        labs = census.surveys()
        titles = {survey.lab: survey.title for survey in labs}
        for record in ungraded:
            name = names.student_page(record.student.key, record.lab)
            written.add(_written(folder, name, [html.render_ungraded(record, titles[record.lab])]))
            told(len(written))
        written.update(_written(folder, name, pieces) for name, pieces in _class_pages(labs, heading))
        _sweep(folder, written)
    except OSError as error:
        raise UsageError(f"the report can't be written to {folder} ({error.strerror}); name another place") from None
    return folder / names.INDEX


def _class_pages(labs: list[Survey], heading: str) -> Iterator[tuple[str, Iterable[str]]]:
    """The pages of labs and checks, by name. The first page is that of the lab, if there is but one."""
    alone = len(labs) == 1
    if not alone:
        yield names.INDEX, [front.render(labs, heading)]
    for survey in labs:
        name = names.INDEX if alone else names.lab_page(survey.lab)
        yield name, overview.render(survey, heading, None if alone else names.INDEX)
        for number, item in enumerate(items(survey), start=1):
            yield names.check_page(survey.lab, item.asked.name), [check.render(survey, item, number, f"../{name}")]


def _written(folder: Path, name: str, pieces: Iterable[str]) -> str:
    """Write a page so that nobody ever sees a part of it; one that holds this text already is left alone."""
    path = folder / name
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.writelines(pieces)
    if path.exists() and filecmp.cmp(part, path, shallow=False):
        part.unlink()
    else:
        os.replace(part, path)
    return name


def _sweep(folder: Path, written: set[str]) -> None:
    """Remove the pages of an earlier report that this one has no more, and what a killed run left behind."""
    for place in (folder, folder / names.STUDENTS, folder / names.CHECKS):
        for path in place.iterdir():
            if names.OURS.fullmatch(path.name) and path.relative_to(folder).as_posix() not in written:
                path.unlink()
