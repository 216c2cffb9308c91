"""A student's work and a lab's public checks, run as often as the work changes."""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from graders import choice, run
from graders.cassette import Cassette
from graders.checks.wording import listing
from graders.diagnosis.catalogue import Known
from graders.errors import UsageError
from graders.intake.tree import Tree, stem
from graders.lab import Lab
from graders.model import CheckResult, Verdict
from graders.oracle import Oracle
from graders.replay import Echoes, Replay
from graders.sandbox import magics
from graders.sandbox.nursery import Nursery
from graders.selection import narrowed
from graders.selfcheck.touched import EVERYTHING, touched
from graders.submission import Submission

PLACE = re.compile(r"\blines? \d")
"""A sentence that names a line, which may have moved."""


class Session:
    """Keeps what was found, so that after a change only what it touches is checked again.

    ``asked`` says which of the student's names each check looks up, where that is known beforehand; ``withheld`` how
    many checks only the course runs.
    """

    def __init__(
        self,
        lab: Lab,
        oracle: Oracle,
        known: Known,
        nursery: Nursery,
        asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
        withheld: int = 0,
    ) -> None:
        self.lab = lab
        self.oracle = oracle
        self.known = known
        self.nursery = nursery
        self.asked = asked
        self.withheld = withheld
        self.checked: Submission | None = None
        self.results: dict[str, CheckResult] = {}

    def checks_of(self, part: str) -> list[str]:
        """The names of the checks that a part stands for: a check, or a function that checks call.

        The lab's name alone stands for all; a function of that name is "softmax.softmax", after the lab or the file.
        Raises UsageError for what is nothing of the lab's.
        """
        lab, _, name = part.rpartition(".")
        if lab and lab not in (self.lab.name, *map(stem, self.lab.files)):
            raise UsageError(f"this file checks the lab {self.lab.name}, not {lab}; there is a check.pyz for each lab")
        if part == self.lab.name:
            return list(self.lab.checks)
        if name in self.lab.checks:
            return [name]
        if found := [check for check, names in self.asked.items() if name in names]:
            return found
        known = [*dict.fromkeys(each for names in self.asked.values() for each in names)]
        near = difflib.get_close_matches(name, [*known, *self.lab.checks], n=1)
        meant = f"did you mean {near[0]}?" if near else f"there are the functions {listing(known, 'and')}"
        raise UsageError(f"there is no check or function {name} in the lab {self.lab.name}; {meant} --list shows all")

    def check(
        self, tree: Tree, names: Collection[str], definitions_only: bool = False
    ) -> Generator[run.Event, None, None]:
        """Check what ``tree`` holds, as the events of a grading; what an earlier run found holds where nothing changed.

        Raises UsageError where it can't be told what is meant.
        """
        work = replace(choice.chosen(tree, self.lab), definitions_only=definitions_only)
        lab = narrowed(self.lab, names)
        for event in run.grade(lab, work, self.nursery, self.oracle, self.known, self.still(work)):
            if isinstance(event, run.Graded):
                self.checked = work
                self.results |= {result.name: result for result in event.result.checks}
                shown = tuple(result for result in event.result.checks if result.name in names)
                event = run.Graded(
                    replace(
                        event.result, checks=shown, withheld=self.withheld if len(shown) == len(self.lab.checks) else 0
                    )
                )
            yield event

    def still(self, work: Submission) -> dict[str, CheckResult]:
        """The results that hold for ``work`` as they did for what was checked before."""
        if self.checked is None or _circumstances(self.checked) != _circumstances(work):
            return {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python warns of in a student's text is told where it is run
            changed = touched(_parts(self.checked), _parts(work))
        if EVERYTHING in changed:
            return {}
        lines = work.lines()
        kept = {
            name: result
            for name, result in self.results.items()
            if result.asked
            and not changed.intersection(result.asked)
            and result.verdict is not Verdict.BROKEN
            and not PLACE.search(f"{result.reason} {result.hint}")
            and all(_stands(frame.file, frame.line, frame.text, lines) for frame in result.frames)
        }
        return {  # a failure may be put down to one that it follows
            name: result
            for name, result in kept.items()
            if result.verdict is Verdict.PASSED or kept.keys() >= set(self.lab.checks[name].follows)
        }


def _parts(work: Submission) -> dict[str, bytes]:
    """The parts as they are run: without the cells to be skipped, and without what is for a notebook alone."""
    parts = [(name, source.decode("utf-8", "replace")) for parts in work.parts().values() for name, source in parts]
    run = [(name, text) for name, text in parts if name in work.files or not magics.is_skipped(text)]
    return {name: magics.dropped(text, name)[0].encode("utf-8", "replace") for name, text in run}


def _circumstances(work: Submission) -> object:
    """What else than the files' contents decides over what is run, and what is told of it."""
    return work.in_place, work.refused, work.problems, work.provided, work.definitions_only, sorted(work.parts())


def _stands(file: str, line: int, text: str, lines: dict[str, list[str]]) -> bool:
    """Whether a line that a result quotes still stands where it stood."""
    there = lines.get(file, [])
    return 1 <= line <= len(there) and there[line - 1].strip().startswith(text)


def recorded(lab: Lab, cassette: Cassette, nursery: Nursery) -> Session:
    """A session that is measured by what was recorded of ``lab``."""
    oracle, known = Replay(lab, cassette), Echoes(lab, cassette)
    return Session(lab, oracle, known, nursery, cassette.asked, cassette.withheld)
