"""One submission, graded for each lab that it belongs to."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graders import doctor, labs, oracle, run, submission
from graders.errors import UsageError
from graders.sandbox.nursery import Nursery


@dataclass(frozen=True)
class Request:
    """What is to be graded: a path, for one lab or for those that its files are recognised by.

    ``seed`` repeats a grade; ``external_sandbox`` names what confines the run where this machine can't.
    """

    path: Path
    lab: str | None = None
    labs: Path = labs.ASSIGNMENTS
    seed: str | None = None
    external_sandbox: str | None = None


def labs_of(request: Request) -> list[str]:
    """The names of the labs to grade for; raises UsageError where there is none."""
    found = submission.found(request.path)
    if request.lab is not None:
        return [request.lab]
    names = labs.recognise(found, request.labs)
    if not names:
        asked = "; ".join(f"{lab}: {', '.join(files)}" for lab, files in labs.available(request.labs).items())
        held = ", ".join(submission.others(request.path)) or "nothing"
        raise UsageError(
            f"{request.path} holds no file that a lab asks for ({asked}), but {held}; rename the .py file, "
            "or say which lab it is with --lab (notebooks and zips are not read)"
        )
    return names


def grade(request: Request, name: str, nursery: Nursery) -> Iterator[run.Event]:
    """Grade for the lab ``name``. Its result is told only when it is known that the sandbox holds.

    Raises CannotGrade where it does not, and ``request`` names nothing else that confines the run.
    """
    lab = labs.load(name, request.labs)
    work = submission.read(request.path, lab.files, lab.packages)
    truth = oracle.Live(lab, request.seed or run.new_seed())
    with contextlib.ExitStack() as stack:
        if lab.packages != nursery.packages:
            nursery = stack.enter_context(Nursery(lab.packages))
        clearance = stack.enter_context(doctor.Clearance(nursery, request.external_sandbox))
        for event in run.grade(lab, work, nursery, truth):
            if isinstance(event, run.Graded):
                clearance.demand()
                isolation = dataclasses.replace(event.result.isolation, external_sandbox=request.external_sandbox)
                event = run.Graded(dataclasses.replace(event.result, isolation=isolation))
            yield event
