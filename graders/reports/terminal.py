"""A result on a terminal, in colour where there is colour; every colour says what a word says beside it."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from graders.model import CheckResult, Result, Verdict
from graders.reports import answers, text, wording
from graders.reports.facts import facts, place, told_apart
from graders.reports.legible import legible, legible_line
from graders.score import score

STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.SKIPPED: "dim", Verdict.BROKEN: "magenta"}


def render(result: Result, console: Console) -> None:
    """Print ``result`` on ``console``: a table of the checks, what the others saw, and the marks."""
    Page(console).show(result)


class Page:
    """What is printed on one console. Text goes there as ``Text``, in which rich looks for no markup."""

    def __init__(self, console: Console) -> None:
        self.console = console
        unicode = console.encoding.lower().startswith("utf")
        self.symbols = wording.SYMBOLS if unicode else wording.PLAIN_SYMBOLS

    def show(self, result: Result) -> None:
        """Print all of ``result``."""
        self._print(self._line(result.title, "bold"), self._line(f"  {result.submission}", "dim"))
        self._print()
        self._indent(self._checks(result), 0)
        if result.withheld:
            self._print(self._line(wording.withheld(result.withheld), "dim"))
        if result.answers:
            self._print()
            self._print(self._line("Written answers", "bold"))
            self._indent(self._answers(result), 0)
        if result.problems:
            self._print()
            self._indent(self._labelled([("note", self._text(each), "yellow") for each in result.problems]), 0)
        for group in told_apart(check for check in result.checks if check.verdict in (Verdict.FAILED, Verdict.BROKEN)):
            self._print()
            for _, check in group:
                symbol = self._line(f"{self.symbols[check.verdict]} ", STYLES[check.verdict])
                self._print(symbol, self._line(check.title, "bold"))
            self._detail(group[0][1])
        self._print()
        self._total(result)

    def _checks(self, result: Result) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column(overflow="fold")
        for check in result.checks:
            title = self._line(check.title, "dim" if check.verdict is Verdict.SKIPPED else "")
            if not check.public:
                title.append("  hidden", "dim italic")
            marks = f"{wording.earned(check)} / {wording.points(check.max_points)}"
            table.add_row(self._verdict(check), self._line(marks), title)
        return table

    def _answers(self, result: Result) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column(overflow="fold")
        for answer in result.answers:
            said = self._line(answer.title)
            for problem in answer.problems:
                said.append("\n").append(self._text(problem))
            marks = self._line(f"– / {wording.points(answer.points)}" if answer.points > 0 else "")
            table.add_row(self._line(answers.state(answer), "green" if answer.answered else "red"), marks, said)
        return table

    def _verdict(self, check: CheckResult) -> Text:
        return self._line(f"{self.symbols[check.verdict]} {check.verdict.value}", STYLES[check.verdict])

    def _detail(self, check: CheckResult) -> None:
        if check.reason:
            self._indent(self._text(check.reason))
        if check.evidence:
            rows = [(fact.label, self._text(fact.text), "dim") for fact in facts(check.evidence)]
            self._indent(self._labelled(rows))
        for frame in check.frames:
            self._indent(self._line(place(frame), "dim"))
            self._indent(self._line(frame.text, "bold"), 6)
        for remark in check.remarks:
            self._indent(self._text(remark))
        if check.verdict is Verdict.BROKEN:
            self._indent(self._text(wording.BROKEN))
        if check.diagnoses:
            self._indent(self._line(f"{wording.looks_like(check)}:", "cyan"))
        for diagnosis in check.diagnoses:
            self._indent(self._text(diagnosis.said), 4)
            if diagnosis.formula:
                self._indent(self._text(diagnosis.formula), 8)
            if diagnosis.hint:
                self._indent(self._labelled([("Hint", self._text(diagnosis.hint), "cyan")]), 4)
        if check.unexplained:
            self._indent(self._line(wording.UNEXPLAINED, "dim"))
        if hint := wording.hint(check):
            self._indent(self._labelled([("Hint", self._text(hint), "cyan")]))
        if check.output:
            self._output(check.output)

    def _labelled(self, rows: list[tuple[str, Text, str]]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for label, said, style in rows:
            table.add_row(self._line(label, style), said)
        return table

    def _output(self, output: str) -> None:
        self._indent(self._line("Printed", "dim"))
        for line in text.excerpt(output):
            self._indent(self._line(line, "" if line.startswith("|") else "dim"), 4)

    def _total(self, result: Result) -> None:
        marks = score(result)
        style = STYLES[Verdict.PASSED if marks.passed == marks.checks and marks.complete else Verdict.FAILED]
        self._print(self._line(text.total(result), f"bold {style}"))
        if not_final := wording.provisional(marks):
            self._print(self._line(f"Needs a human. {not_final}", f"bold {STYLES[Verdict.BROKEN]}"))
        if result.isolation.external_sandbox:
            self._print(self._line(wording.isolation(result.isolation), "dim"))

    def _line(self, said: str, style: str = "") -> Text:
        return Text(self._writable(legible_line(said)), style)

    def _text(self, said: str) -> Text:
        """A sentence; its further lines are set in, so that none can pass for a line of the report."""
        return Text(self._writable(legible(said).replace("\n", "\n  ")))

    def _writable(self, said: str) -> str:
        """``said`` in what the console can write: a name in Chinese must not end a report on an old terminal."""
        return said.encode(self.console.encoding, "backslashreplace").decode(self.console.encoding)

    def _indent(self, shown: Text | Table, columns: int = 2) -> None:
        self.console.print(Padding(shown, (0, 0, 0, columns), expand=False))

    def _print(self, *shown: Text) -> None:
        self.console.print(Text.assemble(*shown))
