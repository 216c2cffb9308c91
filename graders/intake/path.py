"""What lies at a path: a folder, a zip, a notebook or a file of Python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graders.errors import UsageError
from graders.intake import archive, folder
from graders.intake.tree import CODE, Tree


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
        path.open("rb").close() if path.is_file() else path.stat()
        if is_folder:
            next(path.iterdir(), None)
    except PermissionError:
        raise UsageError(f"{path} can't be read; give it to the user who grades, or grade as its owner") from None
    if is_folder:
        tree = folder.tree(path)
        zips = sorted(each for each in path.glob("*.zip") if each.is_file() and not each.is_symlink())
        if tree.files or len(zips) != 1:
            return tree
        inside = archive.tree(zips[0])
        problems = (f"The files were found in {zips[0].name}.", *inside.problems)
        return replace(inside, name=tree.name, problems=problems)
    if path.suffix.lower() == ".zip":
        return archive.tree(path)
    if path.suffix not in CODE:
        raise UsageError(f"{path} is none of what a submission can be: a folder, a .py file, a notebook or a .zip")
    return folder.single(path)
