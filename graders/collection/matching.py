"""Who on the roster handed in what: by numbers before addresses, by names last, and never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graders.collection.layout import Work, enumerated
from graders.collection.roster import Entry
from graders.register import Student

PLATFORM = ("canvas", "moodle")
KINDS = ("canvas", "moodle", "sid", "login", "email")
"""What tells a student, the surest first."""

WORDS_LIMIT = 30
"""Nobody's name has more words: to try each order of them takes their square."""

TOKEN_LENGTH = 4
"""So long must a part of a folder's name be to be taken for a student's number or login."""


@dataclass(frozen=True)
class Matched:
    """The works with the students as the roster knows them, and the students of the roster without any."""

    works: tuple[Work, ...]
    absent: tuple[Student, ...]
    problems: tuple[str, ...]


def matched(works: Sequence[Work], roster: Sequence[Entry]) -> Matched:
    """Find each student on the roster. Who is not there keeps the platform's name, and who is doubtful is told."""
    problems: list[str] = []
    roster = _fitting(roster, [person for work in works for person in _people(work)], problems)
    search = Search(Index(roster), works)
    keyed: Counter[str] = Counter()
    changed = []
    for place, work in enumerate(works):
        student, found = work.hand_in.student, search.found[place]
        if place in search.doubts:
            problems.append(f"“{student.name}” ({student.key}) was not found on the roster: {search.doubts[place]}.")
        elif not found and (work.files or work.hand_in.refused):
            problems.append(f"“{student.name}” ({student.key}) is not on the roster; the work is graded all the same.")
        keyed.update(kind for entry in found for kind, number in entry.ids.items() if number == student.key)
        changed.append(replace(work, hand_in=replace(work.hand_in, student=_named(work, found))))
    keys = {work.hand_in.student.key for work in works}
    order = [kind for kind, _ in keyed.most_common()]
    absent = [_absent(entry, order) for entry in roster if id(entry) not in search.there]
    return Matched(tuple(changed), tuple(student for student in absent if student.key not in keys), tuple(problems))


class Search:
    """The students of each work on a roster.

    ``found`` are a work's students, by its place among the works, ``doubts`` why some could not be told. ``there`` are
    the entries, by their identity, of whom it can't be said that they handed nothing in.
    """

    def __init__(self, index: Index, works: Sequence[Work]) -> None:
        self.doubts: dict[int, str] = {}
        self.there: set[int] = set()
        self.found = {place: self._of(index, place, work) for place, work in enumerate(works)}
        claims = Counter(id(entry) for entries in self.found.values() for entry in entries)
        for place, work in enumerate(works):
            if shared := [entry for entry in self.found[place] if claims[id(entry)] > 1]:
                self.doubts[place] = f"others look like “{shared[0].name}” there as well"
                own = [entry for entry in self.found[place] if claims[id(entry)] == 1]
                self.found[place] = own if work.people else []
        self.there |= claims.keys()

    def _of(self, index: Index, place: int, work: Work) -> list[Entry]:
        if group := index.group(work.hand_in.student.name):
            return group
        found = []
        for person in _people(work):
            candidates, how = index.candidates(person)
            if len(candidates) == 1:
                found += candidates
            elif candidates:
                named = enumerated([f"“{each.name}”" for each in candidates])
                self.doubts[place] = f"it may be {named} by {how}"
                self.there |= {id(entry) for entry in candidates}
        return found


class Index:
    """A roster, looked up by what may tell a student."""

    def __init__(self, roster: Iterable[Entry]) -> None:
        self._numbers: dict[tuple[str, str], list[Entry]] = {}
        self._names: dict[str, list[Entry]] = {}
        self._squashed: dict[str, list[Entry]] = {}
        self._groups: dict[str, list[Entry]] = {}
        for entry in roster:
            for kind, number in entry.ids.items():
                self._numbers.setdefault((kind, number.casefold()), []).append(entry)
            if "login" not in entry.ids and "email" in entry.ids:
                login = entry.ids["email"].partition("@")[0].casefold()
                self._numbers.setdefault(("login", login), []).append(entry)
            for name in {_spaced(order) for order in _orders(entry.name)}:
                self._names.setdefault(name, []).append(entry)
            for name in {squashed(order) for order in _orders(entry.name)} - {""}:
                self._squashed.setdefault(name, []).append(entry)
            if entry.group:
                self._groups.setdefault(squashed(entry.group), []).append(entry)

    def group(self, name: str) -> list[Entry]:
        """The students of a group by its name, where no student is called so."""
        return self._groups.get(squashed(name), []) if not self._squashed.get(squashed(name)) else []

    def candidates(self, student: Student) -> tuple[list[Entry], str]:
        """Those whom the surest thing tells that tells anybody, and what that is."""
        for found, how in self._steps(student):
            others = {id(entry): entry for entry in found if not _contradict(student, entry)}
            if others:
                return list(others.values()), how
        return [], ""

    def _steps(self, student: Student) -> Iterator[tuple[list[Entry], str]]:
        for kind in KINDS:
            yield self._numbers.get((kind, student.ids.get(kind, "").casefold()), []), kind
        if student.key not in student.ids.values():
            for kind in KINDS:
                yield self._numbers.get((kind, student.key.casefold()), []), kind
        yield self._names.get(_spaced(student.name), []), "name"
        yield self._squashed.get(squashed(student.name), []), "name"
        if not student.ids:
            yield list(self._parts(student.key)), "a part of the name"

    def _parts(self, key: str) -> Iterator[Entry]:
        """Those whose number or login is a part of a folder's name: "2021001_Ada", "softmax-ada99"."""
        parts = {part.casefold() for part in re.split(r"[\s_,()\[\]-]+", key) if len(part) >= TOKEN_LENGTH}
        for part in sorted(parts):
            for kind in KINDS:
                yield from self._numbers.get((kind, part), [])


