"""What a submission turned out to hold when it was loaded: names, what stopped a part, and what was left out.

Read off a worker's reply, of which nothing is taken on trust: by then the student's code has run.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graders import python2
from graders.checks.failure import StudentError
from graders.checks.wording import listing
from graders.mishap import is_near, is_unread, missing_name, raised

NAME_LIMIT = 200
TOLD_LIMIT = 8
REASON_LIMIT = 200
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

Lines = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Inventory:
    """``names``: per file its public names, and of each "function", "class" or the class of a value; ``stopped``: per
    part what stopped it, ``imports``: per import that was left out a sentence; ``lines``: the parts' own text.
    ``provided`` are the parts that the course brought.
    """

    names: Mapping[str, Mapping[str, str]]
    stopped: Mapping[str, StudentError] = field(default_factory=dict)
    imports: Mapping[str, str] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    provided: Sequence[str] = ()
    notes: tuple[str, ...] = ()

    def absent(self, name: str) -> StudentError:
        """What to say of a name that nothing defines: that its part was stopped, that its file is not there, or what
        was found instead. Of a notebook no more than the cells that mention the name are to blame.
        """
        own = {file: names for file, names in self.names.items() if file not in self.provided}
        missing = missing_name(name, own or self.names)
        unread = (error for part, error in self.stopped.items() if ", cell " not in part and is_unread(error))
        lost = next(unread, None)
        return self._mentioning(name) or (lost if not is_near(missing) else None) or missing

    def explained(self, error: StudentError) -> StudentError:
        """The same error; if it is a NameError for what was left out or stopped, with a hint that says so."""
        name = re.search(r"name '(\w+)' is not defined", error.message) if error.exception == "NameError" else None
        if name is not None:
            left_out = (sentence for line, sentence in self.imports.items() if re.search(rf"\b{name[1]}\b", line))
            cause = self._mentioning(name[1])
            error.hint = cause.reason if cause is not None else next(left_out, error.hint)
        return error

    def _mentioning(self, name: str) -> StudentError | None:
        """The error of the part that ``name`` stands in, if one was stopped that mentions it."""
        mention = re.compile(rf"\b{re.escape(name)}\b")
        for part, error in self.stopped.items():
            # Of a part that is no Python nothing was run; else the statement that failed is to blame for its own names.
            text = self.lines.get(part, ()) if is_unread(error) else [frame.text for frame in error.frames]
            if part in self.provided:  # it fails because something else is missing, and matters to its own names only
                text = [line for line in self.lines.get(part, ()) if line.startswith((f"class {name}", f"def {name}"))]
            if any(map(mention.search, text)):
                return error
        return None


def read(reply: Any, files: Sequence[str], lines: Lines, provided: Sequence[str] = ()) -> Inventory:
    """The reply to a request to load ``files``, whose parts have these ``lines``; ValueError for a forged one.

    No note is made of what stopped a file that the course ``provided``: that follows from the student's own.
    """
    match reply:
        case [["value", [dict(names), list(errors), list(left_out)]]]:
            pass
        case [["error", str(), list(), str(), list()] as error]:
            names, errors, left_out = {}, [[part, error] for part in lines], []
        case _:
            raise ValueError
    known = {file: dict(_pair(each) for each in pairs) for file, pairs in names.items() if file in files}
    stopped: dict[str, StudentError] = {}
    further: Counter[str] = Counter()
    for each in errors:
        match each:
            case [str(part), ["error", str(exception), list(bases), str(message), list(frames)]] if part in lines:
                family = tuple(base for base in bases if type(base) is str)
                further[part] += part in stopped
                stopped.setdefault(part, _stopped(part, exception, family, message, frames, lines))
            case _:
                raise ValueError
    own = {part: error for part, error in stopped.items() if part not in provided}
    imports, magics = _left_out(left_out, lines)
    return Inventory(
        known, stopped, imports, lines, provided, (*imports.values(), *_told(own, further, lines), *magics)
    )


def _pair(item: Any) -> tuple[str, str]:
    match item:
        case [str(name), str(kind)]:
            return name[:NAME_LIMIT], kind[:NAME_LIMIT]
    raise ValueError


def _stopped(
    part: str, exception: str, bases: tuple[str, ...], message: str, frames: list[Any], lines: Lines
) -> StudentError:
    """What stopped a part while it was loaded, as one sentence."""
    error = raised(f"loading {part}", exception, bases, message, frames, lines)
    if error.hint == python2.HINT:
        return error
    line = error.frames[-1].line if error.frames else 0
    where = f" in line {line}" if line else ""
    if "SyntaxError" in (exception, *bases):
        error.reason = f"{part} is not valid Python {PYTHON}{where}: {message}."
        run = "Run the cell" if ", cell " in part else "Run the file"
        error.hint = error.hint or f"{run} on its own; Python marks the place."
    else:
        said = f"{exception}: {message}" if message else exception
        error.reason = f"{part} failed{where} while it was loaded: {said.rstrip('.')}."
    return error


def _told(stopped: Mapping[str, StudentError], further: Mapping[str, int], lines: Lines) -> Iterator[str]:
    """The errors, a sentence for each part; of many cells the first ones."""
    for part, error in list(stopped.items())[:TOLD_LIMIT]:
        sentence = error.reason if len(error.reason) <= REASON_LIMIT else f"{error.reason[:REASON_LIMIT]} …"
        if further[part]:
            sentence += f" {further[part]} more of its statements failed after it."
        if ", cell " in part:
            begins = next((line.strip() for line in lines[part] if line.strip()), "")
            sentence += f" (Code cells are counted from 1; this one begins with `{begins[:40]}`.)"
        yield sentence
    if len(stopped) > TOLD_LIMIT:
        yield f"{len(stopped) - TOLD_LIMIT} more cells failed while they were loaded; the others were run."


def _left_out(items: list[Any], lines: Lines) -> tuple[dict[str, str], list[str]]:
    """What the submission was run without: imports by their lines with a sentence each, magics in one sentence."""
    imports: dict[str, str] = {}
    magics: list[str] = []
    for item in items:
        match item:
            case [str(part), int(line), "import", str(message)] if part in lines and 1 <= line <= len(lines[part]):
                sentence = f"An import in line {line} of {part} was left out: {message[:NAME_LIMIT]}."
                imports[lines[part][line - 1]] = sentence
            case [str(part), int(), "magic", str(text)] if part in lines:
                magics.append(f"`{text[:60]}`")
            case _:
                raise ValueError
    if not magics:
        return imports, []
    shown = listing(list(dict.fromkeys(magics))[:3], "and")
    if len(magics) == 1:
        return imports, [f"{shown} is for the notebook and no Python; it was left out."]
    return imports, [f"{len(magics)} lines that are for the notebook and no Python were left out, such as {shown}."]
