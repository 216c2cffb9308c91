"""What a submission turned out to hold when it was loaded: names, what stopped a part, and what was left out.

Read off a worker's reply, of which nothing is taken on trust: by then the student's code has run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graders import python2
from graders.checks.failure import StudentError
from graders.checks.wording import listing
from graders.mishap import is_near, missing_name, raised

NAME_LIMIT = 200
TOLD_LIMIT = 8

Lines = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Inventory:
    """``names``: per file its public names and what each is; ``errors``: per part what stopped it.

    ``notes`` are sentences for whoever handed it in.
    """

    names: Mapping[str, Mapping[str, str]]
    errors: Mapping[str, StudentError]
    notes: tuple[str, ...] = ()


def read(reply: Any, files: Sequence[str], lines: Lines) -> Inventory:
    """The reply to a request to load ``files``, whose parts have these ``lines``; ValueError for a forged one."""
    match reply:
        case [["value", [dict(names), list(errors), list(left_out)]]]:
            pass
        case [["error", str(), list(), str(), list()] as error]:
            names, errors, left_out = {}, [[part, error] for part in lines], []
        case _:
            raise ValueError
    known = {file: dict(_pair(each) for each in pairs) for file, pairs in names.items() if file in files}
    stopped: dict[str, StudentError] = {}
    for each in errors:
        match each:
            case [str(part), ["error", str(exception), list(bases), str(message), list(frames)]] if part in lines:
                family = tuple(base for base in bases if type(base) is str)
                stopped[part] = _stopped(part, exception, family, message, frames, lines)
            case _:
                raise ValueError
    return Inventory(known, stopped, (*_told(stopped), *_left_out(left_out, lines)))


def mentioning(name: str, stopped: Mapping[str, StudentError], lines: Lines) -> StudentError | None:
    """The error of the part that ``name`` stands in, if one was stopped that mentions it."""
    mention = re.compile(rf"\b{re.escape(name)}\b")
    return next((stopped[part] for part in stopped if any(map(mention.search, lines.get(part, ())))), None)


def absent(
    name: str, names: Mapping[str, Mapping[str, str]], stopped: Mapping[str, StudentError], lines: Lines
) -> StudentError:
    """What to say of a name that nothing defines: that its part was stopped, or its file is not there, or else what
    was found instead. Of a notebook no more than the cells that mention the name are to blame.
    """
    missing = missing_name(name, names)
    whole = next((error for part, error in stopped.items() if ", cell " not in part), None)
    return mentioning(name, stopped, lines) or (whole if not is_near(missing) else None) or missing


def explained(error: StudentError, stopped: Mapping[str, StudentError], lines: Lines) -> StudentError:
    """A NameError for something that stands in a part that was stopped says so."""
    name = re.search(r"name '(\w+)' is not defined", error.message) if error.exception == "NameError" else None
    if name is not None and (cause := mentioning(name[1], stopped, lines)) is not None:
        error.hint = cause.reason
    return error


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
    where = f" in line {error.frames[-1].line}" if error.frames else ""
    if "SyntaxError" in (exception, *bases):
        error.reason = f"{part} is not valid Python 3{where}: {message}."
        error.hint = error.hint or "Run the file on its own; Python marks the place."
    else:
        said = f"{exception}: {message}" if message else exception
        error.reason = f"{part} stopped{where} while it was loaded: {said.rstrip('.')}."
    return error


def _told(stopped: Mapping[str, StudentError]) -> Iterator[str]:
    """The errors, a sentence each; of many cells the first ones."""
    for error in list(stopped.values())[:TOLD_LIMIT]:
        yield error.reason
    if len(stopped) > TOLD_LIMIT:
        yield f"{len(stopped) - TOLD_LIMIT} more cells stopped while they were loaded; the others were run."


def _left_out(items: list[Any], lines: Lines) -> Iterator[str]:
    """What the submission was run without."""
    magics: list[str] = []
    for item in items:
        match item:
            case [str(part), int(line), "import", str(message)] if part in lines:
                yield f"An import in line {line} of {part} was left out: {message[:NAME_LIMIT]}."
            case [str(part), int(), "magic", str(text)] if part in lines:
                magics.append(text[:60])
            case _:
                raise ValueError
    if magics:
        shown = listing([f"`{text}`" for text in dict.fromkeys(magics)][:3], "and")
        yield f"Lines that are for the notebook and not for Python were left out ({len(magics)} of them): {shown}."
