"""Who of a class list is whom of the gradebook: by number first, by name only where it is nobody else's."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graders.exports.filled import listed
from graders.register import Record

KINDS = ("canvas", "moodle", "sid", "login", "email")
"""The keys of ``Student.ids`` that tell a person, the surest first. The first three are one person's for ever."""


@dataclass(frozen=True)
class Person:
    """A row of a class list: what it knows of a student. ``names`` are several ways to write one name."""

    row: int
    ids: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roll:
    """The records by the rows of a class list, and who is left on either side."""

    rows: Mapping[int, Record]
    unlisted: tuple[Record, ...]
    unknown: tuple[Person, ...]

    def told(self, where: str) -> list[str]:
        """Sentences on who is only in the gradebook, and who is only in the class list, ``where``."""
        sentences = []
        if self.unlisted:
            names = listed([record.student.name for record in self.unlisted])
            sentences.append(f"Not in {where}, so not written ({len(self.unlisted)}): {names}.")
        if self.unknown:
            names = listed([next(iter(person.names), f"line {person.row + 1}") for person in self.unknown])
            sentences.append(f"In {where}, but not in these results ({len(self.unknown)}): {names}.")
        return sentences


def roll(people: Sequence[Person], records: Iterable[Record]) -> Roll:
    """Find the record of each person; a group's record is that of each of its members.

    Numbers decide before names. What two people, or two records, have in common decides nothing.
    """
    rows: dict[int, Record] = {}
    waiting = list(records)
    for kind in KINDS:
        places = _unique(
            {person.row: {_folded(person.ids.get(kind, ""))} for person in people if person.row not in rows}
        )
        owners = Counter(_folded(record.student.ids.get(kind, "")) for record in waiting)
        for record in tuple(waiting):
            number = _folded(record.student.ids.get(kind, ""))
            if number in places and owners[number] == 1:
                rows[places[number]] = record
                if not record.student.members:
                    waiting.remove(record)
    places = _unique({person.row: set(map(folded_name, person.names)) for person in people})
    listed_as = {person.row: person for person in people}
    claimed = Counter(folded_name(name) for record in waiting for name in _names(record))
    for record in waiting:
        for name in map(folded_name, _names(record)):
            row = places.get(name)
            if row is not None and row not in rows and claimed[name] == 1 and not _other(listed_as[row], record):
                rows[row] = record
    found = {id(record) for record in rows.values()}
    return Roll(
        rows=rows,
        unlisted=tuple(record for record in waiting if id(record) not in found),
        unknown=tuple(person for person in people if person.row not in rows),
    )


def both_orders(name: str) -> tuple[str, ...]:
    """ "Doe, Jane" as it stands, and as "Jane Doe"."""
    last, comma, first = name.partition(",")
    return (name, f"{first.strip()} {last.strip()}") if comma else (name,)


def folded_name(name: str) -> str:
    """A name without what differs between two programs: case, form of accents, white space, punctuation."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] not in "PZSC")


def _names(record: Record) -> tuple[str, ...]:
    return record.student.members or (record.student.name,)


def _folded(number: str) -> str:
    return number.strip().casefold()


def _other(person: Person, record: Record) -> bool:
    """Whether the same kind of number says that this is somebody else, of the same name."""
    pairs = [(_folded(person.ids.get(kind, "")), _folded(record.student.ids.get(kind, ""))) for kind in KINDS[:3]]
    return not record.student.members and any(one and other and one != other for one, other in pairs)


def _unique(keys: Mapping[int, set[str]]) -> dict[str, int]:
    """The row of each key that only one row has; a key that says nothing tells nobody."""
    counts = Counter(key for several in keys.values() for key in several if key)
    return {key: row for row, several in keys.items() for key in several if counts.get(key) == 1}
