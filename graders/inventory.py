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

from graders import numpy2, python2
from graders.advice import advice
from graders.checks.failure import StudentError
from graders.checks.wording import listing
from graders.mishap import is_near, is_unread, missing_name, raised
from graders.model import Frame, Outcome
from graders.sandbox.magics import is_skipped
from graders.signature import Signature, shown
from graders.whereabouts import whereabouts

NAME_LIMIT = 200
TOLD_LIMIT = 8
REASON_LIMIT = 200
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

ELSEWHERE = "Write that part with the lab's own packages."

Lines = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Inventory:
    """``names``: per file its public names, and of each "function", "class" or the class of a value; ``stopped``: per
    part what stopped it, ``imports``: per import that was left out a sentence; ``lines``: the parts' own text.
    ``provided`` are the parts that the course brought; ``signatures`` tell how the functions begin, ``failed`` every
    statement that failed, where ``stopped`` has the first of each part.
    """

    names: Mapping[str, Mapping[str, str]]
    stopped: Mapping[str, StudentError] = field(default_factory=dict)
    imports: Mapping[str, str] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    provided: Sequence[str] = ()
    notes: tuple[str, ...] = ()
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    failed: Sequence[tuple[str, StudentError]] = ()

    def begins(self, name: str) -> Frame | None:
        """The line in which the function ``name`` begins ("Adam.step" for a method), where it is known."""
        signature = self.signatures.get(name)
        return shown(signature, name, self.lines[signature.part]) if signature is not None else None

    def absent(self, name: str) -> StudentError:
        """What to say of a name that nothing defines: that its part was stopped, that its file is not there, or what
        was found instead. Of a notebook no more than the cells that mention the name are to blame.
        """
        own = {file: names for file, names in self.names.items() if file not in self.provided}
        missing = missing_name(name, own or self.names)
        unread = (error for part, error in self.stopped.items() if ", cell " not in part and is_unread(error))
        lost = next(unread, None)
        if (stopped := self._mentioning(name)) is not None:
            return stopped
        found = whereabouts(name, {part: text for part, text in self.lines.items() if part not in self.provided})
        if found is not None:
            reason = f"`{name}` {found.said} in line {found.frame.line} of {found.frame.file}."
            return StudentError(reason, outcome=Outcome.MISSING, hint=found.hint, frames=(found.frame,))
        if lost is not None and not is_near(missing):
            return lost
        near = (self.begins(each) for each in self.signatures if f"`{each}`" in missing.reason)
        missing.frames = tuple(frame for frame in near if frame is not None)[:1]
        return missing

    def explained(self, error: StudentError) -> StudentError:
        """The same error; if it is a NameError for what was left out or stopped, with a hint that says so."""
        name = re.search(r"name '(\w+)' is not defined", error.message) if error.exception == "NameError" else None
        if name is not None and error.hint != python2.HINT:
            left_out = (
                f"{sentence} {ELSEWHERE}"
                for line, sentence in self.imports.items()
                if re.search(rf"\b{name[1]}\b", line)
            )
            cause = self._mentioning(name[1])
            if cause is not None:
                error.hint = f"{cause.reason} {cause.hint}" if cause.hint else cause.reason
            else:
                error.hint = next(left_out, None) or self._otherwise(name[1], error)
        return error

    def _otherwise(self, name: str, error: StudentError) -> str | None:
        """What to do about a name that nothing was stopped for."""
        if (found := whereabouts(name, self.lines)) is not None:
            return f"`{name}` {found.said} in line {found.frame.line}: {found.hint[0].lower()}{found.hint[1:]}"
        known = [name for names in self.names.values() for name in names]
        return advice(["NameError"], error.message, "", known)

    def _mentioning(self, name: str) -> StudentError | None:
        """The error of the part that ``name`` stands in, if one was stopped that mentions it."""
        mention = re.compile(rf"\b{re.escape(name)}\b")
        first = set(map(id, self.stopped.values()))
        further = ((part, error) for part, error in self.failed if id(error) not in first)
        for part, error in (*self.stopped.items(), *further):
            # Of a part that is no Python nothing was run; else the statement that failed is to blame for its own names.
            text = list(self.lines.get(part, ())) if is_unread(error) else [frame.text for frame in error.frames]
            text += [self._heading(part, frame.line) for frame in error.frames if frame.function == "<module>"]
            if part in self.provided:  # it fails because something else is missing, and matters to its own names only
                text = [line for line in self.lines.get(part, ()) if line.startswith((f"class {name}", f"def {name}"))]
            if any(map(mention.search, text)):
                return error
        return None

    def _heading(self, part: str, number: int) -> str:
        """The line in which the statement of the top level begins that goes on in this one."""
        above = reversed(self.lines.get(part, ())[:number])
        return next((line for line in above if line.strip() and line[0] not in " \t)]}#"), "")


