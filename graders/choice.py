"""Which of the files that were handed in are graded for a lab, and what else they may import."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from graders import answers
from graders.checks.wording import listing
from graders.errors import UsageError
from graders.intake import notebook
from graders.intake.path import opened
from graders.intake.text import utf8
from graders.intake.tree import Tree, Unreadable, kind, passed_over, stem
from graders.lab import Lab
from graders.submission import Submission

FILES_LIMIT = 100
TOTAL_LIMIT = 8 << 20
PROBLEMS_LIMIT = 20
COPY = re.compile(r"[ _-]*(\((\d+)\)|-(\d+)|copy)$", re.IGNORECASE)
"""What a second download, or a second upload, adds to a name."""

WRITTEN = re.compile(rb"\s*%%(?:writefile|file)\s+(?:-a\s+)?(\S+\.py)[ \t]*\n")
"""How a cell of a notebook begins that writes a file."""


def read(path: Path, lab: Lab) -> Submission:
    """The submission at ``path`` for a lab; raises what ``opened`` and ``chosen`` raise."""
    return chosen(opened(path), lab)


def chosen(tree: Tree, lab: Lab) -> Submission:
    """The files of ``tree`` that a lab asks for, and the Python files that they may import.

    Raises UsageError where it can't be told which of several is meant.
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
        answers=answers.taken(lab.questions.values(), tree),
    )


