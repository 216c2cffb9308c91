"""What a student handed in, read as bytes: a folder or a single file. Nothing of it is imported or parsed here."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graders.errors import UsageError
from graders.model import SourceFile

FILE_LIMIT = 1 << 20
FILES_LIMIT = 100
TOTAL_LIMIT = 8 << 20
DEPTH_LIMIT = 3
ENTRIES_LIMIT = 5000
CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")


@dataclass(frozen=True)
class Submission:
    """The files of a submission, by name, and one sentence for each thing that is odd about them."""

    name: str
    files: dict[str, bytes]
    problems: tuple[str, ...] = ()

    def lines(self) -> dict[str, list[str]]:
        """The files as lines of text, for showing."""
        return {name: source.decode("utf-8-sig", "replace").splitlines() for name, source in self.files.items()}

    def described(self) -> tuple[SourceFile, ...]:
        """The files as a result names them."""
        return tuple(
            SourceFile(name, hashlib.sha256(source).hexdigest(), len(source.splitlines()))
            for name, source in self.files.items()
        )


def found(path: Path) -> list[str]:
    """The names of the Python files at ``path``, for recognising the lab. Raises UsageError where nothing is."""
    try:
        exists, folder = path.exists(), path.is_dir()
    except OSError as error:
        raise UsageError(f"{path} can't be looked at ({error.strerror}); grade as a user who may") from None
    if not exists:
        raise UsageError(f"there is no file or folder {path}; give the path of a submission")
    if not os.access(path, os.R_OK):
        raise UsageError(f"{path} can't be read; give it to the user who grades, or grade as its owner")
    if folder:
        return list(dict.fromkeys(each.name for each in _python_files(path)))
    if path.suffix != ".py":
        raise UsageError(
            f"{path} is no .py file; a submission is a folder or a .py file (notebooks and zips are not read)"
        )
    return [path.name]


def others(path: Path) -> list[str]:
    """The names of a few other things that a folder holds, for saying what was found."""
    return sorted(entry.name for entry in os.scandir(path))[:5] if path.is_dir() else []


def read(path: Path, wanted: Sequence[str], packages: Sequence[str] = ()) -> Submission:
    """Read the files ``wanted`` by a lab, and the Python files beside them, from a folder or a file.

    Files in a folder of a folder are found as well. ``packages`` are the names that no file may take.
    """
    problems: list[str] = []
    name = path.resolve().name
    if not path.is_dir():
        name = f"{path.resolve().parent.name}/{name}"
        # A single file stands for the one file that is wanted, whatever it is called.
        here = {wanted[0] if len(wanted) == 1 else path.name: path}
        beside = sorted(each for each in path.parent.glob("*.py") if each.name not in (*wanted, path.name))
        usable = [each for each in beside if each.stem.isidentifier() and not _shadows(each.name, wanted, packages)]
        here |= {each.name: each for each in usable[:FILES_LIMIT]}
    else:
        base = _base(path, wanted)
        if base != path:
            problems.append(f"The files were found in the folder {base.relative_to(path)}.")
        names = sorted(entry.name for entry in os.scandir(base) if entry.name.endswith(".py"))
        names = [*(each for each in names if each in wanted), *(each for each in names if each not in wanted)]
        if len(names) > FILES_LIMIT:
            problems.append(f"There are {len(names)} Python files; only the first {FILES_LIMIT} are looked at.")
        here = {each: base / each for each in names[:FILES_LIMIT]}
    files: dict[str, bytes] = {}
    for each, file in here.items():
        problem = _shadows(each, wanted, packages)
        if problem is None:
            content, problem = _content(each, file)
            if content is not None and sum(map(len, files.values())) + len(content) > TOTAL_LIMIT:
                problem = f"{each} is left out: the files of a submission may have {TOTAL_LIMIT:,} bytes together."
            elif content is not None:
                files[each] = content
        if problem is not None:
            problems.append(problem)
    for each in wanted:
        if each not in here:
            others = ", ".join(other for other in here if other not in wanted)
            problems.append(f"{each} is missing" + (f"; there is {others}." if others else "."))
    return Submission(name, files, tuple(problems))


def _python_files(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Python files in a folder and the folders in it; no link is followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)[:ENTRIES_LIMIT]
    except PermissionError:
        return
    for entry in entries:
        if entry.name.endswith(".py"):
            yield Path(entry.path)
    for entry in entries:
        if depth < DEPTH_LIMIT and entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__")):
            yield from _python_files(Path(entry.path), depth + 1)


def _base(path: Path, wanted: Sequence[str]) -> Path:
    """The folder that holds the wanted files: ``path``, or the one inside it that does.

    Raises UsageError where several do: whose work is meant can't be guessed.
    """
    if any((path / name).exists() for name in wanted):
        return path
    holding = dict.fromkeys(file.parent for file in _python_files(path) if file.name in wanted)
    if len(holding) > 1:
        named = ", ".join(str(each.relative_to(path)) for each in list(holding)[:5])
        raise UsageError(f"{path} holds {len(holding)} folders with {' or '.join(wanted)} ({named}); name one of them")
    return next(iter(holding), path)


def _shadows(name: str, wanted: Sequence[str], packages: Sequence[str]) -> str | None:
    module = name.removesuffix(".py")
    if name in wanted or (module not in sys.stdlib_module_names and module not in packages):
        return None
    return f"{name} is left out: a file of that name would hide the {module} that Python brings; give it another name."


def _content(name: str, file: Path) -> tuple[bytes | None, str | None]:
    """The bytes of a regular file of a sensible size, or one sentence why not."""
    try:
        fd = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except PermissionError:
        raise UsageError(f"{file} can't be read; give it to the user who grades, or grade as its owner") from None
    except OSError:
        kind = "is a link to somewhere else" if file.is_symlink() else "can't be opened"
        return None, f"{name} {kind}; hand in the file itself."
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        os.close(fd)
        return None, f"{name} is no regular file; hand in the file itself."
    with os.fdopen(fd, "rb") as opened:
        if status.st_size > FILE_LIMIT:
            return None, f"{name} has {status.st_size:,} bytes; a file of code may have {FILE_LIMIT:,}."
        content = opened.read(FILE_LIMIT + 1)
    if not content.strip():
        return content, f"{name} is empty."
    return content, _undecodable(name, content)


def _undecodable(name: str, content: bytes) -> str | None:
    """A sentence for a file that is neither UTF-8 nor says what it is."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if any(CODING.match(line) for line in content.split(b"\n", 2)[:2]):
            return None
        line = content.count(b"\n", 0, error.start) + 1
        return f"{name} is not UTF-8 text (byte 0x{content[error.start]:02x} in line {line}); save it as UTF-8."
    return None
