"""The checks that the peers run: the same names as the lab's, and the same verdicts. The training is left out."""

import importlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import classroom
from benchmarks.figure import Skipped
from benchmarks.peers import comparison, environment, peer

pytestmark = pytest.mark.slow

SLOW = "learns"
LOADED = [
    name for name in classroom.ending() if classroom.failing(classroom.lab(), name) != set(classroom.lab().checks)
]
OURS = {"checks", "limit", "textbook", "network", "layers"}

Check = Callable[[object], None]


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in OURS:
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("course")
    peer.lay_course(folder)
    with importable(folder):
        return importlib.import_module("checks")


def failed(checks: ModuleType, student: object) -> set[str]:
    def passes(check: Check) -> bool:
        try:
            check(student)
        except Exception:
            return False
        return True

    return {name for name, check in checks.CHECKS.items() if name != SLOW and not passes(check)}


def end(code: int) -> None:
    raise RuntimeError(f"os._exit({code})")


def test_the_checks_are_the_labs(checks: ModuleType) -> None:
    assert list(checks.CHECKS) == list(classroom.lab().checks)


def test_the_textbook_passes(checks: ModuleType) -> None:
    assert failed(checks, checks.textbook) == set()


@pytest.mark.parametrize("name", LOADED)
@pytest.mark.filterwarnings("ignore")
def test_a_submission_fails_what_it_must(name: str, checks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "_exit", end)
    with importable(peer.SUBMISSIONS / name), redirect_stdout(io.StringIO()):
        student = importlib.import_module("network")
        assert failed(checks, student) == classroom.failing(classroom.lab(), name) - {SLOW}


@pytest.mark.parametrize("answer", [None, "text", [1.0, 2.0], float("nan"), [[3.0]]])
def test_what_is_no_right_answer_is_refused(answer: object, checks: ModuleType) -> None:
    with pytest.raises((AssertionError, TypeError, ValueError)):
        checks.close(answer, [3.0])


def test_a_peer_that_cannot_be_installed_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "PEERS", tmp_path / "peers")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(Skipped, match=r"^pytest \(python -m venv for pytest could not be started: "):
        next(comparison.peers(["pytest"]))


def test_the_last_line_of_what_failed_is_told() -> None:
    with pytest.raises(environment.Missing, match=r"^pip install x failed: ERROR: there is no x$"):
        environment.do(
            [sys.executable, "-c", "print('Looking'); raise SystemExit('ERROR: there is no x')"], "pip install x"
        )


def test_wrong_verdicts_are_named() -> None:
    everything = set(classroom.lab().checks)
    passed = {"right_loops": everything - {"learns"}, "wrong_none": everything, "wrong_syntax": set[str]()}
    assert comparison.wrong(passed) == ({"wrong_none": ("learns",)}, {"right_loops": ("learns",)})
