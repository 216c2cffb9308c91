"""A result as JSON, and back: the format of ``docs/result.md``, whose schema is ``docs/result.schema.json``.

Format history. 1: the first. 2: a check has `diagnoses` and `unexplained`. 3: a curve has
`low` and `high`. 4: a check has a `sketch`. 5: a result has `answers` and `withheld`.

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
from collections.abc import Callable
from typing import Any, TypeVar, cast, get_args, get_origin

from graders.errors import UsageError
from graders.model import FORMAT, Result
from graders.reports.legible import UNSEEN
from graders.score import score

T = TypeVar("T")
Reader = Callable[[Any], Any]

NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Unreadable(Exception):
    """What is wrong with a value, to be read after its place in the document."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said
        self.place = ""


def to_json(result: Result) -> str:
    """``result`` as JSON for people as well, its format number first; ``from_json`` gives it back."""
    return _safe(json.dumps(_document(result), ensure_ascii=False, allow_nan=False, indent=2)) + "\n"


def to_line(result: Result) -> str:
    """The same on one line, which takes a tenth of the time to write: for the gradebook."""
    return _safe(json.dumps(_document(result), ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def _document(result: Result) -> dict[str, Any]:
    return {"format": result.format, "score": _written(score(result)), **_written(result)}


def _safe(text: str) -> str:
    return UNSEEN.sub(lambda unseen: json.dumps(unseen[0])[1:-1], text)


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
        return cast(Result, _reader(Result)(document))
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
            return [item if type(item) is float and math.isfinite(item) else _written(item) for item in value]
        case dict():
            return {_written(name): _written(item) for name, item in value.items()}
    kind: Any = type(value)
    return {name: _written(getattr(value, name)) for name in _fields(kind)}


def _not_finite(value: float) -> str:
    return next(name for name, number in NOT_FINITE.items() if number == value or value != value)


@functools.cache
def _reader(kind: Any) -> Reader:
    """What reads a value that was written from a ``kind``. It is made once: a class has thousands of results."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (typing.Union, types.UnionType):
        read = _reader(inner[0])
        return lambda value: None if value is None else read(value)
    if origin is tuple:
        return functools.partial(_read_list, read=_reader(inner[0]))
    if origin is dict:
        return functools.partial(_read_object, read=_reader(inner[1]))
    if dataclasses.is_dataclass(kind):
        fields: dict[str, Any] = _fields(cast(Any, kind))
        readers = {name: _reader(inner) for name, inner in fields.items()}
        return functools.partial(_read_fields, kind=kind, readers=readers)
    if issubclass(kind, enum.Enum):
        return functools.partial(_read_word, kind=kind)
    if kind is float:
        return _read_float
    said = {int: "a whole number", str: "text", bool: "true or false"}[kind]
    return functools.partial(_expect, kind=kind, said=said)


def _read_list(value: Any, read: Reader) -> Any:
    items = _expect(value, list, "a list")
    if read is _read_float and set(map(type, items)) == {float}:
        return tuple(items)
    found: list[Any] = []
    try:
        for item in items:
            found.append(read(item))
    except Unreadable as wrong:
        wrong.place = f"[{len(found)}]{wrong.place}"
        raise
    return tuple(found)


def _read_object(value: Any, read: Reader) -> Any:
    members = _expect(value, dict, "an object")
    return _read_members(members, dict.fromkeys(members, read))


def _read_word(value: Any, kind: Any) -> Any:
    words = [member.value for member in kind]
    if value not in words:
        raise Unreadable(f"is {_short(value)}, where one of {', '.join(words)} is expected")
    return kind(value)


def _read_fields(value: Any, kind: Any, readers: dict[str, Reader]) -> Any:
    members = _expect(value, dict, "an object")
    if members.keys() != readers.keys():
        for name in members:
            if name not in readers:
                raise Unreadable(f"has {_short(name)}, which this format does not know")
        raise Unreadable(f"has no {next(name for name in readers if name not in members)}")
    return kind(**_read_members(members, readers))


def _read_members(members: dict[str, Any], readers: dict[str, Reader]) -> dict[str, Any]:
    found = {}
    try:
        for name, read in readers.items():
            found[name] = read(members[name])
    except Unreadable as wrong:
        wrong.place = f".{name}{wrong.place}"
        raise
    return found


def _read_float(value: Any) -> float:
    if type(value) is float:
        return value
    if isinstance(value, str) and value in NOT_FINITE:
        return NOT_FINITE[value]
    if type(value) is int and abs(value) < 1 << 1000:
        return float(value)
    return _expect(value, float, "a number")


def _expect(value: Any, kind: type[T], said: str) -> T:
    if type(value) is not kind:
        raise Unreadable(f"is {_short(value)}, where {said} is expected")
    return value


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
