"""Attacks that want to do harm: each meets what its file says, and nobody beside it notices.

The files 042 to 083 hold them; ``rows.py`` says how they are read. Each is graded at every tier that this machine has,
all ways of a row at the best one and by the slow tests at the others; what it was to reach is looked at from this side;
the rest of its own submission, and the next one, have their points.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.attacks.conftest import Observed
from tests.attacks.places import LAYERS_FORBIDDEN, PLAIN, Mark, Places
from tests.attacks.rows import REACHED, Attack, rows
from tests.attacks.surroundings import Surroundings
from tests.attacks.test_marks import BEST, LAST

pytestmark = [
    pytest.mark.attack,
    pytest.mark.xdist_group("attacks"),
    pytest.mark.skipif(sys.platform != "linux", reason="what they reach for is Linux"),
]

PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture(scope="module", autouse=True)
def whoever_loses_its_parent_is_seen() -> Iterator[None]:
    """A process that outlives its worker becomes a child of this one."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def attacks() -> Iterator[object]:
    for place in LAYERS_FORBIDDEN:
        for row in rows(42, 83):
            for number, attack in enumerate(row.attacks):
                if (place == PLAIN and attack.has("unbounded")) or (place in LAST and number > 0):
                    continue
                slow = attack.has("slow") or place in LAST or (place != BEST and number > 0)
                yield pytest.param(place, attack, id=f"{place}: {attack.id}", marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize(("place", "attack"), list(attacks()))
def test_no_attack_does_harm(place: str, attack: Attack, places: Places, observed: Observed) -> None:
    if attack.has("needs"):
        pytest.importorskip(attack.about["needs"])
    honest = places.control(place, attack)
    assert honest.passed == set(places.lab.checks)
    with Surroundings() as surroundings:
        marks = [places.attempted(place, attack, surroundings)]
        if "def found(" in attack.code:
            marks.append(places.attempted(place, attack, surroundings, "found"))
        met, tier = marks[-1].met, marks[-1].tier
        observed.setdefault(attack.id, {}).setdefault(f"tier {tier}", []).append(met)
        assert met in attack.meets(tier), [mark.result.checks[0].reason for mark in marks]
        if not attack.holds(tier):  # the table says so
            return
        harm = surroundings.harm("".join(mark.text for mark in marks))
    assert harm == []
    for mark in marks:
        assert mark.passed == set(places.lab.checks) - {"softmax_values"}, "it cost other checks their points"
    after = places.mark(place, {"work.py": attack.work.encode()}, packages=attack.packages)
    assert same(after) == same(honest), "the next submission fares otherwise"


def same(mark: Mark) -> object:
    """What must be the same for the same work, whoever came before it."""
    return [(check.name, check.verdict, check.points, check.measurements) for check in mark.result.checks]


def test_the_surroundings_see_what_is_done_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(do: Callable[[Surroundings], object]) -> list[str]:
        with Surroundings() as surroundings:
            do(surroundings)
            return surroundings.harm("")

    with Surroundings() as untouched:
        assert untouched.harm("nothing") == []
        assert untouched.harm(untouched.secret) == ["a secret was read"]
    assert seen(lambda here: here.canary.write_text("x")) == ["a file changed"]
    assert seen(lambda here: (here.folder / "x").touch()) == ["a file changed"]
    assert seen(lambda here: _stop(here.victim.pid)) == ["another process changed"]
    assert seen(lambda here: os.setpriority(os.PRIO_PROCESS, here.victim.pid, 19)) == ["another process changed"]
    assert seen(lambda here: (here.victim.kill(), here.victim.wait())) == ["another process changed"]
    assert seen(lambda here: _print(here.terminal)) == ["something reached TERMINAL"]
    for name in ("TCP", "UNIX"):
        assert seen(lambda here, name=name: _connect(here.listeners[name])) == [f"something reached {name}"]
    with Surroundings() as surroundings, subprocess.Popen(["sleep", "600"]) as left:
        with monkeypatch.context() as patch:
            patch.setattr("tests.attacks.surroundings.PATIENCE", 0)
            harm = surroundings.harm("")
        left.kill()
        assert harm[:1] == [f"process {left.pid} was left"]
    opened: list[socket.socket] = []
    assert seen(lambda _: opened.append(socket.socket())) == ["a descriptor was left open"]
    opened.pop().close()


def _stop(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)
    os.waitid(os.P_PID, pid, os.WSTOPPED)


def _print(terminal: str) -> None:
    fd = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
    os.write(fd, b"x")
    os.close(fd)


def _connect(listener: socket.socket) -> None:
    with socket.socket(listener.family, listener.type) as own:
        own.connect(listener.getsockname())


def test_what_was_reached_is_said_to_be_reached(places: Places) -> None:
    attack = Attack("0", "nothing at all", "def attempt(): return True", {"meets": "tier 3 nothing"})
    with Surroundings() as surroundings:
        assert places.attempted("tier 3", attack, surroundings).met == REACHED
