"""What crosses the wire beside plain data, and the bounds of all that does."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

MAGIC = b"LPF1"
PREFIX = struct.Struct("<4sIQ")
HEADER_LIMIT = 1 << 20
BODY_LIMIT = 1 << 26
TEXT_LIMIT = 1 << 16
DEPTH_LIMIT = 32
DIMENSION_LIMIT = 32
DTYPES = frozenset(["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"])
KEYS = frozenset([bool, int, float, str, bytes, *(np.dtype(each).type for each in DTYPES if each[1] != "c")])
TUPLE_KEYS_LIMIT = 2000
PARTS_LIMIT = 16
PART_LIMIT = 100
"""How many parts a tuple may have that is a key, and how long a text among them may be."""

NUMBERS_LIMIT = 1 << 21
"""The numbers in all lists of a frame together: as Python's floats they take four times their room in the body."""

GENERATORS_LIMIT = 1000


class WireError(Exception):
    """Bytes that are no frame, or a value that has no form on the wire."""


@dataclass(frozen=True)
class Handle:
    """An object of the other side, which stays there."""

    number: int
    class_name: str


@dataclass(frozen=True)
class Callback:
    """A function of the other side, which stays there and can be called back."""

    number: int


@dataclass(frozen=True, eq=False)
class Tensor:
    """A tensor's values; no side needs torch to read them."""

    array: np.ndarray
    requires_grad: bool = False


Foreign: TypeAlias = Callable[[Any], Handle | Callback]
"""Gives the handle or callback that stands for an object of no wire type."""


def are_keys(keys: Iterable[Any]) -> bool:
    """Whether a dict with these keys crosses.

    Tuples (and complex numbers) can be made up to have one hash all, and a dict of n such keys takes n² steps, each as
    long as what two of them have in common.
    """
    tuples = 0
    for key in keys:
        tuples += type(key) is tuple
        if tuples > TUPLE_KEYS_LIMIT or not _is_key(key) or (type(key) is tuple and not _is_short(key)):
            return False
    return True


def _is_short(key: tuple[Any, ...]) -> bool:
    parts = list(key)
    for number, part in enumerate(parts):
        if number >= PARTS_LIMIT:
            return False
        if type(part) is tuple:
            parts += part
        elif isinstance(part, str | bytes) and len(part) > PART_LIMIT:
            return False
    return True


def _is_key(key: Any) -> bool:
    kind = type(key)
    if kind is tuple:
        return all(map(_is_key, key))
    if kind is int:
        return bool(-(2**63) <= key < 2**64)
    if kind is str:
        return len(key) <= TEXT_LIMIT and key == key.encode("utf-8", "replace").decode("utf-8")
    return key is None or kind in KEYS
