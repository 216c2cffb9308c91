"""Two submissions at a time: one waits with its work done and a file of answers in its folder, the other attacks it.

The ways are those of rows 42 to 83 that have a victim, which is the first one's worker here, and those of row 83.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.attacks.conftest import Observed
from tests.attacks.places import LAYERS_FORBIDDEN, PLAIN, Places
from tests.attacks.rows import HERE, REACHED, Attack, rows
from tests.attacks.surroundings import NOTE, Surroundings, condition, descendants
from tests.attacks.test_marks import LAST
from tests.sandbox.conftest import Inmate

pytestmark = [
    pytest.mark.attack,
    pytest.mark.xdist_group("attacks"),
    pytest.mark.skipif(sys.platform != "linux", reason="what they reach for is Linux"),
]

ANSWERS = f"{NOTE}answers"


class Beside(Surroundings):
    """Surroundings in which the process to harm is another submission's worker."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def names(self) -> dict[str, object]:
        return {**super().names(), "VICTIM": self.pid}


@contextlib.contextmanager
def neighbour(places: Places, place: str) -> Iterator[tuple[Inmate, int]]:
    """A worker with right work in it and answers in its folder, and its process's number."""
    nursery = places.nursery(place)
    before = descendants()
    with contextlib.closing(nursery.worker(10, 256)) as worker:
        inmate = Inmate(worker)
        inmate.load((HERE / "work" / "right.py").read_text(encoding="utf-8"))
        inmate.ask("place", [[ANSWERS, b"here"]])
        (pid,) = descendants() - before
        yield inmate, pid


def attacks() -> Iterator[object]:
    for place in LAYERS_FORBIDDEN:
        for row in rows(42, 83):
            for attack in row.attacks:
                if place == PLAIN or not ("VICTIM" in attack.code or row.number == "83"):
                    continue
                slow = place in LAST or "tier 1" in place or row.number not in ("81", "83")
                yield pytest.param(place, attack, id=f"{place}: {attack.id}", marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize(("place", "attack"), list(attacks()))
def test_nobody_harms_who_is_graded_at_the_same_time(
    place: str, attack: Attack, places: Places, observed: Observed
) -> None:
    with neighbour(places, place) as (inmate, pid), Beside(pid) as surroundings:
        before = condition(pid)
        mark = places.attempted(place, attack, surroundings, "found" if "def found(" in attack.code else "attempt")
        observed.setdefault(f"{attack.id}, of a neighbour", {}).setdefault(mark.tier, []).append(mark.met)
        if mark.tier < 2:  # at tier 1 they are processes of one user, and some ways are open
            return
        assert mark.met != REACHED or not attack.holds(mark.tier)
        assert condition(pid) == before
        answer = inmate.value("softmax", np.zeros((2, 4)))
        np.testing.assert_array_equal(answer, np.full((2, 4), 0.25))


def test_at_tier_1_a_neighbour_can_be_found_and_read(places: Places) -> None:
    """So that the tests above are known to look in the right places."""
    place = "tier 1, forked"
    with neighbour(places, place) as (inmate, pid), Beside(pid) as surroundings:
        (row,) = (row for row in rows(83, 83))
        met = places.attempted(place, row.attacks[0], surroundings, "found").met
        assert met == REACHED
        os.kill(pid, 0)
        assert inmate.value("classes", np.eye(3), np.arange(3), np.eye(3)).shape == (3,)


def test_the_condition_of_a_process_is_seen() -> None:
    with subprocess.Popen(["sleep", "600"]) as process:
        before = condition(process.pid)
        os.setpriority(os.PRIO_PROCESS, process.pid, 19)
        assert condition(process.pid) != before
        process.kill()
    assert not Path(f"/proc/{process.pid}").exists()
    assert condition(process.pid) == "gone"
