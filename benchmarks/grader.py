"""A process that grades the benchmark's submissions, each as it is named on a line of stdin.

Its arguments name layers of the confinement to do without.

Answers each with a line of JSON: ``{"seconds": …, "verdicts": {check: [verdict, reason]}}``.
"""

from __future__ import annotations

import json
import sys

from graders.sandbox.launch import Zygote


def main() -> None:
    """Grade until stdin ends."""
    forbid = tuple(sys.argv[1:])
    zygote = Zygote(("numpy",), forbid)  # gets warm meanwhile, as it does for the command
    from benchmarks import classroom
    from graders import oracle, run
    from graders.sandbox.nursery import Nursery

    lab = classroom.lab()
    with Nursery(forbid=forbid, zygote=zygote) as nursery:
        assert nursery.isolation  # known once the zygote is warm
        for line in sys.stdin:
            work = classroom.submission(lab, line.strip())
            *_, last = run.grade(lab, work, nursery, oracle.Live(lab, classroom.SEED))
            assert isinstance(last, run.Graded)
            verdicts = {check.name: [check.verdict.value, check.reason] for check in last.result.checks}
            print(json.dumps({"seconds": last.result.seconds, "verdicts": verdicts}), flush=True)


if __name__ == "__main__":
    main()
