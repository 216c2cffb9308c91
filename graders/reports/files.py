"""Where reports go. No name of a student's is used in a path as it is."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import re
import secrets
import sys
from pathlib import Path

from graders.errors import UsageError
from graders.intake.tree import kind
from graders.model import Result

STDOUT = Path("-")

FIXED = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS)
"""A folder, or a mount, does not let a file be replaced."""


def report(place: Path, result: Result) -> Path:
    """The report's file: ``place`` itself if it is an .html file, else a file in that folder, named by us."""
    if place.suffix == ".html":
        return place
    told = result.submission.removesuffix(".py").split("/")
    plain = [_short(re.sub(r"[^\w.-]+", "-", part).strip(".-")) for part in told]
    if plain != told:  # two names may have become one
        plain.append(hashlib.sha256(result.submission.encode("utf-8", "surrogatepass")).hexdigest()[:8])
    if plain[-1] != result.lab:
        plain.append(result.lab)
    return place / ("-".join(filter(None, plain)) + ".html")


def _short(name: str) -> str:
    """The beginning of a name: a file's may have 255 bytes, and a letter has up to four."""
    return name[:48].encode()[:96].decode(errors="ignore")


def of_lab(place: Path, lab: str | None) -> Path:
    """``place`` for one of several labs: a file gets the lab into its name."""
    return place.with_stem(f"{place.stem}-{lab}") if lab is not None and place.suffix else place


def own(place: Path, submission: Path) -> Path:
    """``place``, where no link that lies in ``submission`` leads from there to somebody's file.

    Raises UsageError for such a link: who grades in the midst of a submission would write where it has foreseen it.
    """
    if not (submission.is_dir() or kind(submission.name)):
        return place  # nothing of a zip is unpacked
    inside = (submission if submission.is_dir() else submission.parent).resolve()
    for part in (place, *place.parents):
        if part.is_symlink() and part.parent.resolve().is_relative_to(inside):
            raise UsageError(f"{part} is a link in the submission, so nothing is written there; name another place")
    return place


def write(place: Path, text: str) -> Path:
    """Write a file, and the folders that it lies in; "-" is standard output. Raises UsageError where it can't be.

    A file that can't be written to its end, as on a full disk, is not begun: what was there stays. Only where no file
    may take the place of another, as with one that is mounted in a container, this one is written over.
    """
    if place == STDOUT:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return place
    file = place.resolve()  # of a link, the file that it leads to
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not _replaced(file, text):
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{place} can't be written ({error.strerror}); name another place") from None
    return place


def _replaced(file: Path, text: str) -> bool:
    """Put a new file in the place of one, or of nothing; False where that can't be done and the file itself is left."""
    if file.exists() and not file.is_file():
        return False  # a pipe, or a terminal
    partial = file.with_name(f".{secrets.token_hex(8)}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    except OSError as error:
        if error.errno in FIXED and file.exists():
            return False
        raise
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    return True
