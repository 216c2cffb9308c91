"""What can go wrong that is nobody's wrong answer.

::

    LabproofError           shown as one sentence; carries the exit code of the command
    ├── UsageError          the command line or a path is not usable            (exit 2)
    └── CannotGrade         grading is refused or impossible on this machine    (exit 3)
        └── Infrastructure  the grader's own machinery failed; may be tried again

A wrong answer is no error: it is a ``Failure`` (``graders.checks.failure``), which a check raises and the run
turns into a verdict.
"""

from typing import ClassVar


class LabproofError(Exception):
    """One sentence: what was seen, what was expected, what to do."""

    exit_code: ClassVar[int] = 3


class UsageError(LabproofError):
    """The command line, or a file that it names, is not usable."""

    exit_code = 2


class CannotGrade(LabproofError):
    """Grading is refused or not possible here; no verdict was reached."""


class Infrastructure(CannotGrade):
    """The grader's own processes failed; the submission is not to blame."""
