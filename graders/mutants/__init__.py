"""Mutants of a reference: the same module with one small change, which a lab's checks should notice."""

from graders.mutants.mutant import Mutant
from graders.mutants.source import Source

__all__ = ["Mutant", "Source"]
