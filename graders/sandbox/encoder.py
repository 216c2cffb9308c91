"""Values to bytes; see ``graders.sandbox.wire`` for the form."""

from __future__ import annotations

import collections
import json
import math
import sys
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from graders.sandbox.forms import (
    BODY_LIMIT,
    DEPTH_LIMIT,
    DIMENSION_LIMIT,
    DTYPES,
    HEADER_LIMIT,
    MAGIC,
    NUMBERS_LIMIT,
    PREFIX,
    TEXT_LIMIT,
    Callback,
    Foreign,
    Handle,
    Tensor,
    WireError,
    are_keys,
)

SCALARS = frozenset(np.sctypeDict.values())
# No look for circles: what is written here is a tree, and no deeper than a value may be.
HEADER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
PLACED = 8
"""How deep in a frame a value may stand that was written down before; it is so much less deep itself."""

PLAIN = {np.dtype(name): name for name in DTYPES}
"""Types of arrays that cross as they are, and how they are written."""


def _refuse_foreign(value: Any) -> NoReturn:
    raise WireError(f"a {type(value).__name__} has no form on the wire")


@dataclass(frozen=True)
class Written:
    """A value as it was when it was written down, to go into a frame later: its form in the header, its buffers."""

    tree: Any
    buffers: list[bytes]
    numbers: int


