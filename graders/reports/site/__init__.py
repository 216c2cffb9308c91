"""A class's report as a folder of pages that works from disk: no page loads anything, from the folder or elsewhere.

::

    folder     the pages' files: written whole or not at all, and removed when their student is gone
    names      what the files are called
    front      which labs there are, where there are several
    overview   a lab: what became of the class's work, and the table of all students
    check      a check: who failed it, and how
    people     students as the pages name them

A student's page is the one of ``graders.reports.html``; it goes back to the student, so it links nowhere.
"""

from graders.reports.site.folder import write

__all__ = ["write"]
