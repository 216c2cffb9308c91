"""pytest, as somebody starts it on a submission."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from graders import doctor
from graders.errors import CannotGrade
from graders.sandbox.nursery import Nursery

ROOT = Path(__file__).resolve().parents[2]
LABS = ROOT / "tests" / "labs_for_tests"

LINE = re.compile(r"^(?P<id>\S+::\w+) (?P<outcome>PASSED|FAILED|SKIPPED|ERROR)\b", re.MULTILINE)


@dataclass(frozen=True)
class Session:
    """What a run of pytest ended with."""

    code: int
    out: str

    @property
    def outcomes(self) -> dict[str, str]:
        """How each item ended, by its id, in the order in which they were told."""
        return {match["id"]: match["outcome"] for match in LINE.finditer(self.out)}


Pytest = Callable[..., Session]


@pytest.fixture(scope="session")
def confined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which it is known that this machine can grade; skips where it can't."""
    with Nursery() as nursery:
        try:
            tier = nursery.isolation.tier
        except CannotGrade as error:
            pytest.skip(str(error))
    if tier < doctor.OFFICIAL_TIER:
        pytest.skip(f"this machine confines at tier {tier} only")
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def start(confined: Path, tmp_path: Path) -> Pytest:
    """``start("--lab", "toy", "toy.py")`` runs pytest in an empty folder, with the labs that are made for tests.

    It has the plugins that are ``installed`` only where that is asked for.
    """

    def start(*words: str, labs: Path = LABS, installed: bool = False) -> Session:
        command = [sys.executable, "-m", "pytest", "-p", "graders.signpost", "-v", f"--labs={labs}", *words]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONSAFEPATH": "1",
            "XDG_CACHE_HOME": str(confined),
            "COLUMNS": "200",
        }
        # What this very run of the tests was started with is none of that one's.
        for name in [*(each for each in environment if each.startswith(("PYTEST_", "COV_")))]:
            del environment[name]
        if not installed:
            environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8")
        return Session(done.returncode, done.stdout + done.stderr)

    return start


@pytest.fixture
def right() -> str:
    """A perfect submission for the toy lab."""
    return (LABS / "toy" / "textbook.py").read_text(encoding="utf-8")


@pytest.fixture
def wrong(right: str) -> str:
    """One in which total is wrong, and prints."""
    return right.replace("return float(np.sum(x))", 'print("adding up")\n    return float(np.mean(x))')
