"""A result as JSON, and back: the format of ``docs/result.md``, whose schema is ``docs/result.schema.json``.

Format history. 1: the first. 2: a check has `diagnoses` and `unexplained`. 3: a curve has
`low` and `high`. 4: a check has a `sketch`.

The JSON is strict: a number that is not finite is one of the texts "NaN", "Infinity", "-Infinity". Characters that
are not seen or that turn the text around are written as JSON escapes, so that the file can be looked at safely.
Half of a surrogate pair, which is no character and which other programs refuse, becomes the visible ``\\udcff``.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import json
import math
import types
import typing
from typing import Any, TypeVar, cast, get_args, get_origin

from graders.errors import UsageError
from graders.model import FORMAT, Result
from graders.reports.legible import UNSEEN
from graders.score import score

T = TypeVar("T")

NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Unreadable(Exception):
    """What is wrong with a value, to be read after its place in the document."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said
        self.place = ""


def to_json(result: Result) -> str:
    """``result`` as JSON, its format number first; ``from_json`` gives it back."""
    document = {"format": result.format, "score": _written(score(result)), **_written(result)}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    return UNSEEN.sub(lambda unseen: json.dumps(unseen[0])[1:-1], text) + "\n"


def from_json(text: str) -> Result:
    """The result that ``to_json`` wrote. Raises UsageError for anything else, another format number first of all.

    ``score`` is for programs that only read: here it is passed over, and follows from the checks again.
    """
    try:
        document = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"this is no result: it is not JSON ({error}); give a file that --json wrote") from None
    if not isinstance(document, dict) or "format" not in document:
        raise UsageError('this is no result: it has no "format" number; give a file that --json wrote')
    if document["format"] != FORMAT or type(document["format"]) is not int:
        raise UsageError(
            f"this result has the format {_short(document['format'])}, and this version of labproof reads format "
            f"{FORMAT}; grade the submission again, or use the version that wrote the result"
        )
    document.pop("score", None)
    try:
        return cast(Result, _read(document, Result))
    except Unreadable as wrong:
        raise UsageError(
            f"this result can't be used: {wrong.place.lstrip('.') or 'it'} {wrong.said}; was it changed by hand?"
        ) from None


def _written(value: Any) -> Any:
    """``value`` in the terms of JSON."""
    match value:
        case enum.Enum():
            return value.value
        case bool() | None:
            return value
        case int():
            return int(value)
        case float():
            return float(value) if math.isfinite(value) else _not_finite(value)
        case str():
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        case tuple() | list():
            return [_written(item) for item in value]
        case dict():
            return {_written(name): _written(item) for name, item in value.items()}
    kind: Any = type(value)
    return {name: _written(getattr(value, name)) for name in _fields(kind)}


def _not_finite(value: float) -> str:
    return next(name for name, number in NOT_FINITE.items() if number == value or value != value)


def _read(value: Any, kind: Any) -> Any:
    """The ``kind`` that ``value`` was written from."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _read(value, inner[0])
    if origin is tuple:
        return tuple(_inside(f"[{i}]", item, inner[0]) for i, item in enumerate(_expect(value, list, "a list")))
    if origin is dict:
        return {name: _inside(f".{name}", item, inner[1]) for name, item in _expect(value, dict, "an object").items()}
    if dataclasses.is_dataclass(kind):
        return _read_fields(_expect(value, dict, "an object"), kind)
    if issubclass(kind, enum.Enum):
        words = [member.value for member in kind]
        if value not in words:
            raise Unreadable(f"is {_short(value)}, where one of {', '.join(words)} is expected")
        return kind(value)
    if kind is float:
        return _read_float(value)
    if kind is int:
        return _expect(value, int, "a whole number")
    return _expect(value, kind, "text" if kind is str else "true or false")


def _read_fields(members: dict[str, Any], kind: Any) -> Any:
    known = _fields(kind)
    for name in members:
        if name not in known:
            raise Unreadable(f"has {_short(name)}, which this format does not know")
    for name in known:
        if name not in members:
            raise Unreadable(f"has no {name}")
    return kind(**{name: _inside(f".{name}", members[name], inner) for name, inner in known.items()})


def _read_float(value: Any) -> float:
    if isinstance(value, str) and value in NOT_FINITE:
        return NOT_FINITE[value]
    if type(value) is int and abs(value) < 1 << 1000:
        return float(value)
    return float(_expect(value, float, "a number"))


def _expect(value: Any, kind: type[T], said: str) -> T:
    if type(value) is not kind:
        raise Unreadable(f"is {_short(value)}, where {said} is expected")
    return value


def _inside(place: str, value: Any, kind: Any) -> Any:
    try:
        return _read(value, kind)
    except Unreadable as wrong:
        wrong.place = place + wrong.place
        raise


@functools.cache
def _fields(kind: Any) -> dict[str, Any]:
    """The fields of a dataclass with their types, in order."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")