def read(reply: Any, files: Sequence[str], lines: Lines, provided: Sequence[str] = ()) -> Inventory:
    """The reply to a request to load ``files``, whose parts have these ``lines``; ValueError for a forged one.

    No note is made of what stopped a file that the course ``provided``: that follows from the student's own.
    """
    match reply:
        case [["value", [dict(names), list(errors), list(left_out), dict(functions), list(twice)]]]:
            pass
        case [["error", str(), list(), str(), list()] as error]:
            names, errors, left_out, functions, twice = {}, [[part, error] for part in lines], [], {}, []
        case _:
            raise ValueError
    known = {file: dict(_pair(each) for each in pairs) for file, pairs in names.items() if file in files}
    stopped: dict[str, StudentError] = {}
    further: Counter[str] = Counter()
    failed: list[tuple[str, StudentError]] = []
    for each in errors:
        match each:
            case [str(part), ["error", str(exception), list(bases), str(message), list(frames)]] if part in lines:
                family = tuple(base for base in bases if type(base) is str)
                further[part] += part in stopped
                failed.append((part, _stopped(part, exception, family, message, frames, lines)))
                stopped.setdefault(*failed[-1])
            case _:
                raise ValueError
    own = {part: error for part, error in stopped.items() if part not in provided}
    imports, magics = _left_out(left_out, lines)
    notes = (*imports.values(), *_told(own, further, lines), *magics, *_skipped(lines), *_defined_twice(twice, lines))
    return Inventory(known, stopped, imports, lines, provided, notes, _signatures(functions, files, lines), failed)


def _signatures(functions: Mapping[Any, Any], files: Sequence[str], lines: Lines) -> dict[str, Signature]:
    """How the functions begin; of a name that several files have, in the first one."""
    found: dict[str, Signature] = {}
    for file in files:
        for each in functions.get(file, []):
            match each:
                case [str(name), str(part), int(line), list(parameters)] if part in lines:
                    name = name[:NAME_LIMIT]
                    found.setdefault(name, Signature.read(part, line, parameters, lines[part], name))
                case _:
                    raise ValueError
    return found


def _skipped(lines: Lines) -> Iterator[str]:
    """How many cells are marked as not to be run."""
    count = sum(", cell " in part and is_skipped("\n".join(text)) for part, text in lines.items())
    if count:
        cells = "1 cell is marked `# skip` and was" if count == 1 else f"{count} cells are marked `# skip` and were"
        yield f"{cells} not run."


def _defined_twice(items: list[Any], lines: Lines) -> Iterator[str]:
    """Which of two definitions counts, a sentence for each name; of many the first ones."""
    for item in items[:TOLD_LIMIT]:
        match item:
            case ["replaced" | "unfinished" as what, str(name), str(first), str(last)] if {first, last} <= lines.keys():
                first, last = (part.rpartition(", ")[2] for part in (first, last))
                if what == "replaced":
                    yield f"`{name[:NAME_LIMIT]}` is defined in {first} and again in {last}; the last one counts."
                else:
                    yield (
                        f"`{name[:NAME_LIMIT]}` is defined in {first} and not yet implemented in {last}; "
                        f"the one in {first} counts."
                    )
            case _:
                raise ValueError


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
        gone = numpy2.instead(message) if {"ImportError", "AttributeError"} & {exception, *bases} else None
        said = f"{exception}: {error.message}" if message else exception
        failed = f"{part} failed{where} while it was loaded"
        error.reason = f"{failed}: it uses {gone[0]}." if gone is not None else f"{failed}: {said.rstrip('.')}."
    return error


def _told(stopped: Mapping[str, StudentError], further: Mapping[str, int], lines: Lines) -> Iterator[str]:
    """The errors, a sentence for each part; of many cells the first ones."""
    for part, error in list(stopped.items())[:TOLD_LIMIT]:
        sentence = error.reason if len(error.reason) <= REASON_LIMIT else f"{error.reason[:REASON_LIMIT]} …"
        if error.hint and not is_unread(error):
            sentence += f" {error.hint}"
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
