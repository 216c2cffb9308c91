"""Where one submission of many is graded: a process that keeps labs, workers and what was computed for all of them."""

from __future__ import annotations

import atexit
import functools
import platform
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from graders import choice, doctor, fingerprint, labs, run
from graders.diagnosis.catalogue import Catalogue
from graders.errors import CannotGrade, Infrastructure, LabproofError, UsageError
from graders.intake.parcel import Parcel
from graders.lab import Lab
from graders.model import Result
from graders.recollection import Remembering
from graders.sandbox.nursery import Nursery
from graders.submission import Submission


@dataclass(frozen=True)
class Setting:
    """What all submissions of a lab have in common. ``engine`` and ``version`` are the fingerprints to be met."""

    lab: str
    folder: Path | None
    """The folder of labs; None is the one that this program brings, wherever that lies on another machine."""
    seed: str
    engine: str
    version: str
    definitions_only: bool = False
    external_sandbox: str | None = None

    @property
    def labs(self) -> Path:
        """The folder of labs on this machine."""
        return self.folder or labs.ASSIGNMENTS


@dataclass(frozen=True)
class Task:
    """A submission to grade. It goes by value: it may be graded on another machine."""

    parcel: Parcel
    setting: Setting


@dataclass(frozen=True)
class Answer:
    """What came of a task: a result, or in a sentence why the submission can't be graded."""

    result: Result | None
    refused: str | None = None


# What a process has loaded stays loaded, whatever becomes of the files: a worker of a cluster may run for days.
loaded_engine = functools.cache(fingerprint.of_engine)
loaded_lab = functools.cache(fingerprint.of_lab)


class Desk:
    """Grades tasks one after the other. A context manager: leaving it ends all workers."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._nurseries: dict[tuple[tuple[str, ...], str | None], Nursery] = {}
        self._labs: dict[Setting, ReadyLab] = {}

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        self._stack.close()
        self._nurseries.clear()
        self._labs.clear()

    def grade(self, task: Task) -> Answer:
        """Grade one submission. Raises LabproofError where no submission could be graded here."""
        ready = self._ready(task.setting)
        try:
            work = choice.chosen(task.parcel.tree(), ready.lab)
        except (UsageError, CannotGrade) as error:
            return Answer(None, str(error))
        if not work.to_run(ready.lab.files):  # none of the files that are asked for is there and can be read
            return Answer(None, " ".join(work.refused.values()))
        return Answer(ready.grade(replace(work, definitions_only=task.setting.definitions_only)))

    def _ready(self, setting: Setting) -> ReadyLab:
        if setting not in self._labs:
            if setting.external_sandbox is None and sys.platform == "linux":
                doctor.demand_hidden([labs.ASSIGNMENTS, setting.labs])
            nursery = self._nursery(labs.packages(setting.lab, setting.labs), setting.external_sandbox)
            lab = labs.load(setting.lab, setting.labs)
            if lab.packages != nursery.packages:
                nursery = self._nursery(lab.packages, setting.external_sandbox)
            self._labs[setting] = ReadyLab(setting, lab, nursery)
        return self._labs[setting]

    def _nursery(self, packages: tuple[str, ...], external_sandbox: str | None) -> Nursery:
        """Workers that are known to be confined."""
        if (packages, external_sandbox) not in self._nurseries:
            nursery = self._stack.enter_context(Nursery(packages))
            doctor.demand_leave(nursery, external_sandbox)
            self._nurseries[packages, external_sandbox] = nursery
        return self._nurseries[packages, external_sandbox]


class ReadyLab:
    """A lab that is ready to grade with: loaded, with its workers and what is computed once for the whole class."""

    def __init__(self, setting: Setting, lab: Lab, nursery: Nursery) -> None:
        found = (loaded_engine(lab.packages), loaded_lab(lab.name, setting.labs))
        for met, wanted, what in zip(
            found, (setting.engine, setting.version), ("Labproof", f"the lab {lab.name}"), strict=True
        ):
            if met != wanted:
                raise UsageError(
                    f"{platform.node() or 'this machine'} has another version of {what} (or of Python or a package) "
                    "than the machine that asks; bring both to the same checkout and environment, "
                    "and start the workers again"
                )
        self.setting = setting
        self.lab = lab
        self.nursery = nursery
        self.oracle = Remembering(lab, setting.seed)
        self.catalogue = Catalogue(lambda: labs.load_rewrites(lab, setting.labs))

    def grade(self, work: Submission) -> Result:
        """Grade a submission for this lab."""
        result = run.last(run.grade(self.lab, work, self.nursery, self.oracle, self.catalogue))
        return replace(result, isolation=replace(result.isolation, external_sandbox=self.setting.external_sandbox))


@functools.cache
def own() -> Desk:
    """This process's desk."""
    desk = Desk()
    atexit.register(desk.close)
    return desk


BUSY = threading.Lock()
"""A desk does one thing at a time, however many threads its process has."""


def graded(task: Task) -> Answer:
    """Grade a task at this process's desk; what the grader's own mishaps are is told as Infrastructure."""
    with BUSY:
        try:
            return own().grade(task)
        except LabproofError:
            raise
        except Exception as error:
            raise Infrastructure(f"the grader itself failed ({type(error).__name__}: {error})") from error
