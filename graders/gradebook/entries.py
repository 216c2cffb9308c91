"""Students, hand-ins and results as the gradebook writes them, and back."""

from __future__ import annotations

import datetime
import json
import zlib
from collections.abc import Mapping
from typing import Any, TypeAlias

from graders.errors import UsageError
from graders.model import Result
from graders.register import AnswerMark, HandIn, Student
from graders.reports.json import from_json, to_line


def student_text(student: Student) -> str:
    """What is known of a student beside the key, as JSON."""
    return _written({"name": student.name, "ids": student.ids, "members": student.members})


def student_of(key: str, text: str) -> Student:
    """The student that ``student_text`` wrote."""
    told = json.loads(text)
    return Student(key, told["name"], told["ids"], tuple(told["members"]))


def hand_in_text(hand_in: HandIn) -> str:
    """What the platform tells of a hand-in, as JSON; whose it is stands elsewhere."""
    return _written(
        {
            "place": hand_in.place,
            "submitted": hand_in.submitted.isoformat() if hand_in.submitted is not None else None,
            "late": hand_in.late,
            "superseded": hand_in.superseded,
            "problems": hand_in.problems,
            "refused": hand_in.refused,
        }
    )


def hand_in_of(student: Student, text: str) -> HandIn:
    """The hand-in that ``hand_in_text`` wrote."""
    told = json.loads(text)
    submitted = datetime.datetime.fromisoformat(told["submitted"]) if told["submitted"] is not None else None
    return HandIn(
        student,
        told["place"],
        submitted,
        told["late"],
        told["superseded"],
        tuple(told["problems"]),
        told["refused"],
    )


AnswerMarks: TypeAlias = Mapping[tuple[str, str], tuple[AnswerMark, ...]]
"""What people gave for written answers, by the student's key and the lab."""


def answer_marks_text(marks: AnswerMarks) -> str:
    """Marks for written answers, as JSON."""
    rows = [
        [key, lab, [[mark.question, mark.points, mark.comment, mark.version] for mark in given]]
        for (key, lab), given in sorted(marks.items())
    ]
    return _written(rows)


def answer_marks_of(text: str | None) -> AnswerMarks:
    """The marks that ``answer_marks_text`` wrote; none where nothing was written."""
    rows = json.loads(text or "[]")
    return {(key, lab): tuple(AnswerMark(*mark) for mark in given) for key, lab, given in rows}


def packed(result: Result | None) -> bytes | None:
    """A result as JSON, compressed: to about a seventh."""
    return None if result is None else zlib.compress(to_line(result).encode("utf-8"))


def unpacked(content: bytes | None) -> Result | None:
    """The result that ``packed`` wrote. Raises UsageError where it is damaged or of another format."""
    if content is None:
        return None
    try:
        text = zlib.decompress(content).decode("utf-8")
    except (zlib.error, UnicodeDecodeError) as error:
        raise UsageError(
            f"a result in the gradebook is damaged ({error}); grade this class again with --force"
        ) from None
    return from_json(text)


def _written(told: Any) -> str:
    # As ASCII, two halves of a surrogate pair that are in a name one by one would come back as one character.
    return json.dumps(told, ensure_ascii=False)
