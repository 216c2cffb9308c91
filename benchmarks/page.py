"""``python -m benchmarks.page FIGURES.json``: put what was measured into the README and into docs/benchmark.md.

The tables stand between two comments of each page; the words around them are written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figure import number

ROOT = Path(__file__).parents[1]
PAGES = {ROOT / "README.md": "compared", ROOT / "docs" / "benchmark.md": "whole"}
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

COMPARED = (
    "grader",
    "at work",
    "total ÷ own",
    "processor time ÷ own",
    "a submission",
    "endless loop",
    "memory",
    "false passes",
    "false fails",
)
"""The headings of the table of graders; the items of ``Figure.standing``."""

MEASURED = ("figure", "target", "measured", "verdict")


def main() -> int:
    """Write the tables of a run into the pages."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("figures", type=Path, help="what python -m benchmarks --json has written")
    found = json.loads(parser.parse_args().figures.read_text(encoding="utf-8"))
    for page, kind in PAGES.items():
        tables = whole(found) if kind == "whole" else compared(found)
        page.write_text(with_tables(page.read_text(encoding="utf-8"), tables), encoding="utf-8")
    return 0


def with_tables(text: str, tables: str) -> str:
    """A page with other tables between its two comments. Raises ValueError where it has none."""
    if BEGIN not in text or END not in text:
        raise ValueError(f"the page has no place for the tables: {BEGIN} … {END}")
    return re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n\n{tables}\n\n{END}", text, flags=re.DOTALL)


def compared(found: Mapping[str, Any]) -> str:
    """The table of graders, Labproof among them, and the machine."""
    rows = [figure["standing"] for figure in found["figures"] if figure.get("standing")]
    return f"{_table(COMPARED, rows)}\n\n{_machine(found['machine'])}"


def whole(found: Mapping[str, Any]) -> str:
    """Every figure beside its target, the table of graders, and what each figure is made of."""
    figures = [figure for figure in found["figures"] if "skipped" not in figure]
    rows = [_row(figure) for figure in figures if not figure.get("standing")]
    details = [line for figure in figures if figure["details"] for line in _details(figure)]
    skipped = [f"- Not measured: {each['name']}: {each['skipped']}" for each in found["figures"] if "skipped" in each]
    parts = [_table(MEASURED, rows), compared(found), "### What each figure is made of", "\n".join(details + skipped)]
    return "\n\n".join(parts)


def _row(figure: Mapping[str, Any]) -> tuple[str, ...]:
    target = "" if figure["target"] is None else f"≤ {number(figure['target'], figure['unit'])}"
    verdict = "" if figure["target"] is None else str(figure["verdict"])
    return figure["name"], target, number(figure["measured"], figure["unit"]), verdict


def _details(figure: Mapping[str, Any]) -> list[str]:
    return [f"- **{figure['name']}**", *(f"  - {detail}" for detail in figure["details"])]


def _machine(machine: Mapping[str, Any]) -> str:
    return f"Measured in one run: {', '.join(f'{name} {value}' for name, value in machine.items())}."


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["--"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
