"""A class on its way through the grader: who handed in what, and what became of it."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass, field

from graders.model import Result


@dataclass(frozen=True, slots=True)
class Student:
    """A student, or a group that hands in together, by what the learning platform calls them.

    ``key`` is unique in a class and stays the same from one download to the next: the platform's own number where it
    has one, else the name of the folder. ``ids`` holds whatever else is known, so that marks find their way back:
    "canvas" (the gradebook's ID), "moodle" (the participant's number), "email", "sid" (the student number), "login".
    ``members`` are the names of a group's students; empty where one works alone.
    """

    key: str
    name: str
    ids: dict[str, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student handed in, as the platform tells of it.

    ``place`` is the path inside of the download where its files lie (a folder, or the beginning of flat names), which
    a feedback file mirrors; "" where there is none. ``submitted`` is None where the platform does not tell; ``late``
    is the platform's own word on it. ``superseded`` counts earlier attempts that were passed over. ``refused`` says
    in one sentence why nothing of it can be graded.
    """

    student: Student
    place: str = ""
    submitted: datetime.datetime | None = None
    late: bool = False
    superseded: int = 0
    problems: tuple[str, ...] = ()
    refused: str | None = None


class Status(str, enum.Enum):
    """What became of a student's work on a lab."""

    GRADED = "graded"
    MISSING = "missing"  # nothing was handed in
    UNREADABLE = "unreadable"  # something was, and nothing of it can be graded: a broken zip, no file of the lab's
    UNGRADED = "ungraded"  # the grader failed; the student is not to blame


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points given or taken by a person, and why."""

    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of a check, by its name, for everybody; and why."""

    check: str
    reason: str


@dataclass(frozen=True, slots=True)
class MoreTime:
    """Days by which a student's deadline was moved, and why."""

    days: float
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerMark:
    """What a person gave for the written answer to a ``question``, out of the lab's points, and said of it.

    ``points`` is None while nobody has marked it. ``version`` is that of the answer that was marked; "" is any.
    """

    question: str
    points: float | None = None
    comment: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a student gets for a lab under a policy, and how it comes about.

    ``points`` of ``max_points`` is the mark: ``earned`` by the checks and the written answers, less ``penalty`` for
    ``days_late``, with what ``rounding`` gives or takes and the adjustments. None where there is no mark: the student
    is ``excused`` (the reason), the work is not graded, or the status has no mark. ``provisional`` where a human has to
    look at something before it counts. Of the checks of the work, those ``dropped`` count for nobody, and everybody has
    the points of those ``given``. ``answers`` are those that can have points, or of which something was said.
    """

    points: float | None
    max_points: float
    earned: float = 0.0
    days_late: int = 0
    penalty: float = 0.0
    adjustments: tuple[Adjustment, ...] = ()
    excused: str | None = None
    provisional: bool = False
    rounding: float = 0.0
    dropped: tuple[Decision, ...] = ()
    given: tuple[Decision, ...] = ()
    extensions: tuple[MoreTime, ...] = ()
    answers: tuple[AnswerMark, ...] = ()

    @property
    def to_mark(self) -> int:
        """How many written answers a person still has to mark."""
        return sum(answer.points is None for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Record:
    """A student's work on a lab as the gradebook holds it. ``reason`` says why it is not graded."""

    hand_in: HandIn
    lab: str
    status: Status
    mark: Mark
    reason: str | None = None
    result: Result | None = None

    @property
    def student(self) -> Student:
        """Whose work it is."""
        return self.hand_in.student

    @property
    def late(self) -> bool:
        """Whether it came after the deadline, by the policy or by the platform's own word."""
        return self.mark.days_late > 0 or self.hand_in.late

    @property
    def needs_human(self) -> bool:
        """Whether somebody has to look at it before the mark counts: it is nobody's failed work."""
        unsettled = self.mark.points is None and self.mark.excused is None
        return self.mark.provisional or (unsettled and self.status in (Status.UNREADABLE, Status.UNGRADED))