def squashed(name: str) -> str:
    """A name as Canvas has it in the names of files, without anything but letters, marks and digits."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LMN")


def _people(work: Work) -> tuple[Student, ...]:
    return work.people or (work.hand_in.student,)


def _orders(name: str) -> Iterator[str]:
    """A name as it stands, and with its words in every order that begins anew: Canvas puts the family name first."""
    last, comma, first = name.partition(",")
    words = f"{first} {last}".split() if comma else name.split()
    yield name
    if len(words) > WORDS_LIMIT:
        return
    for begin in range(len(words)):
        yield " ".join([*words[begin:], *words[:begin]])


def _spaced(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _contradict(student: Student, entry: Entry) -> bool:
    """Whether a number of the platform's says that these are two, whatever else is equal."""
    told = [(student.ids.get(kind), entry.ids.get(kind)) for kind in PLATFORM]
    return any(mine and other and mine != other for mine, other in told)


def _fitting(roster: Sequence[Entry], people: Sequence[Student], problems: list[str]) -> list[Entry]:
    """The roster with numbers of this platform and this assignment only.

    A column "id" is the platform's where its numbers occur in the download beside the same names, and else the student
    number. Moodle counts participants anew in each assignment: numbers of which none occurs are another assignment's.
    """
    here = {kind: {person.ids[kind] for person in people if kind in person.ids} for kind in PLATFORM}
    kind_of_id = next((kind for kind in PLATFORM if _agree(roster, people, kind)), "sid")
    foreign = {
        kind for kind in PLATFORM if here[kind] and not here[kind] & {entry.ids.get(kind, "") for entry in roster}
    }
    if any(kind in entry.ids for entry in roster for kind in foreign):
        problems.append("None of the platform's numbers on the roster occurs in the download; they were passed over.")
    fitting = []
    for entry in roster:
        ids = {kind: number for kind, number in entry.ids.items() if kind not in foreign and kind != "id"}
        if "id" in entry.ids:
            ids.setdefault(kind_of_id, entry.ids["id"])
        fitting.append(replace(entry, ids=ids))
    return fitting


def _agree(roster: Sequence[Entry], people: Sequence[Student], kind: str) -> bool:
    """Whether the roster's numbers "id" are of this kind: some are equal, and most who have one have its name too."""
    names = {entry.ids["id"]: set(map(squashed, _orders(entry.name))) for entry in roster if "id" in entry.ids}
    found = [person for person in people if person.ids.get(kind) in names]
    unlike = [
        person
        for person in found
        if squashed(person.name) not in names[person.ids[kind]] and not person.name.endswith(f" {person.ids[kind]}")
    ]
    return bool(found) and 2 * len(unlike) <= len(found)


def _named(work: Work, found: Sequence[Entry]) -> Student:
    """The student with the roster's name and all numbers; a group with its members by their names."""
    student = work.hand_in.student
    if not found:
        return student
    if work.people:
        index = Index(found)
        known = [(person, index.candidates(person)[0]) for person in work.people]
        names = [entries[0].name if entries else person.name for person, entries in known]
        return replace(student, name=", ".join(names), members=tuple(names))
    if len(found) > 1 or squashed(found[0].group) == squashed(student.name) != "":
        return replace(student, name=found[0].group, members=tuple(entry.name for entry in found))
    (entry,) = found
    return replace(student, name=entry.name, ids={**entry.ids, **student.ids})


def _absent(entry: Entry, order: Sequence[str]) -> Student:
    """Who handed nothing in, under the key that a hand-in would have: the kind of number that others have."""
    kinds = [*order, *PLATFORM, "login", "sid", "email"]
    key = next((entry.ids[kind] for kind in kinds if kind in entry.ids), entry.name)
    return Student(key, entry.name, entry.ids)
