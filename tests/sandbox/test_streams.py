"""What counts as computing, and what as waiting, on a machine that is busy with other things."""

import itertools
import time

import pytest

from graders.model import Outcome
from graders.sandbox.links import Event
from graders.sandbox.streams import Clock, Stopped, Streams


class Silence:
    """A link over which nothing ever comes."""

    def write(self, data: memoryview) -> memoryview:
        return data[:0]

    def wait(self, timeout: float, writing: bool = False) -> list[Event]:
        time.sleep(max(timeout, 0))
        return []

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("stands_in_line", "outcome"), [(True, Outcome.CPU), (False, Outcome.WALL)], ids=["in line", "asleep"]
)
def test_who_stands_in_line_for_a_processor_is_computing(stands_in_line: bool, outcome: Outcome) -> None:
    asked = itertools.count()
    line = time.monotonic if stands_in_line else lambda: 0.0
    streams = Streams(Silence(), lambda: 0.0 if next(asked) < 8 else 1.0, line)  # at last it has a processor
    clock = Clock(0.01)
    clock.waiting = 0.04
    with pytest.raises(Stopped) as stopped:
        streams.receive(clock)
    assert stopped.value.outcome is outcome
