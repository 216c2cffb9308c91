"""Workers that are started before they are asked for."""

import contextlib

from graders.selfcheck.workers import Workers


def test_one_more_is_on_its_way_than_was_asked_for() -> None:
    with contextlib.ExitStack() as taken, Workers(["math"]) as workers:
        for _ in range(2):
            ahead = workers.ahead
            worker = workers.worker(1.0, 64)
            taken.callback(worker.close)
            assert worker is ahead
            assert workers.ahead not in (None, worker)


def test_the_one_that_nobody_asked_for_is_ended() -> None:
    with Workers(["math"]) as workers:
        ahead = workers.ahead
    assert ahead is not None
    assert not ahead.alive
