"""The gradebook of a class: what came of every hand-in, kept so that a run can be killed at any moment and go on.

::

    book      a gradebook, opened: who is in it, the policy, the records
    grades    the grades that stand, and those that a regrade proposes
    schema    its tables
    entries   students, hand-ins and results as they are written, and back
    place     where it lies: SQLite or PostgreSQL, and what is said when that fails
    lock      one process writes at a time
"""

from graders.gradebook.book import Gradebook, opened
from graders.gradebook.entries import AnswerMarks
from graders.gradebook.grades import Grades
from graders.gradebook.place import FILE

__all__ = ["FILE", "AnswerMarks", "Gradebook", "Grades", "opened"]
