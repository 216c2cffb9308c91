"""A handout: the folder that students get for a lab."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from graders import labs, recording
from graders.errors import UsageError
from graders.handout.notebook import notebook, question
from graders.handout.single_file import single_file
from graders.handout.starter import starters
from graders.lab import Lab

SEED = "public"
"""What a handout's checks are drawn with. It is no secret; a class's own seed has nothing to do with it."""

STATEMENT = "README.md"
SINGLE_FILE = "check.pyz"
CONFTEST = "conftest.py"
REPORT = "report.md"
FOR_EDITORS = '''"""With this file pytest, and an editor's test panel, show the checks of this lab. Leave it here."""

import sys
from pathlib import Path

import pytest

CHECKS = Path(__file__).with_name("check.pyz")


def pytest_configure(config):
    if not CHECKS.exists():
        pytest.exit(f"{CHECKS} is missing; take it from the handout", 4)
    if config.pluginmanager.has_plugin("graders.pytest_plugin"):
        pytest.exit("several labs are looked at; open the folder of one lab, and run pytest there", 4)
    sys.path.insert(0, str(CHECKS))
    import labproof

    labproof.enter()
    config.pluginmanager.import_plugin("graders.pytest_plugin")
'''


@dataclass(frozen=True)
class Handout:
    """The files of a lab's handout by their names, and the titles of public checks that could not be recorded."""

    lab: str
    files: dict[str, bytes]
    live: tuple[str, ...]


def handout(name: str, place: Path, seed: str = SEED, progress: recording.Progress = recording.untold) -> Handout:
    """The statement, starters, provided files and the self-check of the lab ``name`` in the folder ``place``.

    Raises UsageError where there is no such lab or it lacks a statement, LabproofError where a check can't be recorded.
    """
    lab = labs.load_rewrites(labs.load(name, place), place)
    statement = place / name / "handout.md"
    if not statement.is_file():
        raise UsageError(f"the lab {name} has no {statement}, which is what its students read; write one")
    told = statement.read_text(encoding="utf-8")
    started = starters(lab)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what known mistakes divide by
        recorded = recording.record(lab, seed, progress)
    files = {
        STATEMENT: told.encode(),
        **{file: source.encode() for file, source in started.items()},
        f"{Path(lab.files[0]).stem if len(lab.files) == 1 else name}.ipynb": notebook(lab, told, started).encode(),
        **{file: path.read_bytes() for file, path in lab.provided.items()},
        CONFTEST: FOR_EDITORS.encode(),
        SINGLE_FILE: single_file(lab, place / name, recorded),
    }
    if lab.questions:
        files[REPORT] = questions(lab).encode()
    return Handout(name, files, tuple(check.title for check in lab.checks.values() if check.live and check.public))


def questions(lab: Lab) -> str:
    """A report to fill in: a heading for each question that wants words."""
    return "\n\n".join([f"# Report: {lab.title}", *map(question, lab.questions.values())]) + "\n"


def write(content: dict[str, bytes], out: Path) -> None:
    """Write a handout; raises UsageError rather than overwrite what a student may have filled in."""
    standing = [name for name, data in content.items() if (out / name).exists() and (out / name).read_bytes() != data]
    if lost := [name for name in standing if name not in (STATEMENT, CONFTEST, SINGLE_FILE)]:
        raise UsageError(f"{out / lost[0]} is there already and is another; name another folder, or remove it")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in content.items():
            (out / name).write_bytes(data)
    except OSError as error:
        raise UsageError(f"{out} can't be written ({error.strerror}); name another place") from None
