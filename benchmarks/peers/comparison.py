"""The peers beside each other: what each takes for the class beyond its own computation, and where it is wrong."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import classroom, floor
from benchmarks.figure import Figure, Skipped
from benchmarks.peers import measurement
from benchmarks.peers.check50_peer import Check50
from benchmarks.peers.environment import Missing
from benchmarks.peers.gradescope_peer import Gradescope
from benchmarks.peers.labproof_peer import Labproof, LabproofOnNotebooks
from benchmarks.peers.nbgrader_peer import Nbgrader
from benchmarks.peers.otter_peer import Otter
from benchmarks.peers.peer import Peer
from benchmarks.peers.pytest_peer import Pytest

KINDS = (Labproof, LabproofOnNotebooks, Pytest, Gradescope, Check50, Nbgrader, Otter)
PEERS: dict[str, type[Peer]] = {kind.name: kind for kind in KINDS}

ROUNDS = 2
"""How often the class is graded; other people's load makes times longer, never shorter, so the least counts."""

CORES = 2
AT_A_TIME = {1: "one at a time", 2: "two at a time"}


@dataclass(frozen=True)
class Standing:
    """What was measured of a grader. Times are in seconds on the wall, memory in MiB."""

    name: str
    version: str
    jobs: int
    """How many of its commands ran at a time."""
    count: int
    """The submissions that end, which the total is of."""
    own: floor.Spent
    """What these submissions compute themselves, in one warm process without a grader."""
    total: floor.Spent
    """What grading them takes, and all that is computed for it."""
    endless: float
    """What the submission with the endless loop takes, graded alone."""
    twin: float
    """What the same takes without its loop."""
    memory: float
    """The grader and all its processes at their peak, with one submission."""
    false_passes: dict[str, tuple[str, ...]]
    """The checks that a submission passed and must not, by its name."""
    false_fails: dict[str, tuple[str, ...]]
    """The checks that a submission should have passed, by its name."""
    remarks: tuple[str, ...] = ()

    @property
    def ratio(self) -> float:
        """The total over what two cores would need for the submissions' own computation."""
        return CORES * self.total.wall / self.own.wall

    @property
    def work(self) -> float:
        """All that is computed over the submissions' own computation, which other people's load changes less."""
        return self.total.computed / self.own.computed

    @property
    def each(self) -> float:
        """The seconds on the wall for a submission."""
        return self.total.wall / self.count

    @property
    def loop(self) -> float:
        """What the endless loop costs."""
        return self.endless - self.twin

    def figure(self) -> Figure:
        """The standing as a row of the benchmark's table."""
        details = (
            f"version {self.version}; {self.total.wall:.2f} s for {self.count} submissions, {self.each:.2f} s each; "
            f"own computation {self.own.wall:.2f} s",
            f"in processor time: {self.total.computed:.2f} s, {self.work:.2f} times the own computation",
            f"endless loop: {self.endless:.2f} s to grade alone, {self.twin:.2f} s without the loop",
            f"memory for one submission: {self.memory:.0f} MiB",
            f"false passes: {_named(self.false_passes)}",
            f"false fails: {_named(self.false_fails)}",
            *self.remarks,
        )
        how = AT_A_TIME[self.jobs]
        name, *form = self.name.split(", ")
        row = (
            ", ".join([f"{name} {self.version}", *form]),
            how,
            f"{self.ratio:.1f}",
            f"{self.work:.1f}",
            f"{self.each:.2f} s",
            f"{self.loop:.1f} s",
            f"{self.memory:.0f} MiB",
            _named(self.false_passes),
            _named(self.false_fails),
        )
        return Figure(f"{self.name}, {how}: total ÷ (own computation ÷ {CORES})", self.ratio, "", None, details, row)


def peers(names: Sequence[str] = ()) -> Iterator[Figure]:
    """The figures of the peers of these names; of all by default.

    Raises Skipped, when the others are measured, for those that can't be installed.
    """
    missing = []
    for name in names or PEERS:
        try:
            yield from (standing.figure() for standing in standings(PEERS[name]))
        except Missing as why:
            missing.append(f"{name} ({why})")
    if missing:
        raise Skipped("; ".join(missing))


def standings(kind: type[Peer]) -> Iterator[Standing]:
    """Grade the class with a peer: once for each number of jobs that it is to have. Raises Missing."""
    python = kind.interpreter()
    with tempfile.TemporaryDirectory(prefix=f"{kind.name}-") as place:
        peer = kind(Path(place), python)
        peer.prepare()
        yield from _standings(peer)


def _standings(peer: Peer) -> Iterator[Standing]:
    ending, lone = classroom.ending(), [classroom.ENDLESS]
    checks = list(classroom.lab().checks)
    own: list[floor.Spent] = []
    totals: dict[int, list[floor.Spent]] = {jobs: [] for jobs in peer.jobs}
    passed: dict[int, dict[str, set[str]]] = {jobs: {} for jobs in peer.jobs}
    for _ in range(ROUNDS):
        own.append(floor.of_class(wired=False))
        for jobs in peer.jobs:
            run = measurement.run(peer, peer.commands(ending), jobs)
            totals[jobs].append(floor.Spent(run.wall, run.computed))
            passed[jobs] = {name: peer.passed(name, run.codes[name], checks) for name in ending}
    twin = measurement.run(peer, [peer.command(classroom.ITS_TWIN)], 1).wall
    loop = measurement.run(peer, [peer.command(classroom.ENDLESS)], 1)
    looped = {name: peer.passed(name, loop.codes[name], checks) for name in lone}
    memory = measurement.memory(peer, peer.command(classroom.ITS_TWIN))
    for jobs in peer.jobs:
        passes, fails = wrong({**passed[jobs], **looped})
        yield Standing(
            peer.name,
            peer.version,
            jobs,
            len(ending),
            _least(own),
            _least(totals[jobs]),
            loop.wall,
            twin,
            memory,
            passes,
            fails,
            peer.remarks,
        )


def _least(spent: Sequence[floor.Spent]) -> floor.Spent:
    return floor.Spent(min(each.wall for each in spent), min(each.computed for each in spent))


def wrong(passed: Mapping[str, set[str]]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The false passes and the false fails among the checks that submissions passed, by the submissions' names."""
    lab = classroom.lab()
    passes: dict[str, tuple[str, ...]] = {}
    fails: dict[str, tuple[str, ...]] = {}
    for name, got in passed.items():
        must_fail = classroom.failing(lab, name)
        if too_many := [check for check in lab.checks if check in got and check in must_fail]:
            passes[name] = tuple(too_many)
        if too_few := [check for check in lab.checks if check not in got and check not in must_fail]:
            fails[name] = tuple(too_few)
    return passes, fails


def _named(wrong: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{name}: {_listed(checks)}" for name, checks in wrong.items()) or "none"


def _listed(checks: Sequence[str]) -> str:
    return f"{len(checks)} checks" if len(checks) > 3 else ", ".join(checks)