class Choice:
    """The way from what was handed in to what is graded. ``there`` are the files not yet taken, by their names."""

    def __init__(self, tree: Tree, lab: Lab) -> None:
        self.tree = tree
        self.lab = lab
        self.asked = {name for name, value in vars(lab.reference).items() if callable(value)}
        self.problems = list(tree.problems)
        self.files: dict[str, bytes] = {}
        self.notebooks: dict[str, tuple[bytes, ...]] = {}
        self.in_place: dict[str, tuple[str, ...]] = {}
        self.refused: dict[str, str] = {}
        self.provided: list[str] = []
        self.there: dict[str, str] = {}
        base = self._base()
        self.there = {path.removeprefix(base): path for path in self._under(base)} | self._beside(base)
        if tree.only is not None:
            self.there = self._meant_with(tree.only)

    def take_wanted(self) -> None:
        """Take the files that the lab asks for, or what stands in their place."""
        missing = []
        for name in self.lab.files:
            copies = self._copies_of(name)
            taken = name if name in self.there else copies.pop() if copies else None
            if taken is None or (self._unfinished(taken) and self._candidates(taken)):
                missing.append(name)
                continue
            self._take(taken, wanted=True)
            if taken != name:
                self.in_place[taken] = (name,)
                self.problems.append(f"{taken} was taken for {name}.")
            self._leave(copies, f"looks like {name} as well")
        if missing:
            self._stand_in(missing)
        notebooks = [name for name in self.there if kind(name) == ".ipynb" and self._score(name)]
        notebooks = [name for name in notebooks if not self._unfinished(name)]  # a starter that nobody filled in
        self._leave(notebooks, "defines what is asked for as well")

    def take_provided(self) -> None:
        """Take the student's own files for what the course provides, and the course's where there are none."""
        for name, path in self.lab.provided.items():
            if name in self.there:
                self._take(name)
            if name not in self.files:
                self.files[name] = path.read_bytes()
                self.provided.append(name)

    def take_importable(self) -> None:
        """Take what may be imported: not what would hide a module that Python or the lab brings."""
        names = [name for name in self.there if kind(name) == ".py"]
        if len(names) > FILES_LIMIT:
            self.problems.append(f"There are {len(names)} more Python files; only the first {FILES_LIMIT} are read.")
        for name in names[:FILES_LIMIT]:
            module = stem(name.partition("/")[0])
            if module in sys.stdlib_module_names or module in self.lab.packages:
                hidden = f"would hide the {module} that Python brings; give it another name."
                self.problems.append(f"{name} is left out: a file of that name {hidden}")
            elif all(folder.isidentifier() for folder in stem(name).split("/")):
                self._take(name)

    # ---------------------------------------------------------------------------------- which files are meant

    def _base(self) -> str:
        """The folder that holds what is asked for: "", or a path with a slash at its end."""
        if self.tree.only is not None:
            return ""
        wanted = {stem(name).lower() for name in self.lab.files}
        for ending in (".py", ".ipynb"):
            held: dict[str, int] = {}
            for path in self.tree.files:
                folder, _, name = path.rpartition("/")
                if kind(path) == ending and COPY.sub("", stem(name)).lower() in wanted:
                    held[folder] = held.get(folder, 0) + (stem(name) in wanted)
            if held:
                return self._only_one(held)
        scores = {path: self._score(path) for path in self.tree.files}
        best = max(scores.values(), default=0)
        folders = dict.fromkeys(path.rpartition("/")[0] for path, score in scores.items() if score == best)
        return self._only_one(dict.fromkeys(folders, best)) if best else ""

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

    def _under(self, base: str) -> Iterator[str]:
        """The files of code under the base, where a folder can be a package."""
        paths = [path for path in self.tree.files if path.startswith(base)]
        for path in sorted(paths, key=lambda path: (path.count("/"), path)):
            folders = path.removeprefix(base).split("/")[:-1]
            if all(folder.isidentifier() and not passed_over(folder) for folder in folders):
                yield path

    def _beside(self, base: str) -> dict[str, str]:
        """Files in other folders than the one with what is asked for, which it may still import."""
        found = {path: path for path in self._under("") if not path.startswith(base) and kind(path) == ".py"}
        wanted = {stem(name) for name in self.lab.files}
        return {path: path for path in found if stem(path.rpartition("/")[2]) not in wanted and not self._is_work(path)}

    def _meant_with(self, only: str) -> dict[str, str]:
        """The file that was named, and those beside it that it imports: not another's work, if they lie in a heap."""
        meant, waiting = {only: self.there[only]}, [only]
        while waiting:
            imported = self.tree.imports(waiting.pop())
            for name in self.there:
                if stem(name) in imported and name not in meant and not self._is_work(name):
                    meant[name] = self.there[name]
                    waiting.append(name)
        if only in self.lab.files:
            meant |= {name: self.there[name] for name in self.lab.files if name in self.there}
        return meant

    def _is_work(self, name: str) -> bool:
        """Whether a file by itself defines most of what is asked for, and is none of the files asked for."""
        return name not in self.lab.files and 2 * self._score(name) > len(self.asked)

    def _copies_of(self, name: str) -> list[str]:
        """The files whose name differs from ``name`` by its case or by what a download adds, the latest one last."""
        if self.tree.only is not None:
            return []
        alike = [each for each in self.there if kind(each) == ".py" and each != name]
        alike = [each for each in alike if COPY.sub("", stem(each)).lower() == stem(name).lower()]
        return sorted(alike, key=lambda each: [(len(number), number) for number in re.findall(r"0*(\d+)", each)])

    def _candidates(self, instead_of: str = "") -> list[str]:
        """What could stand in for a file that is missing or not filled in, best first."""
        if self.tree.only is not None:
            return [self.tree.only] if self.tree.only in self.there and not instead_of else []
        found = [name for name in self.there if name not in self.lab.files and self._score(name)]
        found = [name for name in found if not self._unfinished(name)]
        return sorted(found, key=self._score, reverse=True)

    def _stand_in(self, missing: list[str]) -> None:
        """Look at a notebook or a file of another name in place of those that are missing."""
        verb = "is" if len(missing) == 1 else "are"
        empty = [name for name in missing if name in self.there]
        lacking = f"{', '.join(missing)} {verb} {'not filled in' if empty == missing else 'missing'}"
        named = [name for name in self.there if f"{COPY.sub('', stem(name))}.py" in missing and name not in missing]
        filled_in = [name for name in named if not self._unfinished(name)]
        # A starter that nobody filled in, such as a handout's notebook, is looked at where there is nothing else.
        others = self._candidates()
        candidates = filled_in or others or named
        named = filled_in or ([] if others else named)
        if not candidates:
            beside = [name for name in self.there if "/" not in name] or self.tree.others
            sentence = lacking + (f"; there is {', '.join(beside[:5])}." if beside else ".")
            self.problems.append(sentence)
            self.refused |= dict.fromkeys(missing, sentence)
            return
        instead = self._complementary(candidates) if not named else named[:1]
        for name in instead:
            self._take(name, wanted=True)
        written = [name for name in missing if name in self.files]
        if written == missing:
            self.notebooks.clear()
            self.problems.append(
                f"{', '.join(missing)} {verb} written by a cell of {instead[0]} and was taken from there."
            )
            return
        self.in_place |= dict.fromkeys(instead, ())
        self.in_place[instead[0]] = tuple(name for name in missing if name not in written)
        if self.tree.only is None or len(self.lab.files) > 1:
            looked = "was" if len(instead) == 1 else "were"
            self.problems.append(f"{lacking}; {listing(instead, 'and')} {looked} looked at instead.")
        for name in empty:
            self.there.pop(name, None)

    def _complementary(self, candidates: list[str]) -> list[str]:
        """The first of the candidates, and those that define what it does not: the work may be in several files.

        Raises UsageError where another one defines the same, and as much.
        """
        first, *others = candidates
        taken, defined = [first], self._defined(first)
        for name in others:
            if not self._defined(name) & defined:
                taken.append(name)
                defined |= self._defined(name)
            elif self._score(name) == self._score(first):
                equal = [each for each in others if self._score(each) == self._score(first)]
                several = ", ".join([first, *equal][:5])
                raise UsageError(f"{self.tree.name} holds {several}, which define the same; name one of them")
        return taken

    def _leave(self, names: Iterable[str], why: str) -> None:
        """Tell of files that somebody may have expected to be graded."""
        for name in list(names):
            self.there.pop(name, None)
            self.problems.append(f"{name} {why}; it was not looked at.")

    # -------------------------------------------------------------------------------------- what is in a file

    def _defined(self, name: str) -> set[str]:
        """What of that which the lab asks for a file seems to define."""
        return self.asked & self.tree.defines(self.there.get(name, name))

    def _score(self, name: str) -> int:
        return len(self._defined(name))

    def _unfinished(self, name: str) -> bool:
        """Whether a file is empty, or each function in it still says that it is not implemented."""
        try:
            content = self.tree.content(self.there.get(name, name))
        except Unreadable:
            return False
        return not content.strip() or 0 < self._score(name) <= content.count(b"NotImplementedError")

    def _take(self, name: str, wanted: bool = False) -> None:
        path = self.there.pop(name)
        try:
            content = self.tree.content(path)
            if kind(name) == ".ipynb":
                self._take_notebook(name, notebook.cells(name, content))
                return
            content, odd = utf8(name, content)
            if sum(map(len, self.files.values())) + len(content) > TOTAL_LIMIT:
                raise Unreadable(
                    f"{name} is left out: the files of a submission may have {TOTAL_LIMIT:,} bytes together."
                )
        except Unreadable as error:
            self.problems.append(str(error))
            if wanted:
                self.refused[name] = str(error)
            return
        self.files[name] = content
        if odd is not None and (wanted or content.strip()):  # an empty __init__.py is as it should be
            self.problems.append(odd)
            if not content.strip():
                self.refused[name] = odd

    def _take_notebook(self, name: str, cells: Collection[bytes]) -> None:
        """Take a notebook; a file that one of its cells writes is that file."""
        for cell in cells:
            if (written := WRITTEN.match(cell)) and (file := written[1].decode()) not in self.files:
                self.files[file] = cell[written.end() :]
        self.notebooks[name] = tuple(cells)
