"""Calls made together travel in one message.

A gradient check evaluates the student's loss at hundreds of points. Written as a plain loop, each evaluation
would be a message there and back; ``gather(loss, points)`` is that loop with all its messages in one.

While ``gather`` runs the loop, a call into the student's code returns a ``Pending`` value at once. Taking an item
of it (``…[0]``) stays pending, and only that item is sent back; anything else (unpacking, arithmetic, ``float``,
NumPy) needs the number, and sends all calls made so far. So a function given to ``gather`` is always evaluated
right, and fast when it can be.
"""

from __future__ import annotations

import contextvars
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

Places: TypeAlias = tuple[int | str, ...]
"""The way into a result: indices of tuples and lists, keys of dicts."""

Sender: TypeAlias = Callable[[Sequence[tuple[Any, Places]]], Sequence[Any]]
"""Sends calls in one message; gives for each the part of its result that was asked for, or an Exception."""


class Call:
    """A call that has been written down and perhaps sent."""

    def __init__(self, sender: Sender, request: Any) -> None:
        self.sender = sender
        self.request = request
        self.places: Places = ()
        self.sent = False
        self.answer: Any = None


class Batch:
    """Calls waiting to be sent together."""

    def __init__(self) -> None:
        self.waiting: list[Call] = []

    def add(self, sender: Sender, request: Any) -> Pending:
        """Write a call down; ``sender`` will be asked to send ``request``."""
        self.waiting.append(Call(sender, request))
        return Pending(self, self.waiting[-1])

    def send(self) -> None:
        """Send all that waits, in order."""
        waiting, self.waiting = self.waiting, []
        while waiting:
            sender = waiting[0].sender
            run = [call for call in waiting if call.sender == sender]
            waiting = [call for call in waiting if call.sender != sender]
            for call, answer in zip(run, sender([(call.request, call.places) for call in run]), strict=True):
                call.answer, call.sent = answer, True


class Pending:
    """The result, or a part of the result, of a call that may not have been sent yet."""

    __array_ufunc__ = None  # NumPy leaves ``array * pending`` to ``__rmul__``

    def __init__(self, batch: Batch, call: Call, places: Places = ()) -> None:
        self.batch = batch
        self.call = call
        self.places = places

    def value(self) -> Any:
        """The value itself, asked for now if need be; raises what the call raised."""
        if not self.call.sent:
            self.batch.send()
        answer = self.call.answer
        if isinstance(answer, Exception):
            raise answer
        if self.places[: len(self.call.places)] != self.call.places:
            raise RuntimeError("gather brought back the part of a result that its function returned, and no other")
        for place in self.places[len(self.call.places) :]:
            answer = answer[place]
        return answer

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, int | str) and not self.call.sent:
            return Pending(self.batch, self.call, (*self.places, place))
        return self.value()[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.value())

    def __len__(self) -> int:
        return len(self.value())

    def __bool__(self) -> bool:
        return bool(self.value())

    def __float__(self) -> float:
        return float(self.value())

    def __neg__(self) -> Any:
        return -self.value()

    def __abs__(self) -> Any:
        return abs(self.value())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.value(), dtype=dtype)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.value(), name)


def _forced(operation: Callable[[Any, Any], Any], swapped: bool = False) -> Any:
    def method(self: Pending, other: Any) -> Any:
        here, there = self.value(), resolve(other)
        return operation(there, here) if swapped else operation(here, there)

    return method


for _name in ("add", "sub", "mul", "truediv", "matmul", "pow", "lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Pending, f"__{_name}__", _forced(getattr(operator, _name)))
for _name in ("add", "sub", "mul", "truediv", "matmul", "pow"):
    setattr(Pending, f"__r{_name}__", _forced(getattr(operator, _name), swapped=True))

_batch: contextvars.ContextVar[Batch | None] = contextvars.ContextVar("batch", default=None)


def open_batch() -> Batch | None:
    """The batch that calls made now belong to, or None where a call is answered at once."""
    return _batch.get()


def resolve(value: Any) -> Any:
    """``value`` with everything pending in it answered; a student's exception is raised."""
    if isinstance(value, Pending):
        return value.value()
    if type(value) in (tuple, list):
        return type(value)(resolve(item) for item in value)
    return value


def gather(function: Callable[[Any], Any], points: Iterable[Any]) -> list[Any]:
    """``[function(point) for point in points]``, in as few messages as can be."""
    batch = Batch()
    token = _batch.set(batch)
    try:
        results = [function(point) for point in points]
    finally:
        _batch.reset(token)
    # Only what the function returned can still be asked for: of a call that it narrowed, that part alone.
    narrowed = [r for r in results if isinstance(r, Pending) and not r.call.sent]
    calls = {id(r.call) for r in narrowed}
    if len(calls) == len(narrowed):
        for result in narrowed:
            result.call.places = result.places
    batch.send()
    return [resolve(result) for result in results]
