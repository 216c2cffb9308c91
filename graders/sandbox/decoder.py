"""Bytes to values, trusting nothing; see ``graders.sandbox.wire`` for the form."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import numpy as np

from graders.sandbox.forms import (
    BODY_LIMIT,
    DEPTH_LIMIT,
    DIMENSION_LIMIT,
    DTYPES,
    GENERATORS_LIMIT,
    HEADER_LIMIT,
    MAGIC,
    NUMBERS_LIMIT,
    PREFIX,
    TEXT_LIMIT,
    Callback,
    Handle,
    Tensor,
    WireError,
    are_keys,
)


class _Decoder:
    """Reads a header's tree; the buffers are the body's, in turn, or as ``order`` names them."""

    def __init__(self, body: memoryview, order: list[int] | None) -> None:
        self.body = body
        self.at = 0
        self.order = None if order is None else iter(order)
        self.buffers: list[memoryview] = []  # those that ``order`` can name
        self.taken = 0
        self.numbers = 0  # in lists
        self.generators = 0

    def take(self, size: int) -> memoryview:
        """The next buffer: the next of the body, or one that came before."""
        self.taken += size
        if self.taken > BODY_LIMIT:
            raise WireError("a body that holds more than allowed, with what comes in it again")
        if self.order is not None:
            number = next(self.order, None)
            if type(number) is not int or not 0 <= number <= len(self.buffers):
                raise WireError("a buffer that there is not")
            if number < len(self.buffers):
                if len(self.buffers[number]) != size:
                    raise WireError("a buffer of another length than it had before")
                return self.buffers[number]
        if size > len(self.body) - self.at:
            raise WireError("a buffer is longer than the body")
        self.at += size
        buffer = self.body[self.at - size : self.at]
        if self.order is not None:
            self.buffers.append(buffer)
        return buffer

    def finish(self) -> None:
        """Raises WireError where something was sent that belongs to no value."""
        if self.at != len(self.body) or (self.order is not None and next(self.order, None) is not None):
            raise WireError("bytes are left over in the body")

    def decode(self, item: Any, depth: int = 0) -> Any:
        if depth > DEPTH_LIMIT:
            raise WireError(f"a value is nested more than {DEPTH_LIMIT} levels deep")
        kind = type(item)
        if kind is list:
            try:
                read, length = FORMS[item[0]]
            except (IndexError, KeyError, TypeError):
                raise WireError("a value of no known form") from None
            if length and len(item) != length:
                raise WireError("a value of no known form")
            return read(self, item, depth + 1)
        if kind is str:
            return _text(item)
        if kind is int:
            if not -(2**63) <= item < 2**64:
                raise WireError("an integer of more than 64 bits")
            return item
        if item is None or kind is bool:
            return item
        raise WireError("a value of no known form")

    def list_(self, item: list[Any], depth: int) -> list[Any]:
        return [self.decode(each, depth) for each in item[1:]]

    def tuple_(self, item: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple([self.decode(each, depth) for each in item[1:]])

    def dict_(self, item: list[Any], depth: int) -> dict[Any, Any]:
        pairs = item[1:]
        if not all(type(pair) is list and len(pair) == 2 for pair in pairs):
            raise WireError("a dict whose items are no pairs")
        items = [(self.decode(key, depth), self.decode(value, depth)) for key, value in pairs]
        if not are_keys(key for key, _ in items):
            raise WireError("a dict with a key that can't be one")
        result = dict(items)
        if len(result) != len(items):
            raise WireError("a dict with a key that is repeated")
        return result

    def float_(self, item: list[Any], depth: int) -> float:
        return _float(item[1])

    def floats(self, item: list[Any], depth: int) -> list[float]:
        n = _count(item[1])
        self.numbers += n
        if self.numbers > NUMBERS_LIMIT:
            raise WireError(f"lists of more than {NUMBERS_LIMIT:,} numbers in all")
        values: list[float] = np.frombuffer(self.take(8 * n), dtype="<f8").tolist()
        return values

    def bytes_(self, item: list[Any], depth: int) -> bytes:
        return bytes(self.take(_count(item[1])))

    def array(self, item: list[Any], depth: int) -> np.ndarray:
        return self.numbers_of(item[1], item[2])

    def scalar(self, item: list[Any], depth: int) -> Any:
        return self.numbers_of(item[1], [])[()]

    def tensor(self, item: list[Any], depth: int) -> Tensor:
        if type(item[3]) is not bool:
            raise WireError("a tensor that neither does nor does not require a gradient")
        return Tensor(self.numbers_of(item[1], item[2]), item[3])

    def generator(self, item: list[Any], depth: int) -> np.random.Generator:
        self.generators += 1
        if self.generators > GENERATORS_LIMIT:
            raise WireError(f"more than {GENERATORS_LIMIT:,} random generators")
        return _generator(*item[1:])

    def handle(self, item: list[Any], depth: int) -> Handle:
        return Handle(_count(item[1]), _text(item[2]))

    def callback(self, item: list[Any], depth: int) -> Callback:
        return Callback(_count(item[1]))

    def numbers_of(self, name: Any, shape: Any) -> np.ndarray:
        dtype = TYPES.get(name) if type(name) is str else None
        if dtype is None:
            raise WireError("an array of no known dtype")
        if type(shape) is not list or len(shape) > DIMENSION_LIMIT:
            raise WireError("an array whose shape is none")
        size = dtype.itemsize
        for n in shape:
            size *= _count(n)
        if not size and math.prod(filter(None, shape)) > BODY_LIMIT:  # zero times more than NumPy can hold
            raise WireError("an array larger than allowed")
        buffer = self.take(size)
        if name == "|b1" and (np.frombuffer(buffer, dtype="|u1") > 1).any():
            raise WireError("a truth value that is neither 0 nor 1")
        return np.ndarray(shape, dtype, bytearray(buffer))


FORMS = {
    "l": (_Decoder.list_, 0),
    "t": (_Decoder.tuple_, 0),
    "d": (_Decoder.dict_, 0),
    "f": (_Decoder.float_, 2),
    "F": (_Decoder.floats, 2),
    "b": (_Decoder.bytes_, 2),
    "a": (_Decoder.array, 3),
    "s": (_Decoder.scalar, 2),
    "T": (_Decoder.tensor, 4),
    "g": (_Decoder.generator, 5),
    "h": (_Decoder.handle, 3),
    "c": (_Decoder.callback, 2),
}
"""How a list is read by its first item, and how many items it must have; 0 for any number."""


def _text(text: Any) -> str:
    if type(text) is not str:
        raise WireError("a text that is none")
    if len(text) > TEXT_LIMIT:
        raise WireError("a text longer than allowed")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WireError("a text with half a surrogate pair") from None
    return text


def _count(n: Any) -> int:
    if type(n) is not int or not 0 <= n < 2**63:
        raise WireError("a number of things that is none")
    return n


def _float(text: Any) -> float:
    try:
        return float.fromhex(text)
    except (TypeError, ValueError, OverflowError):
        raise WireError("a float that is none") from None


def _generator(state: Any, inc: Any, has: Any, half: Any) -> np.random.Generator:
    try:
        words = int(state, 16), int(inc, 16)
    except (TypeError, ValueError):
        raise WireError("a generator whose state is none") from None
    if not all(0 <= word < 2**128 for word in words) or _count(has) > 1 or _count(half) >= 2**32:
        raise WireError("a generator whose state is none")
    bits = np.random.PCG64(0)
    bits.state = {
        "bit_generator": "PCG64",
        "state": {"state": words[0], "inc": words[1]},
        "has_uint32": has,
        "uinteger": half,
    }
    return np.random.Generator(bits)


def _refuse_constant(text: str) -> NoReturn:
    raise WireError(f"{text} as a bare number")


def _refuse_object(pairs: Any) -> NoReturn:
    raise WireError("a JSON object; the header is made of lists")


TYPES = {name: np.dtype(name) for name in DTYPES}
HEADER = json.JSONDecoder(
    object_pairs_hook=_refuse_object, parse_constant=_refuse_constant, parse_float=_refuse_constant
)


def lengths(prefix: bytes, limit: int = BODY_LIMIT) -> tuple[int, int]:
    """The lengths of header and body that a frame's first 16 bytes announce; raises WireError beyond the limits."""
    magic, header, body = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("the frame does not begin as one")
    if header > HEADER_LIMIT or body > limit:
        raise WireError(f"a frame of {header + body:,} bytes, where at most {limit:,} are allowed")
    return header, body


def decode(header: bytes | memoryview, body: bytes | memoryview) -> Any:
    """The value of a frame; raises WireError for anything that ``encode`` would not have written."""
    try:
        text = bytes(header).decode("utf-8")
        tree, end = HEADER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is no JSON: {type(error).__name__}") from None
    if end != len(text):
        raise WireError("something follows the header's value")
    order = None
    if type(tree) is list and len(tree) == 3 and tree[0] == "o" and type(tree[1]) is list:
        _, order, tree = tree
    decoder = _Decoder(memoryview(body), order)
    value = decoder.decode(tree)
    decoder.finish()
    return value


def unpack(frame: bytes | bytearray) -> Any:
    """``decode`` for a frame that is at hand as a whole."""
    if len(frame) < PREFIX.size:
        raise WireError("the frame is cut short")
    header, body = lengths(bytes(frame[: PREFIX.size]))
    if len(frame) != PREFIX.size + header + body:
        raise WireError("the frame is cut short, or followed by something")
    view = memoryview(frame)[PREFIX.size :]
    return decode(view[:header], view[header:])
