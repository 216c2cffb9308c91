"""A class's hand-ins brought into the gradebook: what is new or changed is graded, each in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from graders import batch, fingerprint, labs
from graders.batch import Crew
from graders.checks.wording import listing
from graders.desk import Setting, Task
from graders.errors import CannotGrade, UsageError
from graders.intake.parcel import Parcel, packed
from graders.intake.tree import Tree
from graders.model import Result
from graders.register import HandIn, Status


@dataclass(frozen=True)
class Request:
    """How a class is graded: for one lab, or for those that each hand-in is recognised by.

    ``folder`` is that of the labs, None for ours; ``again`` grades what has not changed as well.
    """

    lab: str | None = None
    folder: Path | None = None
    definitions_only: bool = False
    external_sandbox: str | None = None
    again: bool = False

    def options(self) -> dict[str, Any]:
        """What a regrade repeats, as JSON can carry it."""
        return {
            "lab": self.lab,
            "labs": str(self.folder) if self.folder is not None else None,
            "definitions_only": self.definitions_only,
            "external_sandbox": self.external_sandbox,
        }

    @classmethod
    def of(cls, options: dict[str, Any]) -> Request:
        """The request that had these options."""
        folder = options.get("labs")
        return cls(
            options.get("lab"),
            Path(folder) if folder else None,
            bool(options.get("definitions_only")),
            options.get("external_sandbox"),
        )


class Grades(Protocol):
    """Where grades are kept: those that stand, or those that a regrade proposes."""

    def keep(
        self, key: str, lab: str, status: Status, fingerprint: str, result: Result | None, reason: str | None
    ) -> None:
        """Keep a student's grade for a lab, "" where none was recognised, in one transaction."""

    def forget(self, key: str, labs: Collection[str]) -> None:
        """Forget a student's grades for all labs but ``labs``."""


class Handed(Protocol):
    """What a class handed in."""

    @property
    def hand_ins(self) -> tuple[HandIn, ...]:
        """Each student's, in order."""

    def tree(self, hand_in: HandIn) -> Tree:
        """The files of one; raises CannotGrade where there is nothing to read."""


@dataclass(frozen=True)
class Began:
    """A hand-in is looked at."""

    hand_in: HandIn


@dataclass(frozen=True)
class Unchanged:
    """A grade is kept as it is, since nothing changed that it depends on."""

    hand_in: HandIn
    lab: str


@dataclass(frozen=True)
class Kept:
    """A hand-in has its grade, or the reason why there is none, in the gradebook."""

    hand_in: HandIn
    lab: str
    status: Status
    result: Result | None = None
    reason: str | None = None


@dataclass(frozen=True)
class TriedAgain:
    """The process that graded a hand-in was lost."""

    hand_in: HandIn
    lab: str
    why: str


Event: TypeAlias = Began | Unchanged | Kept | TriedAgain


@dataclass(frozen=True)
class Piece:
    """A hand-in's part for one lab."""

    hand_in: HandIn
    lab: str
    fingerprint: str


