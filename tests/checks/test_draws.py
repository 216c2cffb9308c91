"""What is drawn beside a check's generator may follow the student's work, and a recording holds one number of it."""

import numpy as np

from graders.checks import own_draws
from graders.recording import RecordedDraws
from graders.replay import ReplayedDraws


def test_the_same_seed_gives_the_same_draws() -> None:
    first, again, other = (own_draws(np.random.default_rng(seed)).normal(size=4).tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_two_of_one_check_differ() -> None:
    rng = np.random.default_rng(1)
    assert own_draws(rng).normal() != own_draws(rng).normal()


def test_a_recording_holds_one_number_and_gives_whatever_is_drawn_then() -> None:
    kept: list[bytes] = []
    recorded = own_draws(RecordedDraws(np.random.default_rng(1), kept))
    assert len(kept) == 1
    replayed = own_draws(ReplayedDraws(iter(kept)))
    # A student's model has other shapes than the one that was recorded.
    assert replayed.normal(size=(2, 3)).ravel().tolist() == recorded.normal(size=6).tolist()
