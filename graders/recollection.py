"""The reference's answers kept for a whole class: everybody's checks ask it the same questions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graders.checks.failure import StudentError
from graders.connection import Local
from graders.inventory import Inventory
from graders.lab import Check, Lab
from graders.oracle import Live
from graders.sandbox import wire
from graders.student import Reference

MOST = 64 << 20
"""So many bytes of answers are kept for a lab and a seed."""


@dataclass
class Memory:
    """Answers by all that was asked up to each of them."""

    answers: dict[bytes, bytes] = field(default_factory=dict)
    size: int = 0

    def keep(self, asked: bytes, answer: bytes) -> None:
        """Remember an answer, while there is room."""
        if self.size + len(answer) <= MOST:
            self.size += len(answer)
            self.answers[asked] = answer


class Remembering(Live):
    """The reference itself, which is run only where it is asked something new."""

    def __init__(self, lab: Lab, seed: str) -> None:
        super().__init__(lab, seed)
        self.memory = Memory()
        self.inventories: dict[str, Inventory] = {}
        self._again: Remembering | None = None

    def again(self) -> Remembering:
        """A second seed that follows from the first; the same one each time, with a memory of its own."""
        if self._again is None:
            self._again = Remembering(self.lab, super().again().seed)
        return self._again

    def reference(self, check: Check) -> Reference:
        """The textbook, whatever the check."""
        if check.name not in self.inventories:
            self.inventories[check.name] = self.local(check).inventory
        recalled = Recalled(self.memory, check.name, lambda: self.local(check))
        return Reference(recalled, self.inventories[check.name])


class Recalled:
    """A connection to the textbook that answers from memory as long as it is asked what was asked before.

    What the textbook answers depends on all that it was asked, in order. At the first new question it is begun anew
    and asked everything once more. Where it calls back, the answer is not its own and nothing after that is kept.
    """

    def __init__(self, memory: Memory, check: str, begin: Callable[[], Local]) -> None:
        self._memory = memory
        self._begin = begin
        self._asked: list[bytes] = []
        self._chain = check.encode()
        self._local: Local | None = None
        self._called_back = False
        self.call_back: Callable[[Any], Any] = self._nobody

    def ask(self, frame: bytes, what: str) -> Any:
        """The decoded reply to a request."""
        self._chain = hashlib.sha256(self._chain + frame).digest()
        # Once the textbook itself has been asked, it must be asked all: what it answers next depends on that.
        known = self._memory.answers.get(self._chain) if self._local is None else None
        if known is not None:
            self._asked.append(frame)
            return wire.unpack(known)
        local = self._caught_up()
        answer = local.answer(frame)
        if not self._called_back:
            self._memory.keep(self._chain, answer)
        return wire.unpack(answer)

    def forged(self, what: str) -> StudentError:
        """The textbook doesn't forge."""
        raise AssertionError(f"{what} was answered in no known form")

    def _caught_up(self) -> Local:
        if self._local is None:
            self._local = self._begin()
            self._local.call_back = self._through
            for frame in self._asked:
                self._local.answer(frame)
        return self._local

    def _through(self, request: Any) -> Any:
        self._called_back = True
        return self.call_back(request)

    @staticmethod
    def _nobody(request: Any) -> Any:
        raise AssertionError("nobody is there to be called back")
