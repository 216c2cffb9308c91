"""How long ``grade.py`` takes to say something, where nothing is graded."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence

from benchmarks import program
from benchmarks.figure import Figure, spread

RUNS = 11
PASS, NUMPY = ("-c", "pass"), ("-c", "import numpy")


def start() -> Iterator[Figure]:
    """``grade.py --help`` and ``grade.py labs``, in turns with a bare Python and with one that imports NumPy."""
    told = {each: (program.GRADE, each) for each in ("--help", "labs")}
    with program.surroundings() as (_, environment):
        rounds = [_round((PASS, NUMPY, *told.values()), environment) for _ in range(RUNS + 1)][1:]
    bare, numpy, *each = zip(*rounds, strict=True)
    for name, times in zip(told, each, strict=True):
        own = statistics.median(times) - statistics.median(bare)
        details = (
            f"from start to end, {spread(times, 'ms')}",
            f"of it python -c pass, {spread(bare, 'ms')}; the other {own:.0f} ms are the command",
            f'python -c "import numpy", {spread(numpy, "ms")}',
        )
        yield Figure(f"grade.py {name}", statistics.median(times), "ms", None, details)


def _round(programs: Sequence[Sequence[str]], environment: Mapping[str, str]) -> list[float]:
    """Each of them once, in ms; the first round warms up."""
    return [1000 * program.ended(words, environment).wall for words in programs]
