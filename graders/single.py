"""One submission, graded for each lab that it belongs to."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from graders import choice, doctor, labs, oracle, run
from graders.diagnosis.catalogue import Catalogue
from graders.errors import UsageError
from graders.intake.tree import Tree
from graders.sandbox.nursery import Nursery


@dataclass(frozen=True)
class Request:
    """What is to be graded: a path, for one lab or for those that its files are recognised by.

    ``seed`` repeats a grade; ``external_sandbox`` names what confines the run where this machine can't;
    ``definitions_only`` leaves out what the files compute when they are loaded.
    """

    path: Path
    lab: str | None = None
    labs: Path = labs.ASSIGNMENTS
    seed: str | None = None
    external_sandbox: str | None = None
    definitions_only: bool = False


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
