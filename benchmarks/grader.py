"""A process that grades the benchmark's submissions, each as it is named on a line of stdin.

Its arguments name layers of the confinement to do without.

Answers each with a line of JSON: ``{"seconds": …, "verdicts": {check: [verdict, reason]}}``.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from graders.sandbox.launch import Zygote

if TYPE_CHECKING:
    from graders.lab import Lab
    from graders.model import Result
    from graders.submission import Submission


def main() -> None:
    """Grade until stdin ends."""
    with grading(tuple(sys.argv[1:])) as (lab, graded):
        from benchmarks import classroom

        for line in sys.stdin:
            result = graded(classroom.submission(lab, line.strip()))
            verdicts = {check.name: [check.verdict.value, check.reason] for check in result.checks}
            print(json.dumps({"seconds": result.seconds, "verdicts": verdicts}), flush=True)


@contextlib.contextmanager
def grading(forbid: Sequence[str] = ()) -> Iterator[tuple[Lab, Callable[[Submission], Result]]]:
    """The benchmark's lab, and what grades a submission to it with workers of this process's own."""
    zygote = Zygote(("numpy",), forbid)  # gets warm meanwhile, as it does for the command
    from benchmarks import classroom
    from graders import oracle, run
    from graders.sandbox.nursery import Nursery

    lab = classroom.lab()
    with Nursery(forbid=forbid, zygote=zygote) as nursery:
        assert nursery.isolation  # known once the zygote is warm
        yield lab, lambda work: run.last(run.grade(lab, work, nursery, oracle.Live(lab, classroom.SEED)))


if __name__ == "__main__":
    main()
