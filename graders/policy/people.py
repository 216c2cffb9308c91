"""Whom a policy means: students are named by any of their names, as long as it is theirs alone."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from graders.errors import UsageError
from graders.policy.rules import ALL, Correction, Excuse, Extension, Policy
from graders.register import Student

Entry = TypeVar("Entry", Extension, Excuse, Correction)


def resolved(policy: Policy, students: Iterable[Student]) -> Policy:
    """``policy`` with the keys of the students that it names, and without entries for those who are not there.

    A student's key wins over anybody's name or number. Raises UsageError where a name is that of several students.
    """
    known = _Names(students)
    return dataclasses.replace(
        policy,
        extensions=_keyed(policy.extensions, known),
        excuses=_keyed(policy.excuses, known),
        corrections=_keyed(policy.corrections, known),
    )


def unknown(policy: Policy, students: Iterable[Student], checks: Mapping[str, Collection[str]]) -> list[str]:
    """What in ``policy`` belongs to nobody and nothing, one sentence each: it may be misspelt.

    ``checks`` are the names of the checks of each lab of the class.
    """
    known = _Names(students)
    said = []
    entries: list[Extension | Excuse | Correction] = [*policy.extensions, *policy.excuses, *policy.corrections]
    for name in dict.fromkeys(entry.student for entry in entries):
        if known.key(name) is None:
            group = known.groups.get(_folded(name))
            said.append(
                f"The policy names “{name}”, who is nobody in this class."
                if group is None
                else f"The policy names “{name}”, who is in the group “{group}”: a group has one mark; name the group."
            )
    rulings = [(ruling.lab, ruling.check) for ruling in (*policy.dropped, *policy.given)]
    named = [(lab, check) for lab, checks_of_lab in policy.points.items() for check in checks_of_lab]
    labs = {lab: None for lab, _ in (*named, *rulings)}
    labs |= dict.fromkeys((*policy.points, *policy.out_of, *policy.late.deadlines, *(e.lab for e in entries)))
    for lab in labs:
        if lab not in (ALL, *checks):
            said.append(f"The policy names the lab “{lab}”, of which nobody in this class has handed in anything.")
    for lab, check in dict.fromkeys((*named, *rulings)):
        if checks.get(lab) and check not in checks[lab]:
            said.append(f"The policy names “{lab}.{check}”, but the lab {lab} has no such check.")
    return said


class _Names:
    """Every name, address and number of the students of a class."""

    def __init__(self, students: Iterable[Student]) -> None:
        self.keys: set[str] = set()
        self.groups: dict[str, str] = {}
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for student in students:
            self.keys.add(student.key)
            for name in (student.key, student.name, *student.ids.values()):
                self._named[_folded(name)].add(student.key)
            self.groups.update((_folded(member), student.name) for member in student.members)

    def key(self, name: str) -> str | None:
        """The key of whoever has this name, or None; raises UsageError where several have."""
        if name in self.keys:
            return name
        keys = sorted(self._named.get(_folded(name), ()))
        if len(keys) > 1:
            several = ", ".join(f"“{key}”" for key in keys)
            raise UsageError(f"the policy names “{name}”, and that may be any of {several}; write one of these instead")
        return keys[0] if keys else None


def _keyed(entries: Iterable[Entry], known: _Names) -> tuple[Entry, ...]:
    keyed = ((entry, known.key(entry.student)) for entry in entries)
    return tuple(dataclasses.replace(entry, student=key) for entry, key in keyed if key is not None)


def _folded(name: str) -> str:
    """A name as it is compared: one spelling of accents, no capitals, no odd spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
