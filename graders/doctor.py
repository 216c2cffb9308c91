"""What this machine gives: the isolation found, the canaries flown, and whether official grading may go ahead.

What the canaries met is remembered until the machine starts again, the kernel, the engine or the user changes, so
that grading one submission does not pay for them each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from graders.errors import CannotGrade
from graders.model import Isolation
from graders.sandbox import canaries
from graders.sandbox.nursery import Nursery

OFFICIAL_TIER = 2

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
    """Fly the canaries with ``nursery``'s workers, and remember what they met."""
    flown = tuple(canaries.fly(nursery))
    diagnosis = Diagnosis(nursery.isolation, tuple(each.sentence for each in flown if not each.denied), flown)
    _remember(nursery, diagnosis.open)
    return diagnosis


def remembered(nursery: Nursery) -> Diagnosis | None:
    """What the canaries met since this machine started, or None where they are due."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        file = _memory()
        status = file.stat()
        private = os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o077)
        known = json.loads(file.read_text("utf-8"))
        if private and known["key"] == _key(nursery):
            return Diagnosis(nursery.isolation, tuple(known["open"]))
    return None


def permit(diagnosis: Diagnosis, external_sandbox: str | None) -> None:
    """Raises CannotGrade where grading the work of others here would not be safe, and says what to do."""
    if external_sandbox is not None:
        return
    isolation = diagnosis.isolation
    advice = (
        "run `python grade.py doctor` to see what is missing, or say --external-sandbox NAME "
        "if the whole run is inside a virtual machine or container that is thrown away"
    )
    if isolation.tier < OFFICIAL_TIER:
        reasons = "; ".join(isolation.notices) or "layers are missing"
        raise CannotGrade(f"this machine confines a submission only at tier {isolation.tier} ({reasons}): {advice}")
    if diagnosis.open:
        raise CannotGrade(f"the sandbox does not hold: from inside it a program {', '.join(diagnosis.open)}; {advice}")


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
        platform.release(),
        engine.hexdigest(),
        str(os.getuid() if hasattr(os, "getuid") else 0),
        sys.executable,
        *nursery.packages,
        *nursery.forbid,
        *nursery.isolation.layers,
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
