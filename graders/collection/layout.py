"""A class as a download's names tell of it: whose files are whose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graders.intake.tree import kind, passed_over
from graders.register import HandIn, Student

PACKED = re.compile(r"\.(rar|7z|tar|tgz|gz|bz2|xz|zipx)$", re.IGNORECASE)
"""How a file ends that holds others, and is no zip."""


@dataclass(frozen=True)
class Work:
    """What one student handed in. ``files`` gives for the student's own names of files the paths in the download.

    ``people`` are the students of a group by themselves, where the platform tells more of them than their names.
    """

    hand_in: HandIn
    files: dict[str, str]
    people: tuple[Student, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A download that was made sense of.

    ``said`` names the layout for a person. ``without`` are students who have a place in it and nothing there,
    ``problems`` sentences on what was left out.
    """

    said: str
    works: tuple[Work, ...]
    without: tuple[Student, ...] = ()
    problems: tuple[str, ...] = ()


def is_zip(name: str) -> bool:
    """Whether a file is a zip, by its name."""
    return name.lower().endswith(".zip")


def gradable(name: str) -> bool:
    """Whether a file may hold code, by its path: it is Python, a notebook or a zip, and in no folder of a tool."""
    return (kind(name) is not None or is_zip(name)) and not any(map(passed_over, name.split("/")[:-1]))


def refusal(names: Iterable[str]) -> str | None:
    """Why nothing that is called so can be graded, in one sentence; None where something can."""
    names = sorted(names)
    if any(map(gradable, names)):
        return None
    if packed := [name for name in names if PACKED.search(name)]:
        return f"{packed[0]} is packed in a way that is not read here; have it handed in again as a .zip."
    if not names:
        return "Nothing is there of what was handed in; look it up on the platform."
    return f"There is no Python file, notebook or zip, only {enumerated(names)}; ask for the code."


def enumerated(names: Iterable[str], limit: int = 5) -> str:
    """A few of the names, and how many more there are."""
    names = list(names)
    if len(names) <= limit:
        return ", ".join(names)
    return f"{', '.join(names[:limit])} and {len(names) - limit:,} more"


def strays(names: Iterable[str]) -> tuple[str, ...]:
    """The sentence on files that belong to nobody, if there are any."""
    names = sorted(names)
    if not names:
        return ()
    verb = "belongs to no student and was" if len(names) == 1 else "belong to no student and were"
    return (f"{enumerated(names)} {verb} left out.",)
