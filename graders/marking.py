"""A class's hand-ins brought into the gradebook: what is new or changed is graded, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from graders import batch, fingerprint, labs
from graders.batch import Crew
from graders.desk import Setting, Task
from graders.errors import CannotGrade, UsageError
from graders.gradebook import Grades
from graders.intake.parcel import packed
from graders.intake.tree import Tree
from graders.model import Result
from graders.register import HandIn, Status
from graders.sorting import Piece


@dataclass(frozen=True)
class Request:
    """How a class is graded. ``folder`` is that of the labs, None for ours."""

    folder: Path | None = None
    definitions_only: bool = False
    external_sandbox: str | None = None

    @property
    def labs(self) -> Path:
        """The folder of labs."""
        return self.folder or labs.ASSIGNMENTS

    def options(self) -> dict[str, Any]:
        """What a regrade repeats, as JSON can carry it."""
        return {
            "labs": str(self.folder) if self.folder is not None else None,
            "definitions_only": self.definitions_only,
            "external_sandbox": self.external_sandbox,
        }

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Request:
        """The request that had these options."""
        folder = options.get("labs")
        return cls(
            Path(folder) if folder else None, bool(options.get("definitions_only")), options.get("external_sandbox")
        )


@dataclass(frozen=True)
class Unchanged:
    """A grade is kept as it is, since nothing changed that it depends on."""

    piece: Piece


@dataclass(frozen=True)
class Kept:
    """A hand-in has its grade, or the reason why there is none, in the gradebook."""

    piece: Piece
    status: Status
    reason: str | None = None


@dataclass(frozen=True)
class TriedAgain:
    """The process that graded a hand-in was lost."""

    piece: Piece
    why: str


Event: TypeAlias = Unchanged | Kept | TriedAgain


@dataclass(frozen=True)
class _Marked:
    """A piece under way, and the fingerprint that its grade will have."""

    piece: Piece
    fingerprint: str


class Marking:
    """A class on its way into ``grades``: those that stand, or those that a regrade proposes.

    ``tree`` opens a hand-in, ``seed`` is the class's. ``known`` tells by key and lab what grades there are already
    were computed from: those that would be the same are not graded again.
    """

    def __init__(
        self,
        tree: Callable[[HandIn], Tree],
        request: Request,
        seed: str,
        grades: Grades,
        known: Mapping[tuple[str, str], str],
    ) -> None:
        self.tree = tree
        self.request = request
        self.seed = seed
        self.grades = grades
        self.known = known
        self.waiting: list[Event] = []

    def events(self, pieces: Iterable[Piece], crew: Crew) -> Iterator[Event]:
        """Grade what has to be; an event for everything that happens."""
        for event in batch.grade(self._tasks(pieces), crew):
            yield from self._told()
            if (done := self._done(event)) is not None:
                yield done
        yield from self._told()

    def _done(self, event: batch.Event[_Marked]) -> Event | None:
        marked = event.key
        match event:
            case batch.Answered(answer=answer) if answer.result is not None:
                return self._kept(marked, Status.GRADED, answer.result, None)
            case batch.Answered(answer=answer):
                return self._kept(marked, Status.UNREADABLE, None, answer.refused)
            case batch.GivenUp(why=why):
                return self._kept(marked, Status.UNGRADED, None, why)
            case batch.TriedAgain(why=why):
                return TriedAgain(marked.piece, why)
        return None

    def _kept(self, marked: _Marked, status: Status, result: Result | None, reason: str | None) -> Kept:
        piece = marked.piece
        # What the grader could not do it shall try again the next time.
        mark = marked.fingerprint if status is not Status.UNGRADED else ""
        self.grades.keep(piece.hand_in.student.key, piece.lab, status, mark, result, reason)
        return Kept(piece, status, reason)

    def _told(self) -> Iterator[Event]:
        told, self.waiting = self.waiting, []
        yield from told

    def _tasks(self, pieces: Iterable[Piece]) -> Iterator[tuple[_Marked, Task]]:
        """What has to be graded, read as there is room for it."""
        settings: dict[str, Setting] = {}
        for piece in pieces:
            try:
                if piece.refused is not None:
                    raise CannotGrade(piece.refused)
                parcel = packed(self.tree(piece.hand_in))
            except (CannotGrade, UsageError) as error:
                self.waiting.append(self._kept(_Marked(piece, ""), Status.UNREADABLE, None, str(error)))
                continue
            except Exception as error:  # whatever it is, it is one student's, and the others are graded
                why = f"the grader failed to read it ({type(error).__name__}: {error})"
                self.waiting.append(self._kept(_Marked(piece, ""), Status.UNGRADED, None, why))
                continue
            if piece.lab not in settings:
                settings[piece.lab] = self._setting(piece.lab)
            setting = settings[piece.lab]
            circumstances = (self.seed, str(setting.definitions_only), str(setting.external_sandbox))
            mark = fingerprint.of_grade(setting.engine, setting.version, parcel.digest, *circumstances)
            if self.known.get((piece.hand_in.student.key, piece.lab)) == mark:
                self.waiting.append(Unchanged(piece))
            else:
                yield _Marked(piece, mark), Task(parcel, setting)

    def _setting(self, lab: str) -> Setting:
        return Setting(
            lab,
            self.request.folder,
            self.seed,
            fingerprint.of_engine(labs.packages(lab, self.request.labs)),
            fingerprint.of_lab(lab, self.request.labs),
            self.request.definitions_only,
            self.request.external_sandbox,
        )
