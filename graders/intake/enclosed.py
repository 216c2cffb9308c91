"""Zips among the files that were handed in, as if each had been unpacked into a folder of its name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import IO

from graders.errors import CannotGrade
from graders.intake import archive
from graders.intake.tree import Tree, Unreadable

ZIPS_LIMIT = 3


def with_zips(tree: Tree, zips: Mapping[str, Callable[[], IO[bytes]]]) -> Tree:
    """``tree`` with the files in ``zips``, which are opened by their names.

    Raises CannotGrade where there is nothing but one zip, and that can't be read.
    """
    for name, opened in itertools.islice(zips.items(), ZIPS_LIMIT):
        try:
            with opened() as content:
                inside = archive.tree(name, content)
        except (CannotGrade, Unreadable) as error:
            if not tree.files and len(zips) == 1:
                raise CannotGrade(str(error)) from None
            tree = replace(tree, problems=(*tree.problems, f"{str(error).rstrip('.')}."))
            continue
        tree = replace(
            tree,
            files={**tree.files, **{f"{name}/{path}": reader for path, reader in inside.files.items()}},
            writing={**tree.writing, **{f"{name}/{path}": reader for path, reader in inside.writing.items()}},
            problems=(*tree.problems, *inside.problems),
        )
    if len(zips) > ZIPS_LIMIT:
        tree = replace(tree, problems=(*tree.problems, f"Of {len(zips)} zips only the first {ZIPS_LIMIT} were read."))
    return tree
