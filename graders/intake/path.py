"""What lies at a path: a folder, a zip, a notebook or a file of Python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graders.errors import CannotGrade, UsageError
from graders.intake import archive, folder
from graders.intake.tree import Tree, Unreadable, kind

ZIPS_LIMIT = 3


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
            return _with_zips(path, folder.tree(path))
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


def _with_zips(path: Path, tree: Tree) -> Tree:
    """A folder's files, and those in a zip or two that lie there, as if each had been unpacked into a folder."""
    zips = sorted(each for each in path.iterdir() if each.suffix.lower() == ".zip")
    for each in zips[:ZIPS_LIMIT]:
        try:
            with folder.regular(each, each.name) as content:
                inside = archive.tree(each.name, content)
        except (CannotGrade, Unreadable) as error:
            if not tree.files and len(zips) == 1:
                raise CannotGrade(str(error)) from None
            tree = replace(tree, problems=(*tree.problems, f"{str(error).rstrip('.')}."))
            continue
        tree = replace(
            tree,
            files={**tree.files, **{f"{each.name}/{name}": reader for name, reader in inside.files.items()}},
            problems=(*tree.problems, *inside.problems),
        )
    if len(zips) > ZIPS_LIMIT:
        tree = replace(tree, problems=(*tree.problems, f"Of {len(zips)} zips only the first {ZIPS_LIMIT} were read."))
    return tree
