"""Where reports go. No name of a student's is used in a path as it is."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from graders.errors import UsageError
from graders.model import Result

STDOUT = Path("-")


def report(place: Path, result: Result) -> Path:
    """The report's file: ``place`` itself if it is an .html file, else a file in that folder, named by us."""
    if place.suffix == ".html":
        return place
    told = result.submission.removesuffix(".py").split("/")
    plain = [re.sub(r"[^\w.-]+", "-", part).strip(".-")[:48] for part in told]
    if plain != told:  # two names may have become one
        plain.append(hashlib.sha256(result.submission.encode("utf-8", "surrogatepass")).hexdigest()[:8])
    if plain[-1] != result.lab:
        plain.append(result.lab)
    return place / ("-".join(filter(None, plain)) + ".html")


def of_lab(place: Path, lab: str | None) -> Path:
    """``place`` for one of several labs: a file gets the lab into its name."""
    return place.with_stem(f"{place.stem}-{lab}") if lab is not None and place.suffix else place


def write(place: Path, text: str) -> Path:
    """Write a file, and the folders that it lies in; "-" is standard output. Raises UsageError where it can't be."""
    if place == STDOUT:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return place
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{place} can't be written ({error.strerror}); name another place") from None
    return place
