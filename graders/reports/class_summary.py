"""What came of a class, in short, on the terminal: how many have which fate, where the marks lie, who needs a human."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console

from graders.model import Verdict
from graders.register import Record, Status
from graders.reports import wording
from graders.reports.legible import legible_line

NAMED_AT_MOST = 10


@dataclass
class Summary:
    """A lab's numbers, and the first few students whose work somebody has to look at."""

    statuses: Counter[Status] = field(default_factory=Counter)
    marks: list[float] = field(default_factory=list)
    out_of: float = 0.0
    late: int = 0
    excused: int = 0
    humans: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Count one student's work."""
        self.statuses[record.status] += 1
        if record.mark.points is not None:
            self.marks.append(record.mark.points)
        self.out_of = max(self.out_of, record.mark.max_points)
        self.late += record.late
        self.excused += record.mark.excused is not None
        if record.needs_human:
            self.humans += 1
            if len(self.named) < NAMED_AT_MOST:
                why = record.reason or _why(record)
                self.named.append(legible_line(f"{record.student.name}: {why}"))


class Tally:
    """The numbers of each lab, counted while the records go by on their way to somebody else."""

    def __init__(self) -> None:
        self.labs: dict[str, Summary] = {}

    def counted(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, each of them counted; who begins anew counts anew."""
        self.labs = {}
        for record in records:
            self.labs.setdefault(record.lab, Summary()).add(record)
            yield record


def render(labs: dict[str, Summary], console: Console) -> None:
    """Say the numbers of each lab in two lines, and below them who needs a human."""
    for name, lab in labs.items():
        counts = {
            "graded": lab.statuses[Status.GRADED],
            "missing": lab.statuses[Status.MISSING],
            "late": lab.late,
            "excused": lab.excused,
            "for a human to look at": lab.humans,
        }
        told = ", ".join(f"{count} {what}" for what, count in counts.items() if count or what == "graded")
        _say(f"{legible_line(name)}: {told}", console)
        if lab.marks:
            median, low, high = (wording.points(mark) for mark in _three(lab.marks))
            _say(f"  marks from {low} to {high} of {wording.points(lab.out_of)}, median {median}", console)
        for said in lab.named:
            _say(f"  needs a human: {said}", console)
        if lab.humans > len(lab.named):
            _say(f"  and {lab.humans - len(lab.named)} more, whom the class report lists", console)


def _why(record: Record) -> str:
    broken = record.result is not None and any(check.verdict is Verdict.BROKEN for check in record.result.checks)
    if record.mark.to_mark and not broken:
        return wording.to_mark(record.mark)
    return "a check is broken, so the mark is provisional"


def _say(text: str, console: Console) -> None:
    console.print(text, markup=False, emoji=False, highlight=False, soft_wrap=True)


def _three(marks: list[float]) -> tuple[float, float, float]:
    return statistics.median(marks), min(marks), max(marks)
