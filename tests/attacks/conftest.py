"""The places where the attacks are graded, and the naive grader as a process of its own."""

import dataclasses
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graders import labs
from tests.attacks import surroundings
from tests.attacks.places import Places, hand_in
from tests.attacks.rows import HERE, LABS

SECRET = "GRADER_TOKEN"
"""A variable of the grader's environment that no submission may see."""

Observed = dict[str, dict[str, list[str]]]
"""Per attack and tier what it met."""

OBSERVED = pytest.StashKey[Observed]()


@pytest.fixture(scope="session")
def observed(request: pytest.FixtureRequest) -> Observed:
    """Where a test writes down what it saw; it is told at the end."""
    return request.config.stash.setdefault(OBSERVED, {})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what was seen to the process that tells it, where several run the tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["attacks"] = session.config.stash.get(OBSERVED, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what one of several processes has seen."""
    node.config.stash.setdefault(OBSERVED, {}).update(getattr(node, "workeroutput", {}).get("attacks", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what each attack met, tier by tier."""
    if seen := config.stash.get(OBSERVED, {}):
        terminalreporter.section("what each attack met")
        for attack, tiers in seen.items():
            cells = [f"{tier}: {', '.join(dict.fromkeys(met))}" for tier, met in sorted(tiers.items(), reverse=True)]
            terminalreporter.write_line(f"{attack} | {' | '.join(cells)}")


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """The places where a submission is graded, in a grader whose environment holds a secret."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECRET, "nobody's business")
        places = Places(labs.load("small", LABS), tmp_path_factory.mktemp("submissions"))
        surroundings.clear()
        with places.stack:
            yield places
    surroundings.clear()


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
