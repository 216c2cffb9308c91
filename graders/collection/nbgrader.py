"""nbgrader's folder of submissions: ``submitted/STUDENT/ASSIGNMENT/…``, with the time in ``timestamp.txt``.

The time stamp is one line such as ``2015-02-02 15:58:23.948203 America/Los_Angeles`` (nbgrader/coursedir.py and its
exchange). The path given may be the course's folder, the folder ``submitted``, or a copy of it.
"""

from __future__ import annotations

import contextlib
import datetime
import re
import zoneinfo

from graders.collection.layout import Layout, Work, refusal, strays
from graders.collection.listing import Listing
from graders.intake.tree import Unreadable
from graders.register import HandIn, Student

STEP = "submitted"
STAMP = "timestamp.txt"
STAMP_LIMIT = 1000
WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,9})?\s*(Z|[+-]\d\d:?\d\d|[A-Za-z][\w/+-]*)?")


def layout(listing: Listing) -> Layout | None:
    """The class in a folder of nbgrader's; None where it is none."""
    if STEP in listing.folders and (inner := listing.inside(STEP)) and _has_assignments(inner):
        listing = inner
    elif not (listing.name == STEP and _has_assignments(listing)) and not _has_stamps(listing):
        return None
    names = {path.split("/")[1] for path in listing.files if path.count("/") > 1}
    works = tuple(_work(listing, student, names) for student in listing.folders)
    problems = list(strays(listing.loose))
    if len(names) > 1:
        problems.append(
            f"There are several assignments ({', '.join(sorted(names)[:5])}). Where a student's have different time "
            "stamps, no time is taken for them; to count days late, give the folder with one assignment alone."
        )
    without = tuple(Student(name, name) for name in listing.bare)
    return Layout("nbgrader submitted/", works, without, tuple(problems))


def _has_assignments(listing: Listing) -> bool:
    """Whether most files lie in a folder in a student's folder."""
    deep = sum(path.count("/") > 1 for path in listing.files)
    return 2 * deep > len(listing.files)


def _has_stamps(listing: Listing) -> bool:
    """Whether at least half of the students have a time stamp: a file of that name may be anybody's own."""
    stamped = {path.split("/")[0] for path in listing.files if path.count("/") == 2 and path.endswith(f"/{STAMP}")}
    return len(stamped) > 0 and 2 * len(stamped) >= len(listing.folders) + len(listing.loose)


def _work(listing: Listing, student: str, names: set[str]) -> Work:
    found = listing.folders[student]
    own = {path.split("/")[0] for path in found if "/" in path}
    stamps = {name: found[f"{name}/{STAMP}"] for name in own if f"{name}/{STAMP}" in found}
    files = {path: place for path, place in found.items() if place not in stamps.values()}
    if len(names) == 1:
        (name,) = names
        files = {path.removeprefix(f"{name}/"): place for path, place in files.items()}
    times = {_time(listing, stamp) for stamp in stamps.values()}
    hand_in = HandIn(
        Student(student, student),
        place=f"{student}/{next(iter(own))}" if len(own) == 1 else student,
        submitted=next(iter(times)) if len(times) == 1 else None,
        problems=("The time stamp can't be read.",) if stamps and None in times else (),
        refused=refusal(files),
    )
    return Work(hand_in, files)


def _time(listing: Listing, stamp: str) -> datetime.datetime | None:
    try:
        text = listing.read(stamp, STAMP_LIMIT).decode("utf-8-sig", "replace").strip()
    except Unreadable:
        return None
    return moment(text)


def moment(text: str) -> datetime.datetime | None:
    """The moment that a time stamp tells; None where it tells none. One without a zone is taken for UTC."""
    written = WRITTEN.fullmatch(text.strip())
    if not written:
        return None
    day, time, fraction, zone = written.groups()
    try:
        moment = datetime.datetime.fromisoformat(f"{day} {time}")
    except ValueError:
        return None
    moment = moment.replace(microsecond=int((fraction or ".0")[1:7].ljust(6, "0")))
    if not 1970 <= moment.year < 2200:  # years at the ends of the calendar can't be brought to another zone
        return None
    if zone in (None, "Z"):
        return moment.replace(tzinfo=datetime.timezone.utc)
    if zone[0] in "+-":
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        if hours > 23 or minutes > 59:
            return None
        away = datetime.timedelta(hours=hours, minutes=minutes)
        return moment.replace(tzinfo=datetime.timezone(-away if zone[0] == "-" else away))
    with contextlib.suppress(zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return moment.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return None
