"""What this machine gives: the isolation found, the canaries flown, and whether official grading may go ahead.

What the canaries met is remembered until the machine starts again, or the kernel, the engine or the user changes, so
that grading one submission does not pay for them each time. For a class they always fly.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graders.errors import CannotGrade, LabproofError, UsageError
from graders.model import Isolation
from graders.sandbox import canaries, view
from graders.sandbox.nursery import Nursery

OFFICIAL_TIER = 2

NAMESPACES = ("/proc/self/ns/user", "/proc/self/ns/pid", "/proc/self/ns/net")
"""A container is a machine of its own, though it has the boot of its host."""

TIERS = {
    3: "hardened: every layer is there; grading is safe, and a submission finds nothing but itself",
    2: "confined: files and system calls are out of reach; grading is safe",
    1: "a plain process: fine for checking your own work, refused for grading that of others",
}


@dataclass(frozen=True)
class Diagnosis:
    """What was found: the isolation, and the canaries that got through (``None``: they were not flown now)."""

    isolation: Isolation
    open: tuple[str, ...]
    canaries: tuple[canaries.Canary, ...] | None = None


def examine(nursery: Nursery) -> Diagnosis:
    """Fly the canaries with ``nursery``'s workers, and remember what they met.

    Where a system confines nothing they are not flown: there is nothing that could deny them.
    """
    if sys.platform != "linux":
        return Diagnosis(nursery.isolation, ())
    flown = tuple(canaries.fly(nursery))
    diagnosis = Diagnosis(nursery.isolation, tuple(each.sentence for each in flown if not each.denied), flown)
    _remember(nursery, diagnosis.open)
    return diagnosis


def remembered(nursery: Nursery) -> Diagnosis | None:
    """What the canaries met since this machine started, or None where they are due."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        file = _memory()
        status = file.stat()
        private = os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o077)
        known = json.loads(file.read_text("utf-8"))
        if private and known["key"] == _key(nursery):
            return Diagnosis(nursery.isolation, tuple(known["open"]))
    return None


ADVICE = (
    "run `python grade.py doctor` to see what is missing, or say --external-sandbox NAME "
    "if the whole run is inside a virtual machine or container that is thrown away"
)


def demand_tier(isolation: Isolation) -> None:
    """Raises CannotGrade where this machine confines too little to grade the work of others."""
    if isolation.tier < OFFICIAL_TIER:
        reasons = "; ".join(isolation.notices) or "layers are missing"
        raise CannotGrade(f"this machine confines a submission only at tier {isolation.tier} ({reasons}): {ADVICE}")


def demand_name(external_sandbox: str) -> None:
    """Raises UsageError where nobody is named: what stands in the report would say nothing."""
    if not external_sandbox.strip():
        raise UsageError(
            "--external-sandbox wants the name of what confines this run, which goes into the report; "
            "say for instance --external-sandbox 'a virtual machine of the course'"
        )


def demand_closed(diagnosis: Diagnosis) -> None:
    """Raises CannotGrade where a canary got through, whatever the tier says."""
    if diagnosis.open:
        raise CannotGrade(f"the sandbox does not hold: from inside it a program {', '.join(diagnosis.open)}; {ADVICE}")


def demand_hidden(paths: Iterable[Path]) -> None:
    """Raises CannotGrade where one of ``paths`` lies in a folder that every submission is given to read."""
    shown = [Path(os.path.realpath(folder)) for folder in view.folders()]
    for path in paths:
        for folder in shown:
            if path.resolve().is_relative_to(folder):
                raise CannotGrade(f"{path} lies in {folder}, which every submission can read; move it elsewhere")


def demand_leave(nursery: Nursery, external_sandbox: str | None) -> None:
    """Raises CannotGrade where ``nursery`` may not grade a class. The canaries fly now, whatever was met before."""
    if external_sandbox is not None:
        return demand_name(external_sandbox)
    demand_tier(nursery.isolation)
    demand_closed(examine(nursery))


class Clearance:
    """The leave to grade one submission with ``nursery``'s workers. Canaries that are due fly beside it, in a thread.

    With ``external_sandbox`` somebody else answers for it. Entering raises CannotGrade where it is plain already
    that there is no leave; ``demand`` waits until it is known.
    """

    def __init__(self, nursery: Nursery, external_sandbox: str | None) -> None:
        self.nursery = nursery
        self.external_sandbox = external_sandbox
        self.found: Diagnosis | Exception | None = None
        self.thread: threading.Thread | None = None

    def __enter__(self) -> Clearance:
        if self.external_sandbox is not None:
            demand_name(self.external_sandbox)
        else:
            demand_tier(self.nursery.isolation)
            self.found = remembered(self.nursery)
            if self.found is None:
                self.thread = threading.Thread(target=self._fly)
                self.thread.start()
            else:
                self.demand()
        return self

    def __exit__(self, *_: object) -> None:
        if self.thread is not None:
            self.thread.join()

    def demand(self) -> None:
        """Raises CannotGrade where the sandbox does not hold, or nobody could find out."""
        if self.thread is not None:
            self.thread.join()
        if isinstance(self.found, LabproofError):
            raise self.found
        if isinstance(self.found, Exception):
            raise CannotGrade(f"the canaries could not be flown ({type(self.found).__name__}: {self.found}); {ADVICE}")
        if self.found is not None:
            demand_closed(self.found)

    def _fly(self) -> None:
        try:
            with Nursery(self.nursery.packages, self.nursery.forbid) as own:
                self.found = examine(own)
        except Exception as error:
            self.found = error


def _memory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "labproof" / "doctor.json"


def _remember(nursery: Nursery, open_: tuple[str, ...]) -> None:
    file = _memory()
    with contextlib.suppress(OSError):  # a home that can't be written: they fly each time
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = file.with_suffix(f".{os.getpid()}")
        fd = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as opened:
            json.dump({"key": _key(nursery), "open": open_}, opened)
        partial.replace(file)


def _key(nursery: Nursery) -> str:
    """Everything on which the outcome depends."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    engine = hashlib.sha256()
    for file in sorted(Path(canaries.__file__).parent.glob("*.py")):
        engine.update(file.read_bytes())
    parts = (
        boot.read_text() if boot.exists() else "",
        *(os.readlink(each) if os.path.exists(each) else "" for each in NAMESPACES),
        platform.release(),
        engine.hexdigest(),
        str(os.getuid() if hasattr(os, "getuid") else 0),
        sys.executable,
        *nursery.packages,
        *nursery.forbid,
        *nursery.isolation.layers,
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
