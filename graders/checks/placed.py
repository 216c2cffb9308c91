"""Files for the student's code to read: data sets that a check makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Furnished(Protocol):
    """A submission that has a folder of its own."""

    def place_files(self, files: Mapping[str, bytes], /) -> str:
        """Write files there; gives the folder."""


def placed(student: Furnished, files: Mapping[str, bytes]) -> str:
    """Write ``files`` (name to content) into the folder of the student's process; gives its path.

    The student's code runs elsewhere, so the path means something to it alone: hand it to ``student``, never to
    ``reference``. What the student's code does to the files is not looked at::

        folder = placed(student, {"letters.npz": content})
        data = student.Data(f"{folder}/letters.npz", 32)
    """
    return student.place_files(files)
