"""Wrong values that are the same, and those who share unusual ones.

Everybody in a class gets the same inputs, so the same slip gives the same wrong values; a sketch stands for them
(``graders/sketch.py``): the form of the values as one number, then their length, then projections of them. Sketches are
put together by distance. Rounding them would part two that lie on either side of an edge, however near.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from graders.analysis.causes import Cause
from graders.analysis.row import Finding, Row
from graders.analysis.survey import Survey

TOLERANCE = 1e-6
"""How far apart two numbers of sketches may be, as a share of the values' length: single precision stays below."""

FEW = 5
"""The most students whose wrong values may agree and still be unusual."""


@dataclass(frozen=True)
class Agreement:
    """Two or more whose wrong values in a check agree. ``cause`` is what explains most of them, if anything does."""

    check: str
    rows: tuple[Row, ...]
    said: str
    cause: Cause | None = None
    zero: bool = False  # the values are nothing but zeros, as they are before anything is written

    @property
    def unusual(self) -> bool:
        """Whether few share it and nothing explains it."""
        return self.cause is None and not self.zero and len(self.rows) <= FEW


@dataclass(frozen=True)
class Shared:
    """Students who have unusual wrong values in common, and the checks in which they have."""

    rows: tuple[Row, ...]
    checks: tuple[str, ...]


def alike(sketches: Sequence[tuple[float, ...]]) -> list[list[int]]:
    """The places of the sketches that stand for the same values, together; each place is in one of the lists.

    Sketches of another form are never alike. Of one form, they are sorted by one number after the other and parted
    wherever neighbours lie farther apart than the tolerance, so the order in which they come makes no difference.
    """
    forms: defaultdict[tuple[float, int], list[int]] = defaultdict(list)
    for place, sketch in enumerate(sketches):
        forms[sketch[0] if sketch else 0.0, len(sketch)].append(place)
    together: list[list[int]] = []
    for (_, length), places in forms.items():
        parts = [places]
        for number in range(1, length):
            parts = [part for whole in parts for part in _parted(whole, number, sketches)]
        together += [sorted(part) for part in parts]
    return sorted(together)


def _parted(places: list[int], number: int, sketches: Sequence[tuple[float, ...]]) -> list[list[int]]:
    """``places`` in order of one of the sketches' numbers, cut at every gap."""
    ordered = sorted(places, key=lambda place: sketches[place][number])
    parts = [ordered[:1]]
    for before, after in pairwise(ordered):
        longest = max(abs(sketches[before][1]), abs(sketches[after][1]))
        near = sketches[after][number] - sketches[before][number] <= TOLERANCE * longest
        if not near:  # nor is what is no number near to anything
            parts.append([])
        parts[-1].append(after)
    return parts


def agreements(survey: Survey) -> list[Agreement]:
    """All of two and more in the lab's checks, the largest first."""
    found: list[Agreement] = []
    for asked in survey.checks:
        failures = [(row, finding) for row, finding in survey.failures(asked.name) if finding.sketch]
        for places in alike([finding.sketch for _, finding in failures]):
            if len(places) > 1:
                found.append(_agreement(asked.name, [failures[place] for place in places]))
    return sorted(found, key=lambda each: -len(each.rows))


def _agreement(check: str, together: list[tuple[Row, Finding]]) -> Agreement:
    causes = Counter(Cause(finding.cause, finding.diagnoses) for _, finding in together if finding.cause)
    cause = causes.most_common(1)[0][0] if causes else None
    first = together[0][1]
    return Agreement(check, tuple(row for row, _ in together), first.said, cause, not any(first.sketch[1:]))


def shared(agreements: Sequence[Agreement]) -> list[Shared]:
    """Those who have unusual wrong values in common in more than one check, those with most checks first.

    It can come of copying, of a common source, or of one slip that shows in several checks: it proves nothing.
    """
    rows: dict[str, Row] = {}
    pairs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for each in agreements:
        if each.unusual:
            keys = sorted(row.student.key for row in each.rows)
            rows |= {row.student.key: row for row in each.rows}
            for pair in combinations(keys, 2):
                pairs[pair].add(each.check)
    circles: dict[str, set[str]] = {}
    for (one, other), checks in pairs.items():
        if len(checks) > 1:
            joined = circles.get(one, {one}) | circles.get(other, {other})
            circles |= dict.fromkeys(joined, joined)
    distinct = {id(circle): sorted(circle) for circle in circles.values()}
    found = [
        Shared(
            tuple(rows[key] for key in circle),
            tuple(sorted(set().union(*(pairs.get(pair, set()) for pair in combinations(circle, 2))))),
        )
        for circle in distinct.values()
    ]
    return sorted(found, key=lambda each: (-len(each.checks), each.rows[0].student.name))
