"""How a student's function begins: in which line, and with which parameters; beside what the handout asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graders.model import Frame

NAME_LIMIT = 200
LINE_SHOWN = 400
"""So much of a line of the student's code is shown; some have a megabyte."""

DECORATORS = 20
"""So many lines after its first decorator a function's own line is looked for."""

ARGUMENTS = re.compile(r"positional argument|keyword argument|multiple values for argument")
"""What Python says where a function is called with other arguments than it takes."""


@dataclass(frozen=True)
class Signature:
    """Where a function begins, and what its parameters are called, as in a ``def``."""

    part: str
    line: int
    parameters: tuple[str, ...]

    @classmethod
    def read(cls, part: str, line: int, parameters: Sequence[object], lines: Sequence[str], name: str) -> Signature:
        """A signature that came from a worker; ValueError where it is none of these ``lines``."""
        if not 1 <= line <= len(lines) or not all(type(each) is str for each in parameters):
            raise ValueError
        own = re.compile(rf"\s*(?:async\s+)?(?:def|class)\s+{re.escape(name.rpartition('.')[2])}\b")
        ahead = range(line, min(line + DECORATORS, len(lines)) + 1)
        begins = next((number for number in ahead if own.match(lines[number - 1])), line)
        return cls(part, begins, tuple(str(each)[:NAME_LIMIT] for each in parameters[:50]))


def shown(signature: Signature, name: str, lines: Sequence[str]) -> Frame:
    """The line in which a function begins."""
    return Frame(signature.part, signature.line, name, lines[signature.line - 1].strip()[:LINE_SHOWN])


def other_arguments(name: str, own: Sequence[str], asked: Sequence[str], message: str | None) -> str | None:
    """What to say of parameters that are not those asked for, or stand in another order; None where nothing is sure.

    ``message`` is what Python said where it could not call the function. Other names alone are nobody's business.
    """
    if list(own) == list(asked):
        return None
    swapped = sorted(own) == sorted(asked)
    refused = message is not None and ARGUMENTS.search(message) is not None
    if not (swapped or refused):
        return None
    return f"`{name}` takes ({', '.join(own)}) where ({', '.join(asked)}) is asked for."
