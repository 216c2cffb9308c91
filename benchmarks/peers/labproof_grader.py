"""A process that grades submissions of the benchmark's lab, in company: ``labproof_grader PLACE TAKEN NAME …``.

It takes a name by making a file of it in the folder ``TAKEN``, reads what lies in ``PLACE/submissions/NAME`` and writes
``PLACE/results/NAME.json``: ``{check: verdict}``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.grader import grading


def main() -> None:
    """Grade what nobody else has taken."""
    place, taken = Path(sys.argv[1]), Path(sys.argv[2])
    with grading() as (lab, graded):
        from graders import choice

        for name in sys.argv[3:]:
            try:
                (taken / name).touch(exist_ok=False)
            except FileExistsError:
                continue
            result = graded(choice.read(place / "submissions" / name, lab))
            verdicts = {check.name: check.verdict.value for check in result.checks}
            (place / "results" / f"{name}.json").write_text(json.dumps(verdicts), encoding="utf-8")


if __name__ == "__main__":
    main()
