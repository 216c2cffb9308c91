"""Machines that give less, for real: what ``doctor`` says of each, and whether work is graded there."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sandbox.lesser import MACHINES, ROOT, ROOT_ALONE, Machine, checkout, interpreter, possible, prefix

SANDBOX = "a virtual machine of the course"
SAFE = "grading the work of others is safe here\n"

QUICK = ("a container", "an ordinary user, neither")
"""One that grades and one that refuses; the others are slow only because there are many."""

READ_ONLY = MACHINES["a read-only system"]

EVERY = [pytest.param(name, id=name, marks=() if name in QUICK else pytest.mark.slow) for name in MACHINES]


@dataclass(frozen=True)
class Place:
    """An interpreter and a checkout that every user can read, and a folder that everybody can write."""

    python: str
    root: Path
    own: Path

    def run(self, machine: Machine, *words: str) -> subprocess.CompletedProcess[str]:
        """``grade.py`` with these words in a machine."""
        if not possible(machine):
            pytest.skip("this machine can't be that one")
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "XDG", "COLUMNS"))},
            "HOME": str(self.root if "disk" in machine.lacks else self.own),  # only one can be written
            "TMPDIR": str(self.own),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [*prefix(machine), self.python, str(self.root / "grade.py"), *words]
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True)

    def grade(self, machine: Machine, submission: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Grade one of the examples, with its report in the folder."""
        return self.run(machine, f"examples/submissions/{submission}", "--out", str(self.own / "report.html"), *words)


@pytest.fixture(scope="module")
def shared(temporary_folder: Path) -> Iterator[Place]:
    """What all of them run, made once."""
    with tempfile.TemporaryDirectory(dir=temporary_folder) as name:
        folder = Path(name)
        folder.chmod(0o755)
        python, root = interpreter(folder / "python"), checkout(folder / "checkout")
        if python is None or root is None:
            pytest.skip("an ordinary user can't run Python here, or not with its packages")
        yield Place(python, root, folder)


@pytest.fixture
def place(shared: Place) -> Place:
    own = shared.own / "own"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    own.chmod(0o777)
    return Place(shared.python, shared.root, own)


def layers(said: str) -> dict[str, str]:
    """The layers that ``doctor`` names, and what it says of them: "yes" or "NO"."""
    rows = (line.split(maxsplit=2) for line in said.splitlines() if line.startswith(("  yes  ", "  NO   ")))
    return {row[1]: row[0] for row in rows}


@pytest.mark.parametrize("name", EVERY)
def test_the_doctor_finds_what_is_missing(place: Place, name: str) -> None:
    machine = MACHINES[name]
    done = place.run(machine, "doctor")
    assert done.stdout.startswith(f"tier {machine.tier}, "), done.stderr
    found = layers(done.stdout)
    assert {layer for layer, there in found.items() if there == "NO"} == set(machine.missing)
    assert ("user" in found) == (os.geteuid() == 0 and "root" not in machine.lacks)
    if machine.tier > 1:
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith(SAFE)
        assert "all were denied" in done.stdout
        assert "WORKED" not in done.stdout
    else:
        assert done.returncode == 3
        assert SAFE not in done.stdout
        assert "only at tier 1" in done.stderr
        assert "WORKED" in done.stdout


@pytest.mark.parametrize("name", EVERY)
def test_work_is_graded_or_refused_as_the_tier_says(place: Place, name: str) -> None:
    machine, report = MACHINES[name], place.own / "report.html"
    done = place.grade(machine, "perfect", "--json", str(place.own / "result.json"))
    if machine.tier > 1:
        assert (done.returncode, done.stderr) == (0, "")
        isolation = json.loads((place.own / "result.json").read_text(encoding="utf-8"))["isolation"]
        assert (isolation["tier"], isolation["external_sandbox"]) == (machine.tier, None)
        assert not set(machine.missing) & set(isolation["layers"])
        assert "The operator vouches" not in done.stdout + report.read_text(encoding="utf-8")
        return
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    for words in ("only at tier 1", "grade.py doctor", "--external-sandbox NAME"):
        assert words in done.stderr
    assert list(place.own.glob("re*")) == []


@pytest.mark.parametrize("name", [each for each in EVERY if MACHINES[str(each.values[0])].tier == 1])
def test_who_answers_for_a_lesser_machine_is_named_in_every_report(place: Place, name: str) -> None:
    machine = MACHINES[name]
    done = place.grade(machine, "perfect", "--external-sandbox", SANDBOX, "--json", str(place.own / "result.json"))
    assert (done.returncode, done.stderr) == (0, "")
    sentence = f"The operator vouches for the sandbox around it: {SANDBOX}."
    assert sentence in " ".join(done.stdout.split())
    assert sentence in (place.own / "report.html").read_text(encoding="utf-8")
    isolation = json.loads((place.own / "result.json").read_text(encoding="utf-8"))["isolation"]
    assert (isolation["tier"], isolation["external_sandbox"]) == (1, SANDBOX)
    named = place.grade(machine, "perfect", "--external-sandbox", " ")
    assert (named.returncode, named.stdout) == (2, "")
    assert "--external-sandbox wants the name" in named.stderr


@pytest.mark.slow
def test_wrong_work_ends_with_1_in_a_container(place: Place) -> None:
    done = place.grade(MACHINES["a container"], "half_done")
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.slow
@pytest.mark.parametrize("words", [["doctor"], ["examples/submissions/perfect"], ["doctor", "--verbose"]])
def test_root_without_another_user_is_told_so(place: Place, words: list[str]) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be root alone")
    done = place.run(ROOT_ALONE, *words)
    assert (done.returncode, done.stdout) == (3, "")
    assert "the grader is root, but can't become the unprivileged user" in done.stderr
    assert "run the grader as an ordinary user" in done.stderr


@pytest.mark.slow
def test_what_was_met_is_not_remembered_on_a_disk_that_is_read_only(place: Place) -> None:
    before = set(ROOT.iterdir())
    assert place.run(READ_ONLY, "doctor").returncode == 0
    assert place.grade(READ_ONLY, "perfect").returncode == 0
    assert set(ROOT.iterdir()) == before
    assert not list(place.own.glob("**/doctor.json"))
