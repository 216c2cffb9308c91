"""The file ``policy.toml`` as rules. Nothing in it is passed over: a key that is not known is refused by its name."""

from __future__ import annotations

import datetime
import difflib
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

from graders.errors import UsageError
from graders.policy.rules import ALL, Amount, Correction, Excuse, Extension, Late, Policy, Ruling

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

V = TypeVar("V")

MOST_POINTS = 1e6
MOST_DAYS = 10_000

PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*%\s*")


def read(text: str, name: str = "policy.toml") -> Policy:
    """The policy in ``text``; an empty one leaves everything as the labs have it.

    Raises UsageError, with the place in the file ``name``, for what is no TOML (https://toml.io/en/v1.0.0), and for
    every key that is unknown, missing or of another kind.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:
        raise UsageError(f"{name} can't be read: {_short(str(error))}; correct this line") from None
    file = _Table(document, name, "")
    marks, late = file.table("marks"), file.table("late")
    policy = Policy(
        points=_points(file),
        out_of=marks.per_lab("out_of", lambda value: _number(value, 0.0, exclusive=True), "a number of points above 0"),
        rounding=marks.get(
            "rounding", lambda value: _number(value, 0.0, exclusive=True), "a step such as 0.5, above 0"
        ),
        missing_is_zero=marks.get("missing", {"none": False, "zero": True}.get, '"none" or "zero"', False),
        late=_late(late),
        extensions=tuple(
            Extension(row.student(), row.need("days", _days, f"a number of days up to {MOST_DAYS:,}"), *row.why())
            for row in file.rows("extension")
        ),
        excuses=tuple(Excuse(row.student(), *row.why()) for row in file.rows("excused")),
        dropped=tuple(_ruling(row) for row in file.rows("dropped")),
        given=tuple(_ruling(row) for row in file.rows("given")),
        corrections=tuple(_correction(row) for row in file.rows("adjustment")),
    )
    file.finish()
    for ruling in policy.dropped:
        if any((ruling.lab, ruling.check) == (other.lab, other.check) for other in policy.given):
            raise UsageError(f"{name}: {ruling.lab}.{ruling.check} is both dropped and given; leave one of them out")
    return policy


class _Table:
    """A table of the file, from which what is known is taken; ``finish`` refuses what is left."""

    def __init__(self, values: dict[str, Any], file: str, place: str) -> None:
        self._left, self._file, self._place = dict(values), file, place
        self._known: list[str] = []
        self._inner: list[_Table] = []

    def refuse(self, said: str) -> UsageError:
        """An error that begins with the place in the file."""
        return UsageError(f"{self._file}: {self._place}{' ' if self._place else ''}{said}")

    def get(self, key: str, kind: Callable[[Any], V | None], expected: str, default: Any = None) -> Any:
        """What ``kind`` makes of a key's value, which is None where it has not the kind that is ``expected``."""
        self._known.append(key)
        if key not in self._left:
            return default
        given = self._left.pop(key)
        try:
            value = kind(given)
        except TypeError:  # a list or a table, which can't be looked up
            value = None
        if value is None:
            raise self.refuse(f"{key} is {_shown(given)}, where {expected} is expected")
        return value

    def need(self, key: str, kind: Callable[[Any], V | None], expected: str) -> V:
        """As ``get``, and the key has to be there."""
        if key not in self._left:
            raise self.refuse(f"has no {key}; give {expected}")
        return cast(V, self.get(key, kind, expected))

    def per_lab(self, key: str, kind: Callable[[Any], V | None], expected: str) -> dict[str, V]:
        """One value for all labs, or a table with one for each that it names."""
        if not isinstance(self._left.get(key), dict):
            value = self.get(key, kind, expected)
            return {} if value is None else {ALL: value}
        inner = self.table(key)
        return {lab: inner.need(lab, kind, expected) for lab in list(inner)}

    def table(self, key: str) -> _Table:
        """A table in this one; an empty one where it is not there."""
        inner = _Table(
            self.get(key, _dict, "a table", {}), self._file, f"[{key}]" if not self._place else f"{self._place} {key}"
        )
        self._inner.append(inner)
        return inner

    def rows(self, key: str) -> list[_Table]:
        """The tables that stand under ``[[key]]``."""
        rows = self.get(key, _dicts, f"one [[{key}]] after another", [])
        tables = [_Table(row, self._file, f"[[{key}]] number {i}") for i, row in enumerate(rows, start=1)]
        self._inner += tables
        return tables

    def student(self) -> str:
        """Whom a row is about."""
        return self.need("student", _text, "the key, e-mail address, number or name of a student, in quotes")

    def why(self) -> tuple[str, str]:
        """The reason of a row, and the lab where there is one."""
        return self.reason(), self.get("lab", _text, "the name of a lab, in quotes", ALL)

    def reason(self) -> str:
        """The reason of a row, which whoever asks will be told."""
        return self.need("reason", _text, "a reason, in quotes")

    def finish(self) -> None:
        """Refuse what nobody asked for."""
        for inner in self._inner:
            inner.finish()
        for key in self._left:
            close = difflib.get_close_matches(key, self._known, 1)
            advice = f"did you mean {close[0]}?" if close else f"known are {', '.join(self._known)}"
            raise self.refuse(f"has {_shown(key)}, which is not known; {advice}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._left)


def _points(file: _Table) -> dict[str, Mapping[str, float]]:
    labs = file.table("points")
    return {
        lab: {check: table.need(check, _number, "a number of points") for check in list(table)}
        for lab in list(labs)
        for table in [labs.table(lab)]
    }


def _late(table: _Table) -> Late:
    amount = 'points, or a share such as "10 %",'
    return Late(
        deadlines=table.per_lab("deadline", _moment, "a date and a time with its offset: 2026-03-01T23:59:00+01:00"),
        grace=datetime.timedelta(minutes=table.get("grace_minutes", _days, "a number of minutes up to 10,000", 0.0)),
        per_day=table.get("per_day", _amount, amount, Amount(0.0)),
        at_most=table.get("at_most", _amount, amount),
        of_earned=table.get("share_of", {"maximum": False, "earned": True}.get, '"maximum" or "earned"', False),
        closes_after=table.get("closes_after_days", _whole, "a whole number of days"),
        flagged_days=table.get("flagged_days", _whole, "a whole number of days", 1),
    )


def _ruling(row: _Table) -> Ruling:
    lab, check = row.need("check", _check, 'a lab and a check of it, such as "softmax.gradients",')
    return Ruling(lab, check, row.reason())


def _correction(row: _Table) -> Correction:
    student, lab = row.student(), row.need("lab", _text, "the name of a lab, in quotes")
    points = row.get("points", lambda value: _number(value, -MOST_POINTS), "a number of points")
    points_to = row.get("points_to", _number, "a number of points that is not below 0")
    if (points is None) == (points_to is None):
        raise row.refuse("has to have one of points (to add or take) and points_to (the mark itself)")
    return Correction(student, lab, row.reason(), points, points_to)


def _number(value: Any, least: float = 0.0, exclusive: bool = False) -> float | None:
    if type(value) not in (int, float) or not least <= value <= MOST_POINTS:
        return None
    return None if exclusive and value < 1e-6 else float(value)


def _days(value: Any) -> float | None:
    return None if (number := _number(value)) is None or number > MOST_DAYS else number


def _whole(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= MOST_DAYS else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _dict(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _dicts(value: Any) -> list[dict[str, Any]] | None:
    return value if isinstance(value, list) and all(isinstance(row, dict) for row in value) else None


def _moment(value: Any) -> datetime.datetime | None:
    return value if isinstance(value, datetime.datetime) and value.tzinfo is not None else None


def _amount(value: Any) -> Amount | None:
    if isinstance(value, str):
        percent = PERCENT.fullmatch(value)
        share = float(percent[1]) / 100 if percent else math.inf
        return Amount(share, is_share=True) if share <= 1 else None
    return None if (points := _number(value)) is None else Amount(points)


def _check(value: Any) -> tuple[str, str] | None:
    lab, _, check = value.rpartition(".") if isinstance(value, str) else ("", "", "")
    return (lab, check) if lab and check else None


def _shown(value: object) -> str:
    if isinstance(value, str):
        return _short(f"“{value}”")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, datetime.datetime):
        return f"{value} without an offset" if value.tzinfo is None else str(value)
    return _short(str(value)) if not isinstance(value, int) or abs(value) < 1e15 else "a very large number"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 120 else text[:119] + "…"
