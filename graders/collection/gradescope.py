"""What Gradescope gives out with "Export Submissions": a folder for each submission, and a page that says whose it is.

``submission_metadata.yml`` has for each folder the ``:submitters`` (``:name``, ``:sid``, ``:email``; several of a
group), ``:created_at`` and the ``:history`` of attempts before the one that counts. The keys are Ruby's symbols, which
read as text that begins with a colon.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from typing import Any

from graders.collection import dump, nbgrader
from graders.collection.layout import Layout, Work, refusal, strays
from graders.collection.listing import Listing
from graders.errors import UsageError
from graders.intake.tree import Unreadable
from graders.register import HandIn, Student

ABOUT = "submission_metadata.yml"
ABOUT_LIMIT = 256 << 20


def layout(listing: Listing) -> Layout | None:
    """The class in an export of Gradescope; None where it is none. Raises UsageError where its page can't be read."""
    if ABOUT not in listing.loose:
        return None
    told = _told(listing)
    works: list[Work] = []
    latest: dict[Hashable, Work] = {}
    problems: list[str] = []
    for folder, about in told.items():
        work = _work(folder, about if isinstance(about, dict) else {}, listing.folders.get(folder, {}))
        student = work.hand_in.student
        if not student.ids and not student.members:  # known by no more than a name, which others may have
            works.append(work)
            continue
        who = student.key, *sorted(student.ids.items()), *student.members  # a number alone may be two students'
        if who in latest:  # the export should hold a student's last submission only
            problems.append(f"{student.name} has two submissions; the later one counts.")
            work = max(latest[who], work, key=_age)
        latest[who] = work
    unread = [name for name in (*listing.folders, *listing.loose) if name not in told and name != ABOUT]
    return Layout("Gradescope export", (*latest.values(), *works), problems=(*problems, *strays(unread)))


def _told(listing: Listing) -> dict[str, Any]:
    try:
        told = dump.values(listing.read(listing.loose[ABOUT], ABOUT_LIMIT))
    except (Unreadable, ValueError) as error:
        raise UsageError(f"{ABOUT} can't be read ({str(error)[:200]}); export the submissions again") from None
    if not isinstance(told, dict):
        raise UsageError(f"{ABOUT} lists no submissions; export them again")
    return told


def _work(folder: str, about: dict[str, Any], files: dict[str, str]) -> Work:
    submitters = about.get(":submitters")
    people = [_person(each) for each in submitters if isinstance(each, dict)] if isinstance(submitters, list) else []
    people = people or [Student(folder, folder)]
    if len(people) == 1:
        student = people[0]
    else:
        first = min(people, key=lambda person: person.key)
        student = Student(first.key, ", ".join(person.name for person in people), {}, tuple(p.name for p in people))
    history = about.get(":history")
    hand_in = HandIn(
        student,
        place=folder,
        submitted=_time(about.get(":created_at")),
        superseded=len(history) if isinstance(history, list) else 0,
        refused=refusal(files),
    )
    return Work(hand_in, files, tuple(people) if len(people) > 1 else ())


def _person(told: dict[str, Any]) -> Student:
    written = (told.get(f":{what}") for what in ("name", "sid", "email"))
    name, sid, email = (each.strip() if isinstance(each, str) else "" for each in written)
    ids = {"sid": sid, "email": email}
    return Student(sid or email or name, name or email or sid, {kind: each for kind, each in ids.items() if each})


def _time(told: Any) -> datetime.datetime | None:
    if isinstance(told, dict):  # a time with its zone, as Rails writes one
        told = told.get("utc")
    return nbgrader.moment(told) if isinstance(told, str) else None


def _age(work: Work) -> tuple[bool, datetime.datetime, str]:
    hand_in = work.hand_in
    none = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
    return hand_in.submitted is not None, hand_in.submitted or none, hand_in.place
