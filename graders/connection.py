"""Whoever holds the student's modules and answers requests about them."""

from __future__ import annotations

import atexit
import contextlib
import functools
import inspect
import io
import operator
import os
import shutil
import tempfile
import textwrap
import time
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

from graders.checks.failure import StudentError
from graders.inventory import Inventory
from graders.mishap import lost_call
from graders.model import Outcome, Outline
from graders.sandbox import wire
from graders.sandbox.outline import outline
from graders.sandbox.process import Lost, Process
from graders.sandbox.streams import Clock
from graders.sandbox.worker import Servant


class Connection(Protocol):
    """``call_back`` answers a request that comes from the other side while it works on one of ours."""

    call_back: Callable[[Any], Any]

    def ask(self, frame: bytes, what: str) -> Any:
        """The decoded reply to a request; raises StudentError, naming ``what`` was asked."""

    def forged(self, what: str) -> StudentError:
        """The error for a reply that no worker of ours would send; after it the other side is not asked again."""


class Remote:
    """A worker, within the time that the running check has. ``asked`` counts the requests to it."""

    call_back: Callable[[Any], Any]

    def __init__(self, process: Process, clock: Clock) -> None:
        self.process = process
        self.clock = clock
        self.asked = 0

    def ask(self, frame: bytes, what: str) -> Any:
        """Send a request and wait for the answer, as long as the check's time lasts."""
        self.asked += 1
        try:
            reply = self.process.ask(frame, self.clock)
            while _calls_back(reply):
                began = time.monotonic()
                answer = wire.encode(self.call_back(reply[0]))
                self.clock.spend(time.monotonic() - began, 0.0)  # else calling back without end would cost nothing
                reply = self.process.ask(answer, self.clock)
        except Lost as lost:
            raise lost_call(lost, what, self.clock.seconds) from None
        return reply

    def forged(self, what: str) -> StudentError:
        """End the worker."""
        lost = self.process.give_up(Lost(Outcome.PROTOCOL, "the answer has no known form"))
        return lost_call(lost, what, self.clock.seconds)


class Local:
    """A module of our own in place of a student's: the reference, a known mistake, a variant.

    Over the same wire, so that a value arrives just as it would from a worker.
    """

    call_back: Callable[[Any], Any]

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.servant = Servant(self._exchange, _folder)
        name = module.__name__.rpartition(".")[2]
        self.inventory = Inventory({f"{name}.py": dict(self.servant.adopt(name, module))})

    def ask(self, frame: bytes, what: str) -> Any:
        """Answer a request here."""
        return wire.unpack(self.answer(frame))

    def answer(self, frame: bytes) -> bytes:
        """The frame that answers. As in a worker, a warning is no error, and what is printed goes nowhere."""
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return self.servant.answer(wire.unpack(frame))

    def outline(self, file: str, name: str) -> Outline:
        """The outline of one of the module's functions, from where it was written."""
        function = inspect.unwrap(operator.attrgetter(name)(self.module))
        found = outline([textwrap.dedent(inspect.getsource(function)).encode()], function.__name__)
        line, loops, names, imports = found
        return Outline(name, line, tuple(loops), tuple(map(tuple, names)), tuple(map(tuple, imports)))

    def forged(self, what: str) -> StudentError:
        """Our own modules don't forge."""
        raise AssertionError(f"{what} was answered in no known form")

    def _exchange(self, frame: bytes) -> Any:
        return wire.unpack(wire.encode(self.call_back(wire.unpack(frame)[0])))


def _folder() -> str:
    """Where checks place files for our own modules; one folder, for as long as this process lives."""
    return _folder_of(os.getpid())


@functools.cache
def _folder_of(process: int) -> str:
    """A process that is forked off has a folder of its own."""
    folder = tempfile.mkdtemp(prefix="labproof-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _calls_back(reply: Any) -> bool:
    return type(reply) is list and len(reply) == 1 and type(reply[0]) is list and reply[0][:1] == ["callback"]
