"""What a grade was computed from, as one number: while it stays the same, nothing has to be graded again."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import graders
from graders.labs import ASSIGNMENTS

ENGINE = Path(graders.__file__).parent

NO_MATTER = {
    *("analysis", "batch", "bench", "cassette", "cli", "cluster", "collection", "exports", "gradebook", "handout"),
    *("marking", "moves", "policy", "pool", "pytest_plugin", "recording", "register", "remedies", "replay", "reports"),
    *("search_path", "selection", "selfcheck", "signpost", "sorting", "verify"),
}
"""Parts of the engine on which no verdict depends."""

ENDINGS = (".py", ".json", ".npz", ".gz", ".txt", ".csv")


def of_engine(packages: Iterable[str]) -> str:
    """The part that all labs share: this program, its textbook, Python and the packages that students import."""
    mine = [path for path in _files(ENGINE) if path.relative_to(ENGINE).parts[0].partition(".")[0] not in NO_MATTER]
    versions = [f"{name} {_version(name)}" for name in sorted({"numpy", *packages})]
    return _hashed([*mine, *_files(ASSIGNMENTS.parent / "reference")], [sys.version.split()[0], *versions])


def of_lab(name: str, folder: Path) -> str:
    """The lab itself, and the files that lie beside it, which it may import; its texts for people don't count."""
    return _hashed([*_files(folder / name), *sorted(folder.glob("*.py"))], [name])


def of_grade(engine: str, lab: str, work: str, *circumstances: str) -> str:
    """One student's grade."""
    return hashlib.sha256("\0".join((engine, lab, work, *circumstances)).encode()).hexdigest()


def _hashed(files: Iterable[Path], others: Iterable[str]) -> str:
    total = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        total.update(f"{path.name}\0{len(content)}\0".encode())
        total.update(content)
    total.update("\0".join(others).encode())
    return total.hexdigest()


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix in ENDINGS and path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"
