"""The class graded with confinement and without it: what the walls cost."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks import batch, classroom, workers
from benchmarks.figure import Figure

ROUNDS = 5


def confinement() -> Iterator[Figure]:
    """The nineteen that end, in turns with every layer that there is here, and with as few as it allows."""
    names, forbid = classroom.ending(), workers.barest()
    on, off = [], []
    for _ in range(ROUNDS):
        on.append(batch.graded(names, graders=1))
        off.append(batch.graded(names, graders=1, forbid=forbid))
    walls, bare = ([each.wall for each in runs] for runs in (on, off))
    computed, barely = ([each.computed for each in runs] for runs in (on, off))
    yield Figure(
        f"class of {len(names)}, confined ÷ without {', '.join(forbid)}",
        statistics.median(one / other for one, other in zip(walls, bare, strict=True)),
        "",
        None,
        (
            f"confined: {batch.seconds(walls)}; without: {batch.seconds(bare)}",
            f"in processor time: {batch.seconds(computed)}; without: {batch.seconds(barely)}",
            f"a submission: {1000 * statistics.median(walls) / len(names):.0f} ms confined, "
            f"{1000 * statistics.median(bare) / len(names):.0f} ms without",
        ),
    )
