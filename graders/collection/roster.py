"""Who is in the class: a CSV file with a row for each student, as a platform gives it out or somebody writes it.

A gradebook of Canvas and a grading worksheet of Moodle are rosters as they are.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from graders.collection import packed
from graders.collection.titles import addresses, folded, kind, participants
from graders.errors import UsageError
from graders.intake.archive import HANZI

SIZE_LIMIT = 32 << 20
SEPARATORS = ",;\t"

HAN = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")
"""A name in Chinese, Japanese or Korean, where the family name comes first and no space stands between."""


@dataclass(frozen=True)
class Entry:
    """A row of a roster.

    ``ids`` are numbers and addresses by their kind, as ``Student.ids`` has them, and "id" for a number of which the
    roster does not say whose it is.
    """

    name: str
    ids: dict[str, str] = field(default_factory=dict)
    group: str = ""


def students_on(path: Path) -> tuple[Entry, ...]:
    """The students of a roster. Raises UsageError where there is none, or it has no column that tells who is who."""
    try:
        with path.open("rb") as opened:
            content = opened.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"the roster {path} can't be read ({error.strerror}); give a CSV file") from None
    if len(content) > SIZE_LIMIT:
        raise UsageError(f"the roster {path} has more than {SIZE_LIMIT:,} bytes; give a CSV file of one class")
    return entries(_text(content, path), str(path))


def entries(text: str, called: str) -> tuple[Entry, ...]:
    """The students of a roster's text; raises UsageError."""
    header, rows = _rows(text, called)
    columns = _columns(header, rows)
    if not columns.keys() - {"group", "first"}:
        raise UsageError(
            f"the roster {called} has no column that tells who is who (its first row is {', '.join(header)[:200]}); "
            "call the columns name, id, student number, login, email or group"
        )
    if "id" in columns and "section" in map(folded, header) and folded(header[0]) in ("student", "lastname"):
        columns["canvas"] = columns.pop("id")
    found = [entry for row in rows if (entry := _entry(row, columns))]
    unique = {(entry.name, *sorted(entry.ids.items()), entry.group): entry for entry in found}
    return tuple(unique.values())


def _text(content: bytes, path: Path) -> str:
    if what := packed.said(content):
        raise UsageError(f"the roster {path} {what}")
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030") if HANZI.search(content) else ("utf-8",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace")


def _rows(text: str, called: str) -> tuple[list[str], list[list[str]]]:
    """The first row that is not empty, and those after it, separated as most columns are known by."""
    known = (-1, 0)
    best: list[list[str]] = []
    for separator in SEPARATORS:
        try:
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
        except csv.Error as error:
            raise UsageError(f"the roster {called} is no CSV file ({error}); save it as CSV") from None
        told = (sum(kind(title) is not None for title in rows[0]), len(rows[0])) if rows else known
        if told > known:
            known, best = told, rows
    if not best:
        raise UsageError(f"the roster {called} is empty; give a CSV file with a row for each student")
    return best[0], best[1:]


def _columns(header: list[str], rows: list[list[str]]) -> dict[str, int]:
    """Where what stands: by the titles, and what only Moodle's other languages call otherwise by what is in it."""
    columns: dict[str, int] = {}
    for place, title in enumerate(header):
        if what := kind(title):
            columns.setdefault(what, place)
    if columns.keys() & {"first", "last", "name"} == {"first", "name"} and folded(header[columns["name"]]) == "name":
        columns["last"] = columns.pop("name")  # Name, Vorname
    cells = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(header))]
    if "moodle" not in columns and cells and kind(header[0]) in (None, "id", "sid") and participants(cells[0]):
        columns = {what: place for what, place in columns.items() if place != 0} | {"moodle": 0}
    if "email" not in columns:
        unknown = (place for place in range(len(header)) if place not in columns.values() and addresses(cells[place]))
        if (address := next(unknown, None)) is not None:
            columns["email"] = address
    return columns


def _entry(row: list[str], columns: dict[str, int]) -> Entry | None:
    """A student's row; None for one of a gradebook that is no student's."""
    cells = {what: row[place].strip() for what, place in columns.items() if place < len(row)}
    first, last = cells.pop("first", ""), cells.pop("last", "")
    together = f"{last}{first}" if HAN.fullmatch(last) and HAN.fullmatch(first) else f"{first} {last}".strip()
    name = unicodedata.normalize("NFC", cells.pop("name", "") or together)
    group = unicodedata.normalize("NFC", cells.pop("group", ""))
    if "moodle" in cells:
        cells["moodle"] = "".join(re.findall(r"[0-9]+$", cells["moodle"]))
    ids = {kind: value for kind, value in cells.items() if value}
    if "points possible" in name.lower() or name in ("Student, Test", "Test Student") or not (name or ids):
        return None
    return Entry(name or _instead_of_name(ids), ids, group)


def _instead_of_name(ids: dict[str, str]) -> str:
    if ids.keys() == {"moodle"}:
        return f"Participant {ids['moodle']}"
    return next(ids[kind] for kind in ("login", "email", "sid", "id", "canvas", "moodle") if kind in ids)
