"""A submission for one lab: the files that are graded, and what is odd about them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field

from graders.intake.tree import stem
from graders.model import Answer, SourceFile


@dataclass(frozen=True)
class Submission:
    """The files of a submission and one sentence for each thing that is odd about them.

    ``files`` maps paths ("softmax.py", "tools/ops.py") to contents, ``notebooks`` names to the sources of their code
    cells. ``in_place`` tells for which files that are missing another one, a notebook for instance, is looked at.
    ``refused`` says of files that are asked for, or stand in for one, why they could not be taken.
    ``provided`` names those of the files that the course brought. ``answers`` are for a person to mark.
    With ``definitions_only`` nothing that the files compute when they are loaded is computed.
    """

    name: str
    files: dict[str, bytes]
    problems: tuple[str, ...] = ()
    notebooks: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    in_place: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    provided: tuple[str, ...] = ()
    definitions_only: bool = False
    answers: tuple[Answer, ...] = ()

    def parts(self) -> dict[str, list[tuple[str, bytes]]]:
        """Each file as the parts that are compiled on their own: a notebook has one for each code cell."""
        notebooks = {
            name: [(f"{name}, cell {number}", source) for number, source in enumerate(cells, start=1)]
            for name, cells in self.notebooks.items()
        }
        return {**{name: [(name, source)] for name, source in self.files.items()}, **notebooks}

    def to_run(self, wanted: Collection[str]) -> list[tuple[str, list[str]]]:
        """The files to run, of those that are ``wanted``, each with the modules that it is imported as as well."""
        instead = [(file, [stem(name) for name in names]) for file, names in self.in_place.items()]
        instead = [(file, names) for file, names in instead if file in self.files or file in self.notebooks]
        return [*instead, *((name, []) for name in wanted if name in self.files)]

    def lines(self) -> dict[str, list[str]]:
        """The parts as lines of text, for showing."""
        return {
            part: source.decode("utf-8-sig", "replace").splitlines()
            for parts in self.parts().values()
            for part, source in parts
        }

    def described(self) -> tuple[SourceFile, ...]:
        """The student's files as a result names them."""
        whole = {name: b"\n".join(source for _, source in parts) for name, parts in self.parts().items()}
        return tuple(
            SourceFile(name, hashlib.sha256(source).hexdigest(), len(source.splitlines()))
            for name, source in whole.items()
            if name not in self.provided
        )
