"""What the tests of the kinds share: what is noted, and a student's function that is called by message."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from graders.checks.failure import Call
from graders.checks.notes import Notes, called, collecting
from graders.checks.pending import Places, open_batch


@pytest.fixture
def notes() -> Iterator[Notes]:
    """What a check notes, with ``softmax`` as the student's function that was called last."""
    with collecting() as noted:
        called(Call("softmax"))
        yield noted


class Remote:
    """A function behind messages: ``messages`` has the number of calls in each."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.messages: list[int] = []
        self.places: list[Places] = []

    def __call__(self, *args: Any) -> Any:
        batch = open_batch()
        if batch is not None:
            return batch.add(self.send, args)
        return self.send([(args, ())])[0]

    def send(self, requests: Sequence[tuple[Any, Places]]) -> list[Any]:
        self.messages.append(len(requests))
        self.places += [places for _, places in requests]
        return [self.answer(args, places) for args, places in requests]

    def answer(self, args: Any, places: Places) -> Any:
        try:
            value = self.function(*args)
        except ValueError as error:
            return error
        for place in places:
            value = value[place]
        return value


@pytest.fixture
def remote() -> type[Remote]:
    """A function that is called by message."""
    return Remote
