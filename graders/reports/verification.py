"""A lab's verification on a terminal. All text goes there as ``Text``, in which rich looks for no markup."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from graders.reports.legible import legible_line
from graders.verify.figures import Margin, Verification

SIGNS = {"at most": "≤", "at least": "≥"}

WIDE = 120
"""Columns from which on a table says more."""

SLOWEST = 3
"""How many of the slowest checks are named."""


def render(verification: Verification, console: Console) -> None:
    """Print all that is known of one lab."""
    _title(verification, console)
    console.print()
    _indent(_facts(verification), console)
    console.print()
    _indent(_checks(verification, console.width >= WIDE), console)
    _faults(verification, console)


def summary(verifications: Sequence[Verification], console: Console) -> None:
    """Print a row for each lab, and what doesn't hold of those that don't."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("lab", "", "mistakes", "variants", "room", "distance", "mutants"):
        table.add_column(name, no_wrap=name == "lab", justify="left" if name in ("lab", "") else "right")
    for each in verifications:
        mutants = "" if each.mutation is None else f"{each.mutation.score:.1%}"
        table.add_row(
            _line(each.lab),
            _verdict(each),
            f"{each.caught}/{each.mistakes}",
            f"{each.kept}/{each.variants}",
            _least(each, "at most"),
            _least(each, "at least"),
            mutants,
        )
    console.print(table)
    for each in verifications:
        if not each.holds:
            console.print()
            _title(each, console)
            _faults(each, console)


def _title(verification: Verification, console: Console) -> None:
    console.print(Text.assemble(_line(verification.title, "bold"), _line(f"  {verification.lab}", "dim")))


def _faults(verification: Verification, console: Console) -> None:
    """Print what doesn't hold, each thing as a sentence, and the mutants that get through."""
    table = Table.grid(padding=(0, 1))
    for sentence in verification.findings:
        table.add_row(Text("✗", "red"), _line(sentence))
    survivors = verification.mutation.survivors if verification.mutation is not None else ()
    if verification.findings or survivors:
        console.print()
        _indent(table, console)
    if survivors:
        count = "1 mutant gets" if len(survivors) == 1 else f"{len(survivors)} mutants get"
        _indent(Text(f"{count} through all checks:"), console)
    for each in survivors:
        _indent(_line(f"{_short(each.path)}:{each.line}  {each.function}", "dim"), console, 4)
        _indent(Text.assemble(_line(each.before, "green"), "  →  ", _line(each.after, "red")), console, 8)


def _facts(each: Verification) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    table.add_row("verdict", _verdict(each))
    table.add_row("reference", f"full marks on {each.full_marks} of {_seeds(each.seeds)}")
    for sense, label in (("at most", "tolerances"), ("at least", "thresholds")):
        if margins := [margin for margin in each.margins if margin.measurement.sense == sense]:
            table.add_row(label, _line(_margin(_nearest(margins))))
    table.add_row("starter", _line(each.starter))
    table.add_row("mistakes", _line(_mistakes(each)))
    table.add_row("variants", f"{each.kept} of {each.variants} keep full marks on {_seeds(each.rewrite_seeds)}")
    if each.mutation is not None:
        could = each.mutation.mutants - each.mutation.equivalent
        marked = f"; {each.mutation.equivalent} more marked as equivalent" if each.mutation.equivalent else ""
        table.add_row("mutants", f"{each.mutation.caught} of {could} caught, {each.mutation.score:.1%}{marked}")
    slowest = sorted(each.checks, key=lambda check: -check.seconds)[:SLOWEST]
    table.add_row("slowest", _line(", ".join(f"{check.name} {check.seconds:.2f} s" for check in slowest)))
    return table


def _mistakes(each: Verification) -> str:
    public = each.caught - len(each.hidden_only)
    hidden = f"; only hidden checks catch {', '.join(each.hidden_only)}" if each.hidden_only else ""
    caught = f"{each.caught} of {each.mistakes} caught on {_seeds(each.rewrite_seeds)}"
    return f"{caught}; the public checks alone catch {public}{hidden}"


def _checks(each: Verification, wide: bool) -> Table:
    """A row for each check, with the bound that it came nearest to, and ``wide`` what it is a bound of."""
    rows = []
    for check in each.checks:
        title = Text.assemble(_line(check.name), ("" if check.public else "  hidden", "dim italic"))
        row = [title, Text(f"{check.seconds:.3f}"), Text(str(check.mistakes))]
        margins = [margin for margin in each.margins if margin.check == check.name]
        if margins:
            nearest = _nearest(margins)
            found = nearest.measurement
            row.append(Text(f"{found.margin:.3f}", "red" if nearest.tight else ""))
            row += [Text(f"{found.value:.3g}"), Text(f"{SIGNS[found.sense]} {found.limit:.3g}")]
            row += [_line(nearest.seed), _line(found.what, "dim")]
        rows.append(row)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for index, name in enumerate(("check", "secs", "mistakes", "room", "value", "bound", "seed")):
        width = max([len(name), *(len(row[index]) for row in rows if index < len(row))])
        table.add_column(name, min_width=width, justify="left" if name in ("check", "seed") else "right")
    if wide:
        table.add_column("of what", no_wrap=True, overflow="ellipsis")
    for row in rows:
        table.add_row(*row[: len(table.columns)])
    return table


def _nearest(margins: Sequence[Margin]) -> Margin:
    """The tightest one, and among those the nearest."""
    return min(margins, key=lambda margin: (not margin.tight, margin.measurement.margin))


def _least(each: Verification, sense: str) -> str:
    margins = [margin.measurement.margin for margin in each.margins if margin.measurement.sense == sense]
    return f"{min(margins):.2f}" if margins else ""


def _margin(margin: Margin) -> str:
    found = margin.measurement
    bound = f"{found.value:.3g} {SIGNS[found.sense]} {found.limit:.3g}"
    return (
        f"{found.margin:.3f} of the bound is left: {margin.check}, {found.what}, {bound} with the seed “{margin.seed}”"
    )


def _verdict(each: Verification) -> Text:
    if each.holds:
        return Text("✓ holds", "green")
    count = len(each.findings)
    return Text(f"✗ {count} {'finding' if count == 1 else 'findings'}", "red")


def _seeds(count: int) -> str:
    return "1 seed" if count == 1 else f"{count} seeds"


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _line(said: str, style: str = "") -> Text:
    return Text(legible_line(said), style)


def _indent(shown: Text | Table, console: Console, columns: int = 2) -> None:
    console.print(Padding(shown, (0, 0, 0, columns), expand=False))
