"""A second lab that asks for a file of the toy's, and one whose own check is wrong."""

from graders.checks import close
from graders.lab import Lab

from ..toy import textbook  # noqa: TID252

lab = Lab("pair", title="A pair", files=["toy.py", "other.py"], reference=textbook)


@lab.check()
def double_of_two(student, reference, rng):
    """double of 2 is 4."""
    close(student.double(2), reference.double(2))


@lab.check()
def wrong_itself(student, reference, rng):
    """This check is wrong itself."""
    student.double(2).no_such_thing  # noqa: B018
