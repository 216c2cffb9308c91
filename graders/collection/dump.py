"""What Ruby has dumped as YAML, as plain dicts, lists and texts. No tag makes an object, and no number is computed.

It is read event by event: composing the whole of it first, as ``yaml.load`` does, runs out of the stack where it is
nested deep, and out of memory where lists of lists are merged into one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NESTING_LIMIT = 100
KEPT_DEPTH = 4
"""What lies deeper is passed over and is None: what each test has printed, for one."""

NOTHING = ("", "~", "null", "Null", "NULL")


def values(content: bytes) -> Any:
    """The value that is dumped: scalars are texts as they are written, what is empty is None.

    Raises ValueError with what is wrong where it is no YAML.
    """
    import yaml

    try:
        events = yaml.parse(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        wanted = (event for event in events if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent))
        return _value(next(wanted, None), wanted, {}, 0)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def _value(event: Any, events: Iterator[Any], named: dict[str, Any], depth: int) -> Any:
    """The value that begins with ``event``. ``named`` are those that another place may stand for, by their anchors."""
    import yaml

    if depth > NESTING_LIMIT:
        raise ValueError(f"nested more than {NESTING_LIMIT} levels deep")
    value: Any = None
    if isinstance(event, yaml.AliasEvent):
        return named.get(event.anchor)
    if isinstance(event, yaml.ScalarEvent):
        value = None if event.implicit[0] and event.value in NOTHING else event.value
    elif isinstance(event, yaml.SequenceStartEvent):
        items = [_value(inner, events, named, depth + 1) for inner in _until(yaml.SequenceEndEvent, events)]
        value = items if depth < KEPT_DEPTH else None
    elif isinstance(event, yaml.MappingStartEvent):
        found = {}
        for inner in _until(yaml.MappingEndEvent, events):
            key = _value(inner, events, named, depth + 1)
            inside = _value(next(events), events, named, depth + 1)
            if isinstance(key, str):
                found[key] = inside
        value = found if depth < KEPT_DEPTH else None
    if event is not None and event.anchor is not None:
        named[event.anchor] = value
    return value


def _until(end: type, events: Iterator[Any]) -> Iterator[Any]:
    return iter(lambda: None if isinstance(event := next(events), end) else event, None)
