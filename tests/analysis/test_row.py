"""What is kept of a record says the same of a student's work as the record does."""

import pytest

from graders.analysis.row import row
from graders.register import HandIn, Mark, Record, Status, Student

HAND_IN = HandIn(Student("ada", "Ada"), late=True)


@pytest.mark.parametrize(
    ("status", "mark", "needs_human"),
    [
        (Status.UNREADABLE, Mark(None, 7.0), True),
        (Status.UNREADABLE, Mark(3.0, 7.0), False),  # somebody has looked, and set the mark
        (Status.UNGRADED, Mark(None, 7.0, excused="ill"), False),
        (Status.GRADED, Mark(3.0, 7.0, provisional=True), True),
        (Status.GRADED, Mark(3.0, 7.0), False),
    ],
)
def test_whom_a_human_has_settled_is_on_no_list(status: Status, mark: Mark, needs_human: bool) -> None:
    kept = row(Record(HAND_IN, "softmax", status, mark))
    assert kept.needs_human is needs_human
    assert kept.late