class Writer:
    """A frame in the making that holds a list of values, each as it is at the moment when it is added.

    ``foreign`` gives the handle or callback that stands for an object of no wire type.
    """

    def __init__(self, foreign: Foreign = _refuse_foreign) -> None:
        self.foreign = foreign
        self.items: list[Any] = []
        self.buffers: list[bytes] = []
        self.numbers = 0  # in lists

    def add(self, value: Any) -> None:
        """Add a value; raises WireError, and adds nothing, where it is too large, too deep or of no wire type."""
        before, numbers = len(self.buffers), self.numbers
        try:
            self.items.append(self.encode(value))
        except BaseException:
            del self.buffers[before:]
            self.numbers = numbers
            raise

    def frame(self) -> bytes:
        """The bytes of all that was added."""
        return _frame(["l", *self.items], self.buffers)

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The header's form of a value; its buffers are put in line."""
        if depth > DEPTH_LIMIT:
            raise WireError(f"a value is nested more than {DEPTH_LIMIT} levels deep")
        # Exact types only: a subclass may have been made to behave as it likes.
        kind = type(value)
        if kind is np.ndarray and (plain := _plain(value)) is not None:
            self.buffers.append(plain.tobytes())
            return ["a", PLAIN[plain.dtype], list(plain.shape)]
        if kind is str and len(text := value.encode("utf-8", "backslashreplace").decode("utf-8")) <= TEXT_LIMIT:
            return text
        if kind is list or kind is tuple:
            if len(value) > 8 and kind is list and all(type(item) is float for item in value):
                return self.floats(value)
            depth += 1
            return ["l" if kind is list else "t", *[self.encode(item, depth) for item in value]]
        if kind is dict and are_keys(value):
            return ["d", *[[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items()]]
        if value is None or kind is bool:
            return value
        if kind is int and -(2**63) <= value < 2**64:
            return value
        if kind is float:
            return ["f", value.hex()]
        if kind is bytes:
            self.buffers.append(value)
            return ["b", len(value)]
        if kind in SCALARS and (plain := _plain(np.array(value))) is not None:
            self.buffers.append(plain.tobytes())
            return ["s", plain.dtype.str]
        if kind is Written and depth <= PLACED:
            self.count(value.numbers)
            self.buffers += value.buffers
            return value.tree
        if (relative := _relative(value)) is not None:
            return self.encode(relative, depth)
        return self.encode_special(value)

    def floats(self, values: list[float]) -> Any:
        """The form of a list of nothing but floats."""
        self.count(len(values))
        self.buffers.append(np.array(values, dtype="<f8").tobytes())
        return ["F", len(values)]

    def count(self, numbers: int) -> None:
        """Take note of numbers in lists; raises WireError beyond the limit."""
        self.numbers += numbers
        if self.numbers > NUMBERS_LIMIT:
            raise WireError(f"lists of more than {NUMBERS_LIMIT:,} numbers in all; an array may be larger")

    def encode_special(self, value: Any) -> Any:
        """The same for what is no plain data: handles, generators, tensors, and what ``foreign`` makes of the rest."""
        kind = type(value)
        if kind is Handle:
            return ["h", value.number, value.class_name]
        if kind is Callback:
            return ["c", value.number]
        if kind is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
            state = value.bit_generator.state
            inner = state["state"]
            return ["g", hex(inner["state"]), hex(inner["inc"]), state["has_uint32"], state["uinteger"]]
        made = value if kind is Tensor else tensor(value)
        if made is not None and (plain := _plain(made.array)) is not None:
            self.buffers.append(plain.tobytes())
            return ["T", plain.dtype.str, list(plain.shape), bool(made.requires_grad)]
        return self.encode_special(self.foreign(value))


def _relative(value: Any) -> Any:
    """A named tuple, a defaultdict, a deque or a matrix as what it is a form of; None for anything else.

    Read by the base class's own methods: only plain values cross, whatever a subclass makes of itself.
    """
    if isinstance(value, tuple) and type(value) is not tuple:
        return tuple(tuple.__iter__(value))
    if isinstance(value, list) and type(value) is not list:
        return list(list.__iter__(value))
    if isinstance(value, dict) and type(value) is not dict:
        return dict(dict.items(value))
    if type(value) is collections.deque:
        return list(value)
    return np.array(value, subok=False) if type(value) is np.matrix else None


def _plain(array: np.ndarray) -> np.ndarray | None:
    """The array little-endian, or None where its dtype does not cross, or its shape, empty but huge, does not."""
    if array.ndim > DIMENSION_LIMIT or (not array.size and math.prod(n for n in array.shape if n) > BODY_LIMIT):
        return None
    if array.dtype in PLAIN:
        return array
    if array.dtype.kind in "fc" and array.dtype.itemsize > (8 if array.dtype.kind == "f" else 16):
        array = array.astype("<f8" if array.dtype.kind == "f" else "<c16")  # a long double
    little = array.dtype.newbyteorder("<")
    return array.astype(little, copy=False) if little.str in DTYPES else None


def tensor(value: Any) -> Tensor | None:
    """The values of a plain tensor or parameter, where torch is loaded; None for anything else."""
    torch = sys.modules.get("torch")
    if torch is None or type(value) not in (torch.Tensor, torch.nn.Parameter):
        return None
    try:
        array = value.detach().cpu().contiguous().resolve_conj().resolve_neg().numpy()
    except (RuntimeError, TypeError):
        return None  # no strided values (sparse, quantised), or a dtype that NumPy lacks
    return Tensor(array, value.requires_grad)


def _frame(tree: Any, buffers: list[bytes]) -> bytes:
    length = sum(map(len, buffers))
    numbers: dict[bytes, int] = {}
    order = [numbers.setdefault(buffer, len(numbers)) for buffer in buffers]
    if len(numbers) < len(order):
        tree, buffers = ["o", order, tree], list(numbers)
    header = HEADER.encode(tree).encode()
    if len(header) > HEADER_LIMIT or length > BODY_LIMIT:
        raise WireError(f"a value of {len(header) + length:,} bytes is larger than a message may be")
    return b"".join([PREFIX.pack(MAGIC, len(header), sum(map(len, buffers))), header, *buffers])


def encode(value: Any, foreign: Foreign = _refuse_foreign) -> bytes:
    """The frame of one value; raises WireError where it is too large, too deep or of no wire type."""
    writer = Writer(foreign)
    return _frame(writer.encode(value), writer.buffers)


def written(value: Any) -> Written:
    """The value as it is now, to go into a frame later; raises WireError as ``encode`` does."""
    writer = Writer()
    return Written(writer.encode(value, PLACED), writer.buffers, writer.numbers)