class Marking:
    """A class on its way into ``grades``. ``known`` tells what there is of what was computed from, by key and lab."""

    def __init__(
        self,
        handed_in: Handed,
        request: Request,
        seed: str,
        grades: Grades,
        known: Mapping[tuple[str, str], str],
    ) -> None:
        self.handed_in = handed_in
        self.request = request
        self.seed = seed
        self.grades = grades
        self.known = known
        self.before: dict[str, set[str]] = defaultdict(set)
        for key, lab in known:
            self.before[key].add(lab)
        self.settings: dict[str, Setting] = {}
        self.waiting: list[Event] = []

    def events(self, crew: Crew) -> Iterator[Event]:
        """Grade what has to be; an event for everything that happens."""
        for event in batch.grade(self._tasks(), crew):
            yield from self._told()
            if (done := self._done(event)) is not None:
                yield done
        yield from self._told()

    def _done(self, event: batch.Event[Piece]) -> Event | None:
        piece = event.key
        match event:
            case batch.Answered(answer=answer) if answer.result is not None:
                return self._kept(piece, Status.GRADED, answer.result, None)
            case batch.Answered(answer=answer):
                return self._kept(piece, Status.UNREADABLE, None, answer.refused)
            case batch.GivenUp(why=why):
                return self._kept(piece, Status.UNGRADED, None, why)
            case batch.TriedAgain(why=why):
                return TriedAgain(piece.hand_in, piece.lab, why)
        return None

    def _kept(self, piece: Piece, status: Status, result: Result | None, reason: str | None) -> Kept:
        # What the grader could not do it shall try again the next time.
        mark = piece.fingerprint if status is not Status.UNGRADED else ""
        self.grades.keep(piece.hand_in.student.key, piece.lab, status, mark, result, reason)
        return Kept(piece.hand_in, piece.lab, status, result, reason)

    def _told(self) -> Iterator[Event]:
        told, self.waiting = self.waiting, []
        yield from told

    def _tasks(self) -> Iterator[tuple[Piece, Task]]:
        """What has to be graded, read as there is room for it."""
        for hand_in in self.handed_in.hand_ins:
            self.waiting.append(Began(hand_in))
            key = hand_in.student.key
            try:
                parcel, names = self._opened(hand_in)
            except (CannotGrade, UsageError) as error:
                lab = self.request.lab or ""
                self._forget_all_but(key, [lab])
                self.waiting.append(self._kept(Piece(hand_in, lab, ""), Status.UNREADABLE, None, str(error)))
                continue
            self._forget_all_but(key, names)
            for name in names:
                piece, setting = self._piece(hand_in, parcel, name)
                if self.known.get((key, name)) == piece.fingerprint and not self.request.again:
                    self.waiting.append(Unchanged(hand_in, name))
                else:
                    yield piece, Task(parcel, setting)

    def _forget_all_but(self, key: str, names: list[str]) -> None:
        """Forget labs that a student's newest hand-in no longer holds; what was graded for one lab leaves others."""
        if self.request.lab is None and self.before[key] - set(names):
            self.grades.forget(key, names)

    def _opened(self, hand_in: HandIn) -> tuple[Parcel, list[str]]:
        """A hand-in's files, and the labs that they are for; raises where there is nothing to grade."""
        if hand_in.refused is not None:
            raise CannotGrade(hand_in.refused)
        tree = self.handed_in.tree(hand_in)
        names = [self.request.lab] if self.request.lab is not None else labs.recognise(tree, self._folder)
        if not names:
            raise UsageError(f"no file of a lab was found; there is {_held(tree)}")
        return packed(tree), names

    def _piece(self, hand_in: HandIn, parcel: Parcel, name: str) -> tuple[Piece, Setting]:
        setting = self._setting(name)
        circumstances = (self.seed, str(setting.definitions_only), str(setting.external_sandbox))
        mark = fingerprint.of_grade(setting.engine, setting.version, parcel.digest, *circumstances)
        return Piece(hand_in, name, mark), setting

    def _setting(self, name: str) -> Setting:
        if name not in self.settings:
            self.settings[name] = Setting(
                name,
                self.request.folder,
                self.seed,
                fingerprint.of_engine(labs.packages(name, self._folder)),
                fingerprint.of_lab(name, self._folder),
                self.request.definitions_only,
                self.request.external_sandbox,
            )
        return self.settings[name]

    def _graded_before(self, hand_in: HandIn) -> frozenset[str]:
        return frozenset(lab for key, lab in self.known if key == hand_in.student.key)

    @property
    def _folder(self) -> Path:
        return self.request.folder or labs.ASSIGNMENTS


def _held(tree: Tree) -> str:
    return listing([*list(tree.files)[:5], *tree.others][:5], "and") or "nothing"
