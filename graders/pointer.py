"""The student's own line for a failure that came with none, and what its function's parameters say.

An exception brings its lines along. A wrong value, a changed argument or a time-out does not: there the line is shown
in which the function begins, and for NaN or infinity those of which NumPy warned while the check ran.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graders.checks.failure import Failure, StudentError
from graders.checks.wording import listing
from graders.inventory import Inventory
from graders.model import CheckResult, Frame, Outcome
from graders.signature import LINE_SHOWN, other_arguments
from graders.whereabouts import enclosing, given

WARNING = re.compile(r"^(.+?):(\d{1,7}): RuntimeWarning: (.{1,100})$", re.MULTILINE)
WARNINGS_SHOWN = 3
NOT_FINITE = ("nan", "inf", "-inf")
COMES_FROM = {
    "nan": "A nan comes from 0/0, from inf - inf, or from the logarithm or root of a negative number: look for one.",
    "inf": "An infinity comes from a division by 0 or from the exponential of a large number: look for one.",
    "-inf": "This infinity comes from the logarithm of 0: look for one.",
}


def pointed(
    result: CheckResult, failure: Failure, inventory: Inventory, asked: Mapping[str, Sequence[str]], output: str
) -> CheckResult:
    """A failed check's result with the student's line, where it has none yet, and a next step.

    ``asked`` are the parameters of the textbook's functions, ``output`` is what was printed while the check ran.
    """
    name = _function(failure, inventory)
    if name is not None and (said := _other_arguments(name, failure, inventory, asked)) is not None:
        result = replace(result, hint=said)
    if result.frames:
        return result
    seen = result.evidence.got if result.evidence is not None else ""
    if seen in NOT_FINITE:
        warned = dict(_warned(output, inventory))
        hint = _of_warnings(warned) if warned else COMES_FROM[seen]
        result = replace(result, hint=result.hint or hint, frames=tuple(warned))
    if name is None or result.frames:
        return result
    begins = given(name, inventory.lines) if result.outcome is Outcome.MISSING else inventory.begins(name)
    return replace(result, frames=(begins,)) if begins is not None else result


def _function(failure: Failure, inventory: Inventory) -> str | None:
    """The function that a failure speaks of: the one that its sentence begins with, or else the last one called."""
    first = failure.reason.partition(" ")[0].strip("`")
    if first in inventory.signatures or any(first in names for names in inventory.names.values()):
        return first
    call = failure.seen.call if failure.seen is not None else None
    return call.name if call is not None else None


def _other_arguments(
    name: str, failure: Failure, inventory: Inventory, asked: Mapping[str, Sequence[str]]
) -> str | None:
    if name not in inventory.signatures or name not in asked:
        return None
    own, message = inventory.signatures[name].parameters, None
    if isinstance(failure, StudentError) and failure.exception == "TypeError" and not failure.frames:
        message = failure.message
    return other_arguments(name, own, asked[name], message)


def _warned(output: str, inventory: Inventory) -> Iterator[tuple[Frame, str]]:
    """The lines of the student's of which NumPy warned, each with its words."""
    found = 0
    for part, number, said in WARNING.findall(output):
        lines = inventory.lines.get(part, ())
        if 1 <= int(number) <= len(lines) and found < WARNINGS_SHOWN:
            found += 1
            line = lines[int(number) - 1]
            function = enclosing(lines[: int(number) - 1], line)
            yield Frame(part, int(number), function, line.strip()[:LINE_SHOWN]), said


def _of_warnings(warned: Mapping[Frame, str]) -> str:
    said = [f"“{words}” in line {frame.line}" for frame, words in warned.items()]
    return f"NumPy warned of {listing(said, 'and')}: look there first."
