"""What to say when a call into the student's code gave no value back: one sentence, one next step."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from graders import numpy2, python2
from graders.advice import DISK, advice
from graders.checks.failure import StudentError
from graders.model import Frame, Outcome
from graders.sandbox.process import FILES, Lost
from graders.signature import LINE_SHOWN

FOLDER = re.compile(r" \((?:/|[A-Z]:)[^()]*\)$")
"""Where the module lies that an ImportError speaks of: a place on this machine, and nobody's business."""


def lost_call(lost: Lost, what: str, seconds: float) -> StudentError:
    """For a call after which there was no worker any more."""
    reasons = {
        Outcome.CPU: f"{what} was still computing after {seconds:g} s, the limit of this check.",
        Outcome.WALL: f"{what} did not return in time, and was waiting rather than computing.",
        Outcome.MEMORY: f"{what} asked for more memory than this check allows.",
        Outcome.OUTPUT: f"{what} printed more than the grader can keep.",
        Outcome.EXITED: f"{what} ended the program (exit code {lost.detail}) where it should return.",
        Outcome.CRASH: f"{what} crashed the interpreter ({lost.detail}).",
        Outcome.PROTOCOL: f"{what} tampered with the grader's own channel: {lost.detail}.",
    }
    hints = {
        Outcome.CPU: "Look for a loop that never ends, or one that does far more work than is needed.",
        Outcome.WALL: "Does it wait for input, sleep, or wait for a lock?",
        Outcome.MEMORY: "Look for an array whose shape grows by broadcasting, or a list that never stops growing.",
        Outcome.OUTPUT: "Remove the prints inside loops.",
        Outcome.EXITED: "Remove exit(), quit() and os._exit().",
        Outcome.CRASH: "Endless recursion is the usual cause.",
    }
    if lost.outcome is Outcome.OUTPUT and lost.detail == FILES:
        return StudentError(f"{what} wrote more files than the grader can keep.", outcome=lost.outcome, hint=DISK)
    return StudentError(reasons[lost.outcome], outcome=lost.outcome, hint=hints.get(lost.outcome))


def lost_loading(lost: Lost, what: str, seconds: float) -> StudentError:
    """For a worker that was lost while it loaded the submission."""
    error = lost_call(lost, what, seconds)
    if lost.outcome is Outcome.CPU:
        error.reason = f"{what} was still computing after {seconds:g} s, the limit for loading."
        error.hint = 'What trains or plots belongs under `if __name__ == "__main__":`.'
    return error


def raised(
    what: str,
    exception: str,
    bases: tuple[str, ...],
    message: str,
    frames: Sequence[Any],
    sources: Mapping[str, Sequence[str]],
) -> StudentError:
    """For a call that raised an exception, of which only text came over."""
    exception, bases, message = exception[:200], bases[:50], FOLDER.sub("", message[:4096])
    frames = frames[-12:]
    lines = tuple(frame for frame in (_frame(each, sources) for each in frames) if frame is not None)
    family = (exception, *bases)
    outcome, hint = Outcome.ERROR, None
    said = f"{exception}: {message}" if message else exception
    reason = f"{what} raised {said.rstrip('.')}."
    if lines and (old := python2.sign(exception, message, lines[-1].text)) is not None:
        last = lines[-1]
        reason = f"{last.file} is written for Python 2: line {last.line} has {old}, and Python 3 is run here."
        hint = python2.HINT
    elif "NotImplementedError" in family:
        reason, hint = _unfinished(what, lines), "Replace `raise NotImplementedError` by your solution."
    elif "MemoryError" in family:
        outcome, hint = Outcome.MEMORY, "Look for an array whose shape grows by broadcasting."
    elif "WireError" in family:
        reason = f"{what} returned something that can't be looked at: {message}."
        hint = "Compare what it returns with the handout: its shape, and how deep its lists are nested."
    elif "SystemExit" in family:
        outcome, reason = Outcome.EXITED, f"{what} ended the program where it should return."
        hint = 'Remove exit(); what reads the command line belongs under `if __name__ == "__main__":`.'
    elif ("AttributeError" in family or "ImportError" in family) and (gone := numpy2.instead(message)) is not None:
        reason, hint = f"{_innermost(what, lines) or what} uses {gone[0]}.", gone[1]
    elif "ModuleNotFoundError" in family:
        hint = "The lab's own packages and the standard library are there, and nothing else."
    elif "CUDA" in message and "AssertionError" in family:
        hint = 'There is no GPU where this is graded: write device = "cuda" if torch.cuda.is_available() else "cpu".'
    elif "RuntimeError" in family and "Double" in message and "Float" in message:
        hint = "The inputs are float32 and something else is float64: make it with dtype=torch.float32, or x.new_zeros."
    else:
        hint = advice(family, message, lines[-1].text if lines else "")
    kind = MissingAttribute if "AttributeError" in family else StudentError
    return kind(reason, outcome=outcome, hint=hint, exception=exception, bases=bases, message=message, frames=lines)


