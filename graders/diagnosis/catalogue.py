"""The known mistakes of a lab, each run on the same inputs as the student's work."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Protocol

from graders.checks.failure import Failure
from graders.judge import failures
from graders.lab import Check, Lab, Rewrite
from graders.oracle import Oracle
from graders.overlay import overlay
from graders.rehearsal import actor, rehearsed


class Known(Protocol):
    """The known mistakes of a lab and how they fail: found out now, or recorded."""

    @property
    def lab(self) -> Lab:
        """The lab with its known mistakes."""

    def caught_by(self, check: Check) -> list[Rewrite]:
        """The known mistakes that fail a check."""

    def failure(self, mistake: Rewrite, check: Check, oracle: Oracle) -> Failure | None:
        """How a mistake fails a check; None where it passes, or the check stumbles over it."""

    def failures(self, mistake: Rewrite, check: Check, oracle: Oracle) -> list[Failure]:
        """All comparisons of a check that a mistake fails."""


class Catalogue:
    """How each known mistake fails each check.

    ``load`` gives the lab with its mistakes declared; it is called when the first failure is to be explained. What
    was found is kept: for a class, every mistake is run once for each check that somebody fails.
    """

    def __init__(self, load: Callable[[], Lab]) -> None:
        self._load = load
        self._lab: Lab | None = None
        self._modules: dict[str, ModuleType] = {}
        self._first: dict[tuple[str, str, str], Failure | None] = {}
        self._all: dict[tuple[str, str, str], list[Failure]] = {}

    @property
    def lab(self) -> Lab:
        """The lab with its known mistakes."""
        if self._lab is None:
            self._lab = self._load()
        return self._lab

    def caught_by(self, check: Check) -> list[Rewrite]:
        """The known mistakes that fail a check."""
        return [mistake for mistake in self.lab.mistakes.values() if check.name in mistake.caught_by]

    def failure(self, mistake: Rewrite, check: Check, oracle: Oracle) -> Failure | None:
        """How a mistake fails a check; None where it passes, or the check stumbles over it."""
        key = mistake.name, check.name, oracle.seed
        if key not in self._first:
            self._first[key] = rehearsed(check, self._module(mistake), oracle).failure
        return self._first[key]

    def failures(self, mistake: Rewrite, check: Check, oracle: Oracle) -> list[Failure]:
        """All comparisons of a check that a mistake fails."""
        key = mistake.name, check.name, oracle.seed
        if key not in self._all:
            self._all[key] = failures(check, actor(check, self._module(mistake), oracle), oracle)
        return self._all[key]

    def _module(self, mistake: Rewrite) -> ModuleType:
        if mistake.name not in self._modules:
            self._modules[mistake.name] = overlay(self.lab, mistake.replaces)
        return self._modules[mistake.name]
