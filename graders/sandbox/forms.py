"""What crosses the wire beside plain data, and the bounds of all that does."""

from __future__ import annotations

import struct
from collections.abc import Callable
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
