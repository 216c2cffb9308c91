"""The small lab, workers at every tier that this machine can give, and the naive grader as a process of its own."""

import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graders import choice, labs, oracle, run
from graders.errors import CannotGrade
from graders.intake.path import opened
from graders.lab import Lab
from graders.model import Result, Verdict
from graders.sandbox.nursery import Nursery
from tests.attacks.table import HERE, Attack

LABS = HERE / "labs"

LAYERS_FORBIDDEN = {
    "tier 3": (),
    "tier 2 without namespaces": ("namespaces",),
    "tier 2 without Landlock": ("landlock",),
    "tier 1, forked": ("namespaces", "landlock", "seccomp"),
    "tier 1, a plain process": ("zygote",),
}

SECRET = "GRADER_TOKEN"
"""A variable of the grader's environment that no submission may see."""

OBSERVED = pytest.StashKey[dict[int, dict[str, list[str]]]]()
"""Per tier what became of each attack: "held", "succeeded" or "might have, but did not", and the attacks' names."""

HELD = "held"

LEFT_BEHIND = ("/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"))


@dataclasses.dataclass(frozen=True)
class Mark:
    """What a submission got, and all that it could say."""

    tier: int
    passed: frozenset[str]
    verdicts: dict[str, Verdict]
    text: str


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
        self.base = base
        self.stack = contextlib.ExitStack()
        self.nurseries: dict[tuple[str, ...], Nursery | str] = {}
        self.controls: dict[tuple[str, str], Mark] = {}

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
        self, place: str, files: dict[str, bytes], seed: str = "a seed", packages: tuple[str, ...] = ("numpy",)
    ) -> Mark:
        """What a submission gets at a place."""
        nursery = self.nursery(place, packages)
        with tempfile.TemporaryDirectory(dir=self.base) as folder:
            result = grade(self.lab, hand_in(Path(folder), files), nursery, seed)
        verdicts = {check.name: check.verdict for check in result.checks}
        said = [result.output, *result.problems]
        said += [text for check in result.checks for text in (check.output, check.reason or "", *check.remarks)]
        passed = frozenset(name for name, verdict in verdicts.items() if verdict is Verdict.PASSED)
        return Mark(nursery.isolation.tier, passed, verdicts, "\n".join(said))

    def control(self, place: str, attack: Attack) -> Mark:
        """What the same work gets without the attack."""
        key = (place, attack.work)
        if key not in self.controls:
            self.controls[key] = self.mark(place, {"work.py": attack.work.encode()})
        return self.controls[key]


@pytest.fixture(scope="session")
def observed(request: pytest.FixtureRequest) -> dict[int, dict[str, list[str]]]:
    """Where a test writes down what it saw; it is told at the end."""
    return request.config.stash.setdefault(OBSERVED, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what was seen of the attacks, tier by tier."""
    for tier, ends in sorted(config.stash.get(OBSERVED, {}).items(), reverse=True):
        terminalreporter.section(f"attacks 1 to 41 at tier {tier}")
        for end, names in ends.items():
            listed = "" if end == HELD else ": " + "; ".join(dict.fromkeys(names))
            terminalreporter.write_line(f"{len(names)} {end}{listed}")


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """The places where a submission is graded, in a grader whose environment holds a secret."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECRET, "nobody's business")
        places = Places(labs.load("small", LABS), tmp_path_factory.mktemp("submissions"))
        _clear()
        with places.stack:
            yield places
    _clear()


def _clear() -> None:
    """Remove what attacks write where nobody keeps them from it, of this run or of one that was stopped."""
    for folder in LEFT_BEHIND:
        for note in Path(folder).glob("labproof-attack-*"):
            note.unlink()


@dataclasses.dataclass(frozen=True)
class Naive:
    """What the naive grader said."""

    status: int
    right: frozenset[str]
    text: str

    @property
    def full(self) -> bool:
        """Whether all points were given, as it printed them."""
        return len(self.right) == 4


@pytest.fixture(scope="session")
def naive(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Naive]:
    """``naive(files, options)`` runs naive.py on a submission, in a folder and a process of its own."""
    base = tmp_path_factory.mktemp("naive")
    known: dict[object, Naive] = {}

    def naive(files: dict[str, bytes], options: list[str]) -> Naive:
        key = (*files.items(), *options)
        if key not in known:
            known[key] = _run(base, files, options)
        return known[key]

    return naive


def _run(base: Path, files: dict[str, bytes], options: list[str]) -> Naive:
    import resource  # not on Windows, where nothing of this runs

    with tempfile.TemporaryDirectory(dir=base) as name:
        folder, textbook = Path(name), LABS / "small" / "textbook.py"
        shutil.copy(HERE / "naive.py", folder)
        for copy in ("reference.py", *(["solution.py"] if "leftover" in options else [])):
            shutil.copy(textbook, folder / copy)
        hand_in(folder, files)
        process = subprocess.Popen(
            [sys.executable, "naive.py", *options],
            cwd=folder,
            env={SECRET: "nobody's business", "OMP_NUM_THREADS": "1", "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for kind, bound in ((resource.RLIMIT_CPU, 6), (resource.RLIMIT_FSIZE, 1 << 20), (resource.RLIMIT_CORE, 0)):
            resource.prlimit(process.pid, kind, (bound, bound))
        output, _ = process.communicate(timeout=60)
    text = output.decode("utf-8", "replace")
    results = [line for line in text.splitlines() if line.startswith('{"right"')]
    return Naive(process.returncode, frozenset(json.loads(results[-1])["right"] if results else ()), text)