def _unfinished(what: str, lines: Sequence[Frame]) -> str:
    """That a function is not implemented yet; where it is another one that it calls, that one is named."""
    stub = _innermost(what, lines)
    return f"{what} calls {stub}, which is not implemented yet." if stub else f"{what} is not implemented yet."


def _innermost(what: str, lines: Sequence[Frame]) -> str | None:
    """The function in which an exception came up, where that is another one than the one that was called."""
    name = lines[-1].function if lines else ""
    return name if name.isidentifier() and name[0] != "_" and name != what.rpartition(".")[2] else None


class MissingAttribute(StudentError, AttributeError):
    """An object of the student's lacks an attribute; ``hasattr`` and ``getattr`` with a default work on it."""


def missing_name(name: str, names: Mapping[str, Mapping[str, str]]) -> StudentError:
    """For a name that no submitted file defines; says what was found instead."""
    files = " and ".join(names) or "the submission"
    known = {known.lower(): known for there in names.values() for known in there}
    near = [known[match] for match in difflib.get_close_matches(name.lower(), known, n=2, cutoff=0.6)]
    verb = "have" if len(names) > 1 else "has"
    reason = f"{files} {verb} no `{name}`"
    if near:
        reason += f"; {'they have' if len(names) > 1 else 'it has'} " + " and ".join(f"`{each}`" for each in near)
        hint = f"Rename `{near[0]}` to `{name}`, if that is it."
    else:
        hint = f"Define `{name}` at the top level of {files}."
    return StudentError(f"{reason}.", outcome=Outcome.MISSING, hint=hint)


def is_near(missing: StudentError) -> bool:
    """Whether a missing name is likely to be there, misspelt."""
    return "; it has `" in missing.reason or "; they have `" in missing.reason


def is_unread(error: StudentError) -> bool:
    """Whether nothing of a file or a cell was run: it is no Python, or could not be taken."""
    return error.outcome is Outcome.MISSING or "SyntaxError" in (error.exception, *error.bases)


def refused(sentence: str) -> StudentError:
    """For a name that should stand in a file that could not be taken."""
    return StudentError(sentence, outcome=Outcome.MISSING)


def not_a_function(name: str, kind: str, file: str) -> StudentError:
    """For a name that is defined, but as something that can't be called."""
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    return StudentError(
        f"`{name}` is {article} {kind} in {file}, where a function is expected.",
        outcome=Outcome.MISSING,
        hint=f"Is `{name}` given another value after its definition?",
    )


def _frame(frame: Any, sources: Mapping[str, Sequence[str]]) -> Frame | None:
    """A place in the student's file, with the line as the grader has it; None for what is no such place."""
    match frame:
        case [str(file), int(line), str(function)] if file in sources:
            lines = sources[file]
            text = lines[line - 1].strip()[:LINE_SHOWN] if 1 <= line <= len(lines) else ""
            return Frame(file, line, function[:200], text)
    return None
