"""A process that grades submissions of the benchmark's lab, in company: ``labproof_grader PLACE TAKEN NAME …``.

It takes a name by making a file of it in the folder ``TAKEN``, reads what lies in ``PLACE/submissions/NAME`` and writes
``PLACE/results/NAME.json``: ``{check: verdict}``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from graders.sandbox.launch import Zygote


def main() -> None:
    """Grade what nobody else has taken."""
    zygote = Zygote(("numpy",), ())  # gets warm meanwhile, as it does for the command
    from benchmarks import classroom
    from graders import choice, oracle, run
    from graders.sandbox.nursery import Nursery

    place, taken = Path(sys.argv[1]), Path(sys.argv[2])
    lab = classroom.lab()
    with Nursery(forbid=(), zygote=zygote) as nursery:
        for name in sys.argv[3:]:
            try:
                (taken / name).touch(exist_ok=False)
            except FileExistsError:
                continue
            work = choice.read(place / "submissions" / name, lab)
            *_, last = run.grade(lab, work, nursery, oracle.Live(lab, classroom.SEED))
            assert isinstance(last, run.Graded)
            verdicts = {check.name: check.verdict.value for check in last.result.checks}
            (place / "results" / f"{name}.json").write_text(json.dumps(verdicts), encoding="utf-8")


if __name__ == "__main__":
    main()
