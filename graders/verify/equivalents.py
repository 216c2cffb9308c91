"""Which mutants a lab calls equivalent, and whether what it says of them is so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from graders.lab import Equivalent
from graders.mutants import Mutant
from graders.mutants.mutant import normal


def means(entry: Equivalent, mutant: Mutant) -> bool:
    """Whether an entry of a lab is about this mutant."""
    if entry.function != mutant.function:
        return False
    if entry.before is None:
        return True
    changes = {mutant.before: mutant.after, mutant.statement: mutant.mutated}
    before = normal(entry.before)
    return before in changes and (entry.after is None or changes[before] == normal(entry.after))


def untrue(entries: Sequence[Equivalent], mutants: Sequence[Mutant], caught: Collection[int]) -> Iterator[str]:
    """Sentences about entries that mean no mutant, or none that gets through. ``caught`` are numbers of mutants."""
    for entry in entries:
        meant = [number for number, mutant in enumerate(mutants) if means(entry, mutant)]
        if not meant:
            yield f"equivalents.py: {_quoted(entry)} is no mutant of the reference any more; take the entry out."
        elif all(number in caught for number in meant):
            yield f"equivalents.py: {_quoted(entry)} is not equivalent, a check catches it; take the entry out."


def _quoted(entry: Equivalent) -> str:
    where = entry.function or "the module"
    if entry.before is None:
        return f"every change of {where}"
    return f"“{entry.before}” → “{'anything' if entry.after is None else entry.after}” in {where}"
