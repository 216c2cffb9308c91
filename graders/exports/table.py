"""Records as a CSV file of everything, for a spreadsheet program or a script: one row per student and lab.

In UTF-8 with a byte order mark, without which Excel takes it for something else, and with the line ends of RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from graders.exports.people import KINDS
from graders.model import Result, Verdict
from graders.register import Record
from graders.reports import wording
from graders.reports.legible import legible
from graders.score import score

COLUMNS = (
    *("student", "key", "members", *KINDS, "lab", "status", "points", "max_points", "earned", "days_late", "penalty"),
    *("adjustments", "excused", "needs_human", "reason", "late", "submitted", "superseded", "passed", "failed"),
    *("skipped", "broken"),
)
"""Before the columns of the checks, which are called after lab and check: ``softmax.gradients``."""

EXCUSED = "excused"
"""The status of who needs no mark, whatever was handed in."""

FORMULA = "=+-@\t＝＋－＠﹦﹢﹣﹫"
"""What makes a spreadsheet program compute a text instead of showing it (OWASP, "CSV Injection"), in every width."""

_START = r"(^|[\n;\t])"
"""Where a cell begins, also for a program that takes a line break, a semicolon or a tab inside of one for its end."""

_AHEAD = rf"(?=(?:[^\S\n\t]|')*[{re.escape(FORMULA)}])"
"""White space before a formula is passed over. So are apostrophes, that it be known whose they are: see ``plain``."""

_COMPUTED = re.compile(_START + _AHEAD)
_DISARMED = re.compile(_START + "'" + _AHEAD)


def to_csv(records: Sequence[Record]) -> bytes:
    """All that is known of each record. A check's column has its points; empty where nobody could judge it."""
    names = list(dict.fromkeys(_column(r.lab, c.name) for r in records if r.result for c in r.result.checks))
    rows = ({**_row(record), **(_checks(record.lab, record.result) if record.result else {})} for record in records)
    return written((*COLUMNS, *names), rows)


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """A CSV file of ``rows``, which name their cells by ``columns``; a cell that is not named is empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writerow({column: harmless(column) for column in columns})
    writer.writerows(rows)
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def harmless(text: str) -> str:
    """``text`` legible, and with an apostrophe before what a spreadsheet program would compute."""
    return _COMPUTED.sub(r"\1'", legible(text))


def plain(cell: str) -> str:
    """The text, made legible, of which ``harmless`` made a cell; a cell without such an apostrophe stays as it is."""
    return _DISARMED.sub(r"\1", cell)


def amount(points: float | None) -> str:
    """Points, or nothing."""
    return "" if points is None else wording.points(points)


def _row(record: Record) -> dict[str, str]:
    student, given, hand_in = record.student, record.mark, record.hand_in
    adjustments = [f"{wording.points(each.points)}: {each.reason}" for each in given.adjustments]
    texts = {
        "student": student.name,
        "key": student.key,
        "members": "; ".join(student.members),
        **{kind: student.ids.get(kind, "") for kind in KINDS},
        "lab": record.lab,
        "adjustments": "; ".join(adjustments),
        "excused": given.excused or ("" if given.excused is None else "yes"),
        "reason": record.reason or hand_in.refused or "",
    }
    total = score(record.result) if record.result else None
    return {
        **{column: harmless(text) for column, text in texts.items()},
        "status": record.status.value if given.excused is None else EXCUSED,
        "points": amount(given.points),
        "max_points": amount(given.max_points),
        "earned": amount(given.earned if record.result else None),
        "days_late": str(given.days_late),
        "penalty": amount(given.penalty),
        "needs_human": "yes" if record.needs_human else "no",
        "late": "yes" if record.late else "no",
        "submitted": hand_in.submitted.isoformat() if hand_in.submitted else "",
        "superseded": str(hand_in.superseded),
        **{name: str(getattr(total, name)) if total else "" for name in ("passed", "failed", "skipped", "broken")},
    }


def _checks(lab: str, result: Result) -> dict[str, str]:
    return {
        _column(lab, check.name): amount(None if check.verdict is Verdict.BROKEN else check.points)
        for check in result.checks
    }


def _column(lab: str, check: str) -> str:
    return f"{lab}.{check}"
