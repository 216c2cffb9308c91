"""A class's hand-ins, collected from what was downloaded: who handed in what, who did not, and what is odd."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graders.collection import canvas, download, gradescope, matching, moodle, nbgrader, plain, portion
from graders.collection.download import Download
from graders.collection.layout import Layout, Work, enumerated, gradable, is_zip
from graders.collection.listing import Listing
from graders.collection.roster import Entry, students_on
from graders.errors import UsageError
from graders.intake.tree import Tree
from graders.register import HandIn, Student

PLATFORMS: tuple[Callable[[Listing], Layout | None], ...] = (
    gradescope.layout,
    moodle.layout,
    nbgrader.layout,
    canvas.layout,
)
"""Each makes sense of its own downloads and gives None for others."""

PROBLEMS_LIMIT = 100
DOWNLOADS_LIMIT = 20


@dataclass(frozen=True)
class Collection:
    """A class's hand-ins. A context manager: leaving it closes the download.

    ``layout`` names the kind of download for a person. ``absent`` are students of whom it is known that nothing was
    handed in. ``problems`` are sentences on what was left out or is doubtful. A student's key occurs once.
    """

    layout: str
    hand_ins: tuple[HandIn, ...]
    absent: tuple[Student, ...]
    problems: tuple[str, ...]
    _works: dict[str, Work]
    _download: Download

    def tree(self, hand_in: HandIn) -> Tree:
        """The files of a hand-in, read when they are asked for; raises CannotGrade where there is nothing to read."""
        return portion.tree(self._works[hand_in.student.key], self._download)

    def close(self) -> None:
        """Close the download; files can't be read any more."""
        self._download.close()

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def collect(path: Path, roster: Path | None = None) -> Collection:
    """The hand-ins in a folder or zip of a class, whatever platform it comes from; ``roster`` is a CSV file.

    Raises UsageError where there is no class, or the roster can't be read.
    """
    entries = students_on(roster) if roster is not None else None
    found = download.opened(path)
    try:
        layout, found = _recognised(found, path)
        if not layout.works:
            raise UsageError(
                f"{path} holds no student's work; give a folder or zip with a folder, a zip or a file for each student"
            )
        return _collection(layout, entries, found)
    except BaseException:
        found.close()
        raise


def _recognised(found: Download, path: Path) -> tuple[Layout, Download]:
    """What the download is. A folder that holds nothing but a platform's zip is that zip.

    Raises UsageError for a folder of several downloads: they are several assignments, or several classes.
    """
    listing = _listing(found)
    if layout := _platform(listing):
        return layout, found
    inner = [name for name in listing.files if gradable(name)]
    if (
        path.is_dir()
        and len(inner) <= DOWNLOADS_LIMIT
        and all(name in listing.loose and is_zip(name) for name in inner)
    ):
        packed = [_packed(path / name) for name in inner]
        if len(packed) == 1 and packed[0] is not None and (layout := _platform(_listing(packed[0]))):
            return layout, packed[0]
        several = [each is not None and _platforms_own(_listing(each)) is not None for each in packed]
        for each in packed:
            if each is not None:
                each.close()
        _demand_one(path, inner, several)
    elif len(listing.folders) <= DOWNLOADS_LIMIT:
        folders = list(listing.folders)
        _demand_one(path, folders, [_platforms_own(listing.inside(folder)) is not None for folder in folders])
    return plain.layout(listing), found


def _packed(path: Path) -> Download | None:
    try:
        return download.opened(path)
    except UsageError:
        return None


def _demand_one(path: Path, names: Sequence[str], downloads: Sequence[bool]) -> None:
    """Refuse a folder in which everything is a whole class by itself. One student's work alone can't make it so."""
    if len(downloads) > 1 and all(downloads):
        raise UsageError(f"{path} holds {len(names)} downloads ({enumerated(names)}); give one of them at a time")


def _platform(listing: Listing) -> Layout | None:
    for inner in listing.nested():
        for made in PLATFORMS:
            if layout := made(inner):
                return layout
    return None


def _platforms_own(listing: Listing) -> Layout | None:
    """The same for a folder or a zip that may be one student's, who may have put a broken page of a platform there."""
    try:
        return _platform(listing)
    except UsageError:
        return None


def _listing(found: Download) -> Listing:
    def read(path: str, limit: int) -> bytes:
        return found.read(path, path, limit)

    return Listing(found.name, {path: path for path in found.files}, found.empty, read)


def _collection(layout: Layout, roster: Sequence[Entry] | None, found: Download) -> Collection:
    works = [*layout.works, *(Work(HandIn(student), {}) for student in layout.without)]
    absent: list[Student] = []
    problems = [*found.problems, *layout.problems]
    if roster is not None:
        matched = matching.matched(works, roster)
        works = list(matched.works)
        absent += matched.absent
        problems += matched.problems
    without = {student.key for student in layout.without}
    absent += [work.hand_in.student for work in works if work.hand_in.student.key in without]
    by_key: dict[str, Work] = {}
    for work in sorted(works, key=lambda work: _place(work.hand_in.student)):
        if work.hand_in.student.key not in without:
            work = _under_its_own_key(work, by_key)
            by_key[work.hand_in.student.key] = work
    if len(problems) > PROBLEMS_LIMIT:
        more = len(problems) - PROBLEMS_LIMIT
        problems[PROBLEMS_LIMIT:] = [f"There is as much to say of {more:,} more files or students."]
    return Collection(
        layout.said,
        tuple(work.hand_in for work in by_key.values()),
        tuple(sorted(absent, key=_place)),
        tuple(problems),
        by_key,
        found,
    )


def _under_its_own_key(work: Work, others: dict[str, Work]) -> Work:
    """A work under a key that no other one has, should two students have the same number."""
    student = work.hand_in.student
    if student.key not in others:
        return work
    student = replace(student, key=f"{student.key} {work.hand_in.place}")
    return replace(work, hand_in=replace(work.hand_in, student=student))


def _place(student: Student) -> tuple[str, str]:
    return student.name.casefold(), student.key
