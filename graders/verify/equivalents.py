"""Which mutants a lab calls equivalent, and whether what it says of them is so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from graders.lab import Equivalent
from graders.mutants import Mutant
from graders.mutants.mutant import normal


def means(entry: Equivalent, mutant: Mutant) -> bool:
    """Whether an entry of a lab is about this mutant."""
    changes = {normal(mutant.before): normal(mutant.after), mutant.statement: mutant.mutated}
    return entry.function == mutant.function and changes.get(normal(entry.before)) == normal(entry.after)


def untrue(entries: Sequence[Equivalent], mutants: Sequence[Mutant], caught: Collection[int]) -> Iterator[str]:
    """Sentences about entries that mean no mutant, or none that gets through. ``caught`` are numbers of mutants."""
    for entry in entries:
        meant = [number for number, mutant in enumerate(mutants) if means(entry, mutant)]
        if not meant:
            yield f"equivalents.py: {_quoted(entry)} is no mutant of the reference any more; take the entry out."
        elif all(number in caught for number in meant):
            yield f"equivalents.py: {_quoted(entry)} is not equivalent, a check catches it; take the entry out."


def _quoted(entry: Equivalent) -> str:
    return f"“{entry.before}” → “{entry.after}” in {entry.function or 'the module'}"
