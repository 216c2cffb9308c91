"""The places where an attack is graded: workers with and without some layers, and what a submission gets there."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import re
import sys
import tempfile
from pathlib import Path

import pytest

from graders import choice, oracle, run
from graders.errors import CannotGrade
from graders.intake.path import opened
from graders.lab import Lab
from graders.model import Outcome, Result, Verdict
from graders.sandbox.nursery import Nursery
from tests.attacks.rows import ENDS, Attack
from tests.attacks.surroundings import Surroundings

PLAIN = "tier 1, a plain process"

LAYERS_FORBIDDEN = {
    "tier 3": (),
    "tier 2 without namespaces": ("namespaces",),
    "tier 2 without Landlock": ("landlock",),
    "tier 1, forked": ("namespaces", "landlock", "seccomp"),
    PLAIN: ("zygote",),
}

CALLED = """

def softmax(z):
    import errno
    try:
        met = "reached" if {function}() else "nothing"
    except BaseException as error:
        kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
        met = errno.errorcode.get(getattr(error, "errno", None), kinds[0])
    raise ArithmeticError("MET " + met)
"""
"""The end of a submission that attacks: it calls ``attempt`` or ``found`` where its softmax is asked for."""

PATIENT = 10
"""Times the seconds of the lab for an attack that does not last until they are over: on a busy machine it may need
many times what it needs alone, and would end as too slow instead of as what it is."""

OUTCOMES = {
    Outcome.CPU: "computing",
    Outcome.WALL: "waiting",
    Outcome.MEMORY: "memory",
    Outcome.OUTPUT: "output",
    Outcome.EXITED: "exited",
    Outcome.CRASH: "crashed",
    Outcome.PROTOCOL: "protocol",
}
assert set(OUTCOMES.values()) <= set(ENDS)


@dataclasses.dataclass(frozen=True)
class Mark:
    """What a submission got."""

    result: Result

    @property
    def tier(self) -> int:
        """The tier at which it was graded."""
        return self.result.isolation.tier

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """Of each check."""
        return {check.name: check.verdict for check in self.result.checks}

    @property
    def passed(self) -> frozenset[str]:
        """The checks that it passes."""
        return frozenset(name for name, verdict in self.verdicts.items() if verdict is Verdict.PASSED)

    @property
    def text(self) -> str:
        """All that it could say."""
        said = [self.result.output, *self.result.problems]
        said += [text for each in self.result.checks for text in (each.output, each.reason or "", *each.remarks)]
        return "\n".join(said)

    @property
    def met(self) -> str:
        """The word for how its softmax ended."""
        check = self.result.checks[0]
        reason = check.reason or ""
        if said := re.search(r"MET (\w+)", reason):
            return said[1]
        if check.verdict is Verdict.FAILED and check.evidence is not None:
            return "wrong"
        if "something that can't be looked at" in reason:
            return "refused"
        return OUTCOMES.get(check.outcome or Outcome.ERROR, f"{check.verdict.value}: {reason}")


def grade(lab: Lab, folder: Path, nursery: Nursery, seed: str) -> Result:
    """The result of what was handed in as a folder: in one place, as the command does it."""
    submission = choice.chosen(opened(folder), lab)
    *_, last = run.grade(lab, submission, nursery, oracle.Live(lab, seed))
    assert isinstance(last, run.Graded)
    return last.result


def hand_in(folder: Path, files: dict[str, bytes]) -> Path:
    """Write the files of a submission into a folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


class Places:
    """A nursery for each set of layers, started when it is first asked for, and the marks of work without attacks."""

    def __init__(self, lab: Lab, base: Path) -> None:
        self.lab = lab
        self.patient = copy.copy(lab)
        self.patient.checks = {
            name: dataclasses.replace(check, seconds=PATIENT * check.seconds) for name, check in lab.checks.items()
        }
        self.base = base
        self.stack = contextlib.ExitStack()
        self.nurseries: dict[tuple[str, ...], Nursery | str] = {}
        self.controls: dict[tuple[str, ...], Mark] = {}

    def nursery(self, place: str, packages: tuple[str, ...] = ("numpy",)) -> Nursery:
        """The nursery of a place; skips where this machine has no such place."""
        key = (place, *packages)
        if key not in self.nurseries:
            self.nurseries[key] = self._started(LAYERS_FORBIDDEN[place], packages)
        found = self.nurseries[key]
        if isinstance(found, str):
            pytest.skip(found)
        return found

    def _started(self, forbid: tuple[str, ...], packages: tuple[str, ...]) -> Nursery | str:
        if sys.platform != "linux" and "zygote" not in forbid:
            return "only Linux confines a process"
        nursery = self.stack.enter_context(Nursery(packages, forbid))
        try:
            layers = nursery.isolation.layers
            nursery.worker(1, 256).close()
        except CannotGrade as error:
            return str(error)
        missing = {"namespaces", "landlock", "seccomp"} - {*layers, *forbid}
        if missing and "zygote" not in forbid:
            return f"this machine has no {' and no '.join(sorted(missing))}"
        return nursery

    def mark(
        self,
        place: str,
        files: dict[str, bytes],
        seed: str = "a seed",
        packages: tuple[str, ...] = ("numpy",),
        lab: Lab | None = None,
    ) -> Mark:
        """What a submission gets at a place."""
        nursery = self.nursery(place, packages)
        with tempfile.TemporaryDirectory(dir=self.base) as folder:
            return Mark(grade(lab or self.lab, hand_in(Path(folder), files), nursery, seed))

    def control(self, place: str, attack: Attack) -> Mark:
        """What the same work gets without the attack."""
        key = (place, attack.work, *attack.packages)
        if key not in self.controls:
            self.controls[key] = self.mark(place, {"work.py": attack.work.encode()}, packages=attack.packages)
        return self.controls[key]

    def attempted(self, place: str, attack: Attack, surroundings: Surroundings, function: str = "attempt") -> Mark:
        """What work gets that calls one of an attack's functions in place of its softmax."""
        names = "".join(f"{name} = {value!r}\n" for name, value in surroundings.names().items())
        called = CALLED.format(function=function) if f"def {function}(" in attack.code else ""
        source = f"{attack.work}\n\n{names}\n{attack.code}{called}"
        tier = self.nursery(place, attack.packages).isolation.tier
        lab = self.lab if attack.lasts(tier) else self.patient
        return self.mark(place, {"work.py": source.encode()}, packages=attack.packages, lab=lab)
