"""A CSV file that belongs to somebody else: cells are read and changed in place, every other byte stays as it is.

A program that reads a CSV file and writes it again changes quotes, line ends and the byte order mark. So a cell is
known here by where it begins and ends in the text, by the rules that Python's ``csv`` reads by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graders.collection import packed
from graders.errors import UsageError

SEPARATORS = ",;\t"

NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")

MARK = "\ufeff"
"""The byte order mark, with which programs of Windows begin a file in UTF-8."""


@dataclass(frozen=True)
class Cell:
    """A cell: what it says, and where it stands in the text of its file."""

    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Sheet:
    """A CSV file: its text, the character between two cells, and the cells of each line that is not empty.

    ``exact`` is False where some bytes were no UTF-8; they are kept, but may belong to letters that nobody can read.
    """

    text: str
    separator: str
    rows: tuple[tuple[Cell, ...], ...]
    exact: bool = True

    def value(self, row: int, column: int | None) -> str:
        """What a cell says, without white space around it; "" where the row is shorter or there is no such column."""
        cells = self.rows[row]
        return cells[column].value.strip() if column is not None and column < len(cells) else ""

    @property
    def header(self) -> list[str]:
        """The first row, without white space around its cells."""
        return [cell.value.strip() for cell in self.rows[0]] if self.rows else []

    @property
    def decimal(self) -> str:
        """The decimal sign of the file's own numbers. Where none has one: "," if cells end with ";", else "."."""
        numbers = [
            cell.value.strip() for cells in self.rows[1:] for cell in cells if NUMBER.fullmatch(cell.value.strip())
        ]
        points, commas = (sum(sign in number for number in numbers) for sign in ".,")
        if points == commas:
            return "," if self.separator == ";" else "."
        return "." if points > commas else ","


def read(content: bytes, name: str) -> Sheet:
    """The cells of a CSV file. Raises UsageError, which calls the file ``name``, where it is something else."""
    if what := packed.said(content):
        raise UsageError(f"{name} {what}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise UsageError(
            f"{name} is not text in UTF-8; give the CSV file as it was downloaded, or save it as CSV UTF-8"
        )
    text = content.decode("utf-8", "surrogateescape")
    start = len(MARK) if text.startswith(MARK) else 0
    readings = [Sheet(text, separator, _rows(text, start, separator, limit=1)) for separator in SEPARATORS]
    separator = max(readings, key=lambda reading: len(reading.rows[0]) if reading.rows else 0).separator
    exact = not any("\udc80" <= letter <= "\udcff" for letter in text)
    return Sheet(text, separator, _rows(text, start, separator), exact)


def filled(sheet: Sheet, values: Mapping[tuple[int, int], str]) -> bytes:
    """The file with other values in the cells (row, column), counted from 0.

    A cell that already says the same, or the same number, keeps its bytes. One in quotes stays in quotes. A row that
    ends before the column is made longer.
    """
    pieces, at = [], 0
    for (row, column), value in sorted(values.items()):
        cells = sheet.rows[row]
        if column >= len(cells):
            between = sheet.separator * (
                column - max([len(cells) - 1, *(c for r, c in values if r == row and c < column)])
            )
            pieces += [sheet.text[at : cells[-1].end], between, _quoted(value, sheet.separator, always=False)]
            at = cells[-1].end
            continue
        cell = cells[column]
        if not same(cell.value, value):
            always = sheet.text[cell.start : cell.start + 1] == '"'
            pieces += [sheet.text[at : cell.start], _quoted(value, sheet.separator, always)]
            at = cell.end
    return "".join([*pieces, sheet.text[at:]]).encode("utf-8", "surrogateescape")


def same(one: str, other: str) -> bool:
    """Whether two cells say the same, be it the same number written otherwise: 17.50 and 17,5."""
    first, second = one.strip(), other.strip()
    if NUMBER.fullmatch(first) and NUMBER.fullmatch(second):
        return float(first.replace(",", ".")) == float(second.replace(",", "."))
    return one == other


def _rows(text: str, start: int, separator: str, limit: int | None = None) -> tuple[tuple[Cell, ...], ...]:
    """The cells of each line. A cell in quotes ends at a quote that has no second one behind it."""
    field = re.compile(rf'"[^"]*(?:""[^"]*)*(?:"|\Z)[^{separator}\r\n]*|[^{separator}\r\n]*')
    rows: list[tuple[Cell, ...]] = []
    cells: list[Cell] = []
    at = start
    while at < len(text) and (limit is None or len(rows) < limit):
        found = field.match(text, at)
        assert found is not None  # it matches nothing at all, too
        cells.append(Cell(at, found.end(), _value(found[0])))
        at = found.end()
        if text[at : at + 1] == separator:
            at += 1
            if at < len(text):
                continue
            cells.append(Cell(at, at, ""))
        if len(cells) > 1 or cells[0].start < cells[0].end:
            rows.append(tuple(cells))
        cells = []
        at += 2 if text.startswith("\r\n", at) else 1
    return tuple(rows)


def _value(written: str) -> str:
    """What a cell says. What stands behind its closing quote belongs to it, as ``csv`` has it."""
    if not written.startswith('"'):
        return written
    ended = re.match(r'"([^"]*(?:""[^"]*)*)"?', written)
    assert ended is not None
    return ended[1].replace('""', '"') + written[ended.end() :]


def _quoted(value: str, separator: str, always: bool) -> str:
    if always or any(letter in value for letter in f'{separator}"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value
