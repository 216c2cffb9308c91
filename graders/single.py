"""One submission, graded for each lab that it belongs to."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from graders import choice, doctor, labs, oracle, run, selection
from graders.bench import Bench
from graders.diagnosis.catalogue import Catalogue
from graders.errors import UsageError
from graders.intake.path import opened
from graders.intake.tree import Tree
from graders.model import Result
from graders.sandbox.nursery import Nursery


@dataclass(frozen=True)
class Request:
    """What is to be graded: a path, for one lab or for those that its files are recognised by.

    ``seed`` repeats a grade; ``external_sandbox`` names what confines the run where this machine can't;
    ``definitions_only`` leaves out what the files compute when they are loaded; ``checks`` names those to run, with
    what they depend on, where not all are.
    """

    path: Path
    lab: str | None = None
    labs: Path = labs.ASSIGNMENTS
    seed: str | None = None
    external_sandbox: str | None = None
    definitions_only: bool = False
    checks: tuple[str, ...] | None = None


def bench(lab: str, folder: Path | None, seed: str | None, external_sandbox: str | None) -> Bench:
    """The lab of that name in ``folder``, with the reference itself, and what grades by it as the command line does.

    Raises UsageError where there is no such lab, or it can't be loaded.
    """
    place = folder or labs.ASSIGNMENTS
    loaded = labs.load(lab, place)
    drawn = seed or run.new_seed()

    def graded(path: Path, checks: Collection[str]) -> Result:
        some = tuple(checks) if len(checks) < len(loaded.checks) else None
        request = Request(path, lab, place, drawn, external_sandbox, checks=some)
        with Nursery(loaded.packages) as nursery:
            return run.last(grade(request, opened(path), lab, nursery))

    return Bench(loaded, drawn, graded)


def labs_of(request: Request, tree: Tree) -> list[str]:
    """The names of the labs to grade for; raises UsageError where there is none."""
    if request.lab is not None:
        return [request.lab]
    names = labs.recognise(tree, request.labs)
    if not names:
        asked = "; ".join(f"{lab}: {', '.join(files)}" for lab, files in labs.available(request.labs).items())
        raise UsageError(
            f"{request.path} holds no file that a lab asks for ({asked}), but {tree.shown}; rename the file, "
            "or say which lab it is with --lab"
        )
    return names


def grade(request: Request, tree: Tree, name: str, nursery: Nursery) -> Iterator[run.Event]:
    """Grade what ``tree`` holds for the lab ``name``. Its result is told only when it is known that the sandbox holds.

    Raises CannotGrade where it does not, and ``request`` names nothing else that confines the run.
    """
    with contextlib.ExitStack() as stack:
        packages = labs.packages(name, request.labs)
        if packages != nursery.packages:
            nursery = stack.enter_context(Nursery(packages))  # gets warm while this process loads the lab
        lab = labs.load(name, request.labs)
        if lab.packages != nursery.packages:
            nursery = stack.enter_context(Nursery(lab.packages))
        if request.checks is not None:
            lab = selection.narrowed(lab, request.checks)
        try:
            work = replace(choice.chosen(tree, lab), definitions_only=request.definitions_only)
        except UsageError as error:
            raise UsageError(f"{error}; a whole class is graded with grade.py class") from None
        truth = oracle.Live(lab, request.seed or run.new_seed())
        if request.external_sandbox is None and sys.platform == "linux":
            doctor.demand_hidden([labs.ASSIGNMENTS, request.labs, request.path])
        clearance = stack.enter_context(doctor.Clearance(nursery, request.external_sandbox))
        catalogue = Catalogue(lambda: labs.load_rewrites(lab, request.labs))
        for event in run.grade(lab, work, nursery, truth, catalogue):
            if isinstance(event, run.Graded):
                clearance.demand()
                isolation = replace(event.result.isolation, external_sandbox=request.external_sandbox)
                event = run.Graded(replace(event.result, isolation=isolation))
            yield event
