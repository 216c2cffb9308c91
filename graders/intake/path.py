"""What lies at a path: a folder, a zip, a notebook or a file of Python."""

from __future__ import annotations

import functools
from pathlib import Path

from graders.errors import CannotGrade, UsageError
from graders.intake import archive, folder
from graders.intake.enclosed import with_zips
from graders.intake.tree import Tree, Unreadable, kind


def opened(path: Path) -> Tree:
    """The files of code at ``path``: a folder, a zip, a ``.py`` file or a notebook.

    Raises UsageError where there is nothing of the kind, CannotGrade for a zip that can't be read.
    """
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except OSError as error:
        raise UsageError(f"{path} can't be looked at ({error.strerror}); grade as a user who may") from None
    if not exists:
        raise UsageError(f"there is no file or folder {path}; give the path of a submission")
    try:
        if is_folder:
            next(path.iterdir(), None)
            zips = sorted(each for each in path.iterdir() if each.suffix.lower() == ".zip")
            return with_zips(
                folder.tree(path), {each.name: functools.partial(folder.regular, each, each.name) for each in zips}
            )
    except PermissionError:
        raise UsageError(f"{path} can't be read; give it to the user who grades, or grade as its owner") from None
    if kind(path.name):
        return folder.single(path)
    try:
        with folder.regular(path, str(path)) as content:
            if path.suffix.lower() != ".zip" and not content.peek(4).startswith(b"PK\x03\x04"):
                raise UsageError(
                    f"{path} is none of what a submission can be: a folder, a .py file, a notebook or a .zip"
                )
            return archive.tree(path.resolve().name, content)
    except Unreadable as error:
        raise CannotGrade(str(error)) from None
