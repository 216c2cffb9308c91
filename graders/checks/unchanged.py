"""Does a function leave its arguments as they were?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from graders.checks.failure import Failure, Seen
from graders.checks.notes import compared
from graders.checks.wording import kind, ordinal, pair, place
from graders.model import Evidence


class Echoing(Protocol):
    """A function of the student's that can bring its arguments back."""

    @property
    def name(self) -> str:
        """What the student calls it."""

    @property
    def with_arguments(self) -> Callable[..., Any]:
        """The call, giving ``value``, ``arguments`` and ``keywords``, the last two as they were after it."""


@dataclass(frozen=True)
class Change:
    """The first difference between an argument before a call and after it."""

    item: str  # the way to it through lists and dicts: "['W'][0]"
    before: str
    after: str
    index: tuple[int, ...] | None = None
    count: int | None = None
    total: int | None = None


def unchanged(function: Echoing, *args: Any, what: str | None = None, hint: str | None = None, **kwargs: Any) -> Any:
    """The value of ``function(*args, **kwargs)``; fails if the call changed an argument.

    Arrays are compared bit for bit, and so is what lists, tuples and dicts hold. Generators and objects, which a
    function is given to change, are passed over::

        close(unchanged(student.softmax, z), reference.softmax(z))
    """
    called = function.with_arguments(*args, **kwargs)
    names = [f"its {ordinal(i)} argument" for i in range(len(args))] + [f"its argument {key}" for key in kwargs]
    before = [*args, *kwargs.values()]
    after = [*called.arguments, *(called.keywords[key] for key in kwargs)]
    for name, was, became in zip(names, map(_array, before), after, strict=True):
        if (change := _change(was, became)) is not None:
            failure = _failure(what or function.name, name + change.item, change, hint)
            compared(failure, Seen(name + change.item, became))
    return called.value


def _array(argument: Any) -> Any:
    """A tensor as the array as which it comes back; anything else as it is."""
    return argument.detach().numpy() if hasattr(type(argument), "detach") else argument


def _change(before: Any, after: Any, item: str = "") -> Change | None:
    if isinstance(before, np.ndarray):
        return _array_change(before, after, item)
    if isinstance(before, list | tuple | Mapping):
        if type(before) is not type(after) or len(before) != len(after):
            return Change(item, kind(before), kind(after))
        if isinstance(before, Mapping):
            if gone := [key for key in before if key not in after]:
                return Change(item, f"a dict with the key {gone[0]!r}", "a dict without it")
            pairs = [(f"[{key!r}]", value, after[key]) for key, value in before.items()]
        else:
            pairs = [(f"[{i}]", *both) for i, both in enumerate(zip(before, after, strict=True))]
        changes = (_change(was, became, item + way) for way, was, became in pairs)
        return next((change for change in changes if change is not None), None)
    if isinstance(before, bool | int | float | str | None | np.generic):
        same = type(before) is type(after) and (before == after or (before != before and after != after))
        return None if same else Change(item, *_two(before, after))
    return None


def _array_change(before: np.ndarray, after: Any, item: str) -> Change | None:
    if not isinstance(after, np.ndarray) or (before.shape, before.dtype) != (after.shape, after.dtype):
        return Change(item, _typed(before), _typed(after))
    width = before.dtype.itemsize
    was, became = (np.frombuffer(each.tobytes(), np.uint8).reshape(-1, width) for each in (before, after))
    differs = (was != became).any(axis=1)
    if not differs.any():
        return None
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(differs)), before.shape))
    return Change(item, *pair(before[index], after[index]), index, int(differs.sum()), before.size)


def _typed(value: Any) -> str:
    return f"{kind(value)} and type {value.dtype}" if isinstance(value, np.ndarray) else kind(value)


def _two(before: Any, after: Any) -> tuple[str, str]:
    real = (bool, int, float, np.integer, np.floating)
    return pair(before, after) if isinstance(before, real) and isinstance(after, real) else (kind(before), kind(after))


def _failure(function: str, argument: str, change: Change, hint: str | None) -> Failure:
    where = f" at {place(change.index)}" if change.index else ""
    many = f" ({change.count} of {change.total} values changed)" if change.count and change.count > 1 else ""
    was, became = f"it was {change.before}{where} before the call", f"{change.after} after it"
    return Failure(
        f"{function} changed {argument}: {was} and {became}{many}.",
        hint=hint
        or "Work on a copy, such as x = x.copy(), or write x = x - m where x -= m changes the caller's array.",
        evidence=Evidence(
            f"{function}, {argument}",
            change.after,
            change.before,
            change.index,
            tolerance="exact",
            wrong=change.count,
            total=change.total,
        ),
    )
