"""One student's portion of a download, as the files of code that a lab is chosen from."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass, replace

from graders.collection.download import Download
from graders.collection.layout import Work, is_zip
from graders.errors import CannotGrade
from graders.intake import archive, parcel
from graders.intake.enclosed import with_zips
from graders.intake.tree import (
    CODE_LIMIT,
    DEPTH_LIMIT,
    Reader,
    Tree,
    Unreadable,
    is_picture,
    is_report,
    kind,
    limit_of,
    passed_over,
)


@dataclass
class Allowance:
    """What may still be read of a student's files: memory stays the same however large a class is."""

    download: Download
    left: int

    def read(self, path: str, called: str) -> bytes:
        """The bytes of a file; raises Unreadable."""
        content = self.download.read(path, called, limit_of(called))
        if len(content) > self.left:
            raise Unreadable(parcel.beyond_all(called))
        self.left -= len(content)
        return content


def tree(work: Work, download: Download) -> Tree:
    """The files of code that a student handed in, those in zips too; they are read when they are asked for.

    Raises CannotGrade with one sentence where there is nothing to read.
    """
    student = work.hand_in.student
    if work.hand_in.refused is not None:
        raise CannotGrade(work.hand_in.refused)
    allowance = Allowance(download, parcel.SIZE_LIMIT)
    files: dict[str, Reader] = {}
    zips: dict[str, str] = {}
    others: list[str] = []
    problems: list[str] = []
    writing: dict[str, Reader] = {}
    seen: set[str] = set()
    for name, path in sorted(work.files.items()):
        folded = unicodedata.normalize("NFC", name).casefold()
        if any(map(passed_over, name.split("/")[:-1])):
            continue
        if is_zip(name):
            zips[name] = path
        elif not kind(name):
            others.append(name)
            if (is_report(name) or is_picture(name)) and name.count("/") < DEPTH_LIMIT:
                writing[name] = functools.partial(allowance.read, path, name)
        elif folded in seen:
            problems.append(f"{name} is there twice, in small and in capital letters; the first one counts.")
        elif name.count("/") >= DEPTH_LIMIT:
            problems.append(f"{name} lies too deep in folders; it was not looked at.")
        elif len(files) == CODE_LIMIT:
            problems.append(f"There are more than {CODE_LIMIT:,} files of code; the others were not looked at.")
            break
        else:
            seen.add(folded)
            files[name] = functools.partial(allowance.read, path, name)
    if not files and len(zips) == 1:
        return _of_zip(student.name, *zips.popitem(), download, problems, writing)
    gathered = Tree(student.name, files, tuple(others[:5]), tuple(problems), writing=writing)
    return with_zips(gathered, {name: functools.partial(download.opened, path, name) for name, path in zips.items()})


def _of_zip(
    student: str, name: str, path: str, download: Download, problems: list[str], writing: dict[str, Reader]
) -> Tree:
    """The files of a student who handed in one zip, as if they had been handed in without it."""
    try:
        with download.opened(path, name) as content:
            inside = archive.tree(name, content)
    except Unreadable as error:
        raise CannotGrade(str(error)) from None
    return replace(inside, name=student, problems=(*problems, *inside.problems), writing={**inside.writing, **writing})
