"""What is in the repository: where it belongs, of a size to be read, and nothing about one person's machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "assignments",
    "benchmarks",
    "docs",
    "examples",
    "grade.py",
    "graders",
    "pyproject.toml",
    "reference",
    "templates",
    "tests",
}

MACHINE_PATH = re.compile(r"/(?:work|root|home)/")

NAMES_MACHINE_PATHS = {
    "tests/honest/refused/file_of_the_computer.py": "a student names a file of a computer of their own"
}
"""Files in which such a path is meant, each with its reason."""

LONGEST_MODULE = 350


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files that git knows, relative to the root."""
    try:
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    files = [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    if "pyproject.toml" not in files:
        pytest.skip("nothing is committed yet")
    return files


def test_the_top_level_is_the_given_one(tracked: list[str]) -> None:
    assert not {name.split("/")[0] for name in tracked} - TOP_LEVEL


def test_no_file_names_a_place_on_somebodys_machine(tracked: list[str]) -> None:
    wrong = []
    for name in tracked:
        content = (ROOT / name).read_bytes()
        if name in NAMES_MACHINE_PATHS or b"\0" in content:
            continue
        # A student's file may be in the encoding of a student.
        errors = "replace" if name.startswith("tests/submissions/") else "strict"
        lines = content.decode("utf-8", errors).splitlines()
        wrong += [f"{name}:{number}" for number, line in enumerate(lines, start=1) if MACHINE_PATH.search(line)]
    assert not wrong, "write paths relative to the checkout, or made up of parts"


def test_modules_are_short_enough_to_be_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "graders").rglob("*.py")}
    long = {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > LONGEST_MODULE}
    assert not long, f"a module of more than {LONGEST_MODULE} lines is more than one idea"
