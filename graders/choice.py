"""Which of the files that were handed in are graded for a lab, and what else they may import."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from graders.errors import UsageError
from graders.intake import notebook
from graders.intake.path import opened
from graders.intake.tree import Tree, Unreadable, oddity, passed_over
from graders.lab import Lab
from graders.submission import Submission, stem

FILES_LIMIT = 100
TOTAL_LIMIT = 8 << 20
PROBLEMS_LIMIT = 20
COPY = re.compile(r"[ _-]*(\(\d+\)|-\d+|copy)$", re.IGNORECASE)
"""What a second download, or a second upload, adds to a name."""


def read(path: Path, lab: Lab) -> Submission:
    """The submission at ``path`` for a lab; raises what ``opened`` and ``chosen`` raise."""
    return chosen(opened(path), lab)


def chosen(tree: Tree, lab: Lab) -> Submission:
    """The files of ``tree`` that a lab asks for, and the Python files that they may import.

    Raises UsageError where several submissions lie there: whose work is meant can't be guessed.
    """
    choice = Choice(tree, lab)
    choice.take_wanted()
    choice.take_provided()
    choice.take_importable()
    told = choice.problems[:PROBLEMS_LIMIT]
    if len(choice.problems) > PROBLEMS_LIMIT:
        told.append(f"There is as much to say of {len(choice.problems) - PROBLEMS_LIMIT} more files.")
    return Submission(
        tree.name,
        choice.files,
        tuple(told),
        choice.notebooks,
        choice.in_place,
        choice.refused,
        tuple(choice.provided),
    )


class Choice:
    """The way from what was handed in to what is graded. ``there`` are the files not yet taken, by their names."""

    def __init__(self, tree: Tree, lab: Lab) -> None:
        self.tree = tree
        self.lab = lab
        self.problems = list(tree.problems)
        self.files: dict[str, bytes] = {}
        self.notebooks: dict[str, tuple[bytes, ...]] = {}
        self.in_place: dict[str, tuple[str, ...]] = {}
        self.refused: dict[str, str] = {}
        self.provided: list[str] = []
        self.there: dict[str, str] = {}
        self.base = self._base()
        self.there = {path.removeprefix(self.base): path for path in self._importable()}
        if tree.only is not None and tree.only not in lab.files:
            # The file that was named is meant, and not one beside it that has the right name.
            self.there = {name: path for name, path in self.there.items() if name not in lab.files}

    def take_wanted(self) -> None:
        """Take the files that the lab asks for, or what stands in their place."""
        missing = [name for name in self.lab.files if name not in self.there]
        for name in self.lab.files:
            if name in self.there:
                self._take(name, wanted=True)
        for name in list(missing):
            if (copy := self._copy_of(name)) is not None:
                missing.remove(name)
                self._take(copy, wanted=True)
                self.in_place[copy] = (name,)
                self.problems.append(f"{copy} was taken for {name}.")
        if not missing:
            return
        instead = self._stand_in(missing)
        are_missing = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        if instead is not None:
            self._take(instead, wanted=True)
            self.in_place[instead] = tuple(missing)
            if self.tree.only is None or len(self.lab.files) > 1:
                self.problems.append(f"{are_missing}; {instead} was looked at instead.")
        else:
            others = [name for name in self.there if "/" not in name] or self.tree.others
            sentence = are_missing + (f"; there is {', '.join(others[:5])}." if others else ".")
            self.problems.append(sentence)
            self.refused |= dict.fromkeys(missing, sentence)

    def take_provided(self) -> None:
        """Take the student's own files for what the course provides, and the course's where there are none."""
        for name, path in self.lab.provided.items():
            if name in self.there and self.tree.only is None:
                self._take(name)
            if name not in self.files:
                self.files[name] = path.read_bytes()
                self.provided.append(name)

    def take_importable(self) -> None:
        """Take what may be imported: not what would hide a module that Python or the lab brings."""
        names = [name for name in self.there if name.endswith(".py")]
        if len(names) > FILES_LIMIT:
            self.problems.append(f"There are {len(names)} more Python files; only the first {FILES_LIMIT} are read.")
        for name in names[:FILES_LIMIT]:
            module = stem(name.partition("/")[0])
            if module in sys.stdlib_module_names or module in self.lab.packages:
                if self.tree.only is None:
                    hidden = f"would hide the {module} that Python brings; give it another name."
                    self.problems.append(f"{name} is left out: a file of that name {hidden}")
            elif module.isidentifier():
                self._take(name)

    def _base(self) -> str:
        """The folder that holds what is asked for: "", or a path with a slash at its end."""
        if self.tree.only is not None:
            return ""
        wanted = {stem(name) for name in self.lab.files}
        for ending in (".py", ".ipynb"):
            held: dict[str, int] = {}
            for path in self.tree.files:
                folder, _, name = path.rpartition("/")
                if path.endswith(ending) and stem(name) in wanted:
                    held[folder] = held.get(folder, 0) + 1
            if held:
                return self._only_one(held)
        best = max(self.tree.files, key=self._score, default="")
        return best[: best.rfind("/") + 1] if self._score(best) else ""

    def _only_one(self, held: dict[str, int]) -> str:
        """The folder that holds the most of what is asked for; of several the one that lies highest."""

        def rank(folder: str) -> tuple[int, int]:
            return -held[folder], folder.count("/") + bool(folder)

        first, *others = sorted(held, key=rank)
        if others and rank(others[0]) == rank(first):
            named = ", ".join(sorted(held)[:5])
            asked = " or ".join(self.lab.files)
            raise UsageError(f"{self.tree.name} holds {len(held)} folders with {asked} ({named}); name one of them")
        if first:
            self.problems.append(f"The files were found in the folder {first}.")
        for other in others:
            self.problems.append(f"The folder {other or self.tree.name} holds such files too; they were not looked at.")
        return f"{first}/" if first else ""

    def _importable(self) -> Iterator[str]:
        """The files of code under the base, where a folder can be a package."""
        paths = [path for path in self.tree.files if path.startswith(self.base)]
        for path in sorted(paths, key=lambda path: (path.count("/"), path)):
            folders = path.removeprefix(self.base).split("/")[:-1]
            if all(folder.isidentifier() and not passed_over(folder) for folder in folders):
                yield path

    def _copy_of(self, name: str) -> str | None:
        """The one file whose name differs from ``name`` by its case, or by what a second download adds."""
        alike = [
            each
            for each in self.there
            if each.endswith(".py") and COPY.sub("", stem(each)).lower() == stem(name).lower()
        ]
        return alike[0] if len(alike) == 1 else None

    def _stand_in(self, missing: list[str]) -> str | None:
        """A notebook or a file of another name for those that are missing: the one that defines the most of them."""
        if self.tree.only is not None:
            return self.tree.only if self.tree.only in self.there else None
        named = [name for name in self.there if f"{COPY.sub('', stem(name))}.py" in missing]
        return max(named or filter(self._score, self.there), key=self._score, default=None)

    def _score(self, name: str) -> int:
        """How much of what the lab asks for a file seems to define."""
        asked = {name for name, value in vars(self.lab.reference).items() if callable(value)}
        return len(asked & self.tree.defines(self.there.get(name, name))) if name else 0

    def _take(self, name: str, wanted: bool = False) -> None:
        path = self.there.pop(name)
        odd = None
        try:
            content = self.tree.content(path)
            if name.endswith(".ipynb"):
                self.notebooks[name] = notebook.cells(name, content)
                return
            odd = oddity(name, content)
            if sum(map(len, self.files.values())) + len(content) > TOTAL_LIMIT:
                odd = f"{name} is left out: the files of a submission may have {TOTAL_LIMIT:,} bytes together."
            if odd is None or not content.strip():
                self.files[name] = content
        except Unreadable as error:
            odd = str(error)
        if odd is not None:
            self.problems.append(odd)
            if wanted:
                self.refused[name] = odd
