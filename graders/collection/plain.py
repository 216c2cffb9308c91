"""A class that somebody sorted by hand: a folder, a zip or a file for each student, named after the student."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from graders.collection.layout import PACKED, Layout, Work, gradable, is_zip, refusal, strays
from graders.collection.listing import NESTING_LIMIT, Listing
from graders.intake.tree import CODE, kind
from graders.register import HandIn, Student

PARTS = re.compile(r"[-_]")
AROUND_ALL = {"class", "download", "downloads", "students", "submissions", "submitted"}
"""What a folder around a whole class is called."""


@dataclass(frozen=True)
class Name:
    """What the name of a file tells: the student, and the student's own name for the file."""

    student: str
    own: str


def layout(listing: Listing) -> Layout:
    """The class in a folder that no platform made; what there is most of, a folder, a zip or a file, is a student's."""
    listing = _within(listing)
    code = [name for name in listing.loose if kind(name)]
    zips = [name for name in listing.loose if is_zip(name)]
    packed = [name for name in listing.loose if PACKED.search(name)]
    if len(code) > len(listing.folders) + len(zips):
        return _files(listing, [*code, *zips, *packed])
    works = {name: _work(name, name, files) for name, files in listing.folders.items()}
    doubled = []
    for name, told in _told([*zips, *packed]).items():
        if told.student in works:
            doubled.append(f"{name} was left out, since {works[told.student].hand_in.place} was taken for it.")
        else:
            works[told.student] = _work(told.student, name, {told.own: listing.loose[name]})
    said = "a zip for each student" if len(zips) > len(listing.folders) else "a folder for each student"
    without = tuple(Student(name, name) for name in listing.bare if name not in works)
    unread = strays(listing.loose.keys() - {*zips, *packed})
    return Layout(said, tuple(works.values()), without, (*doubled, *unread))


def _within(listing: Listing) -> Listing:
    """The folder that holds the class: there may be one around all, which a zip often has."""
    for _ in range(NESTING_LIMIT):
        if len(listing.folders) != 1 or listing.bare or any(map(gradable, listing.loose)):
            break
        inner = listing.inside(*listing.folders)
        several = len(inner.folders) + sum(map(is_zip, inner.loose)) > 1 and not any(map(kind, inner.loose))
        if not several and inner.name.lower() not in AROUND_ALL | {listing.name.lower()}:
            break
        listing = inner
    return listing


def _files(listing: Listing, names: list[str]) -> Layout:
    """A file for each student; those who handed in more have several, or a zip or a folder among the files."""
    held: dict[str, dict[str, str]] = {}
    places: dict[str, str] = {}
    for name, told in _told(names).items():
        held.setdefault(told.student, {})[told.own] = listing.loose[name]
        places.setdefault(told.student, name)
    folders = [name for name, files in listing.folders.items() if any(map(gradable, files))]
    for name in folders:
        held.setdefault(name, {}).update(listing.folders[name])
        places.setdefault(name, name)
    works = tuple(_work(student, places[student], files) for student, files in held.items())
    unread = strays((listing.loose.keys() | listing.folders.keys()) - {*names, *folders})
    return Layout("a file for each student", works, problems=unread)


def _work(student: str, place: str, files: dict[str, str]) -> Work:
    return Work(HandIn(Student(student, student), place=place, refused=refusal(files)), files)


def _told(names: Collection[str]) -> dict[str, Name]:
    """What the names of files tell.

    What most of them begin or end with is the work and not the student: of ``ada_softmax.py``, where others end alike,
    the student is ``ada`` and the file ``softmax.py``.
    """
    stems = {name: _stem(name) for name in names}
    before, after = _common(set(stems.values()))
    short = {stem: stem.removeprefix(before).removesuffix(after) or stem for stem in set(stems.values())}
    alike = Counter(short.values())
    told = {}
    for name, stem in stems.items():
        if short[stem] == stem or alike[short[stem]] > 1:  # two names that differ in that alone are two students
            told[name] = Name(stem, name)
        else:
            told[name] = Name(short[stem], f"{(before or after).strip('-_')}{name[len(stem) :]}")
    return told


def _stem(name: str) -> str:
    """The name of a file without its ending, or both of ``.tar.gz``."""
    return PACKED.sub("", PACKED.sub("", CODE.sub("", name[:-4] if is_zip(name) else name)))


def _common(stems: Collection[str]) -> tuple[str, str]:
    """What more than half of the names, and at least three, begin or end with: ("", "_softmax"), one of the two."""
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for stem in stems:
        begins.update(stem[: place.end()] for place in PARTS.finditer(stem) if place.end() < len(stem))
        ends.update(stem[place.start() :] for place in PARTS.finditer(stem) if place.start())
    most = max(3, len(stems) // 2 + 1)
    before = max((begin for begin, count in begins.items() if count >= most), key=len, default="")
    after = max((end for end, count in ends.items() if count >= most), key=len, default="")
    return (before, "") if len(before) > len(after) else ("", after)
